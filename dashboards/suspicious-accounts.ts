import type { Site } from '../core/site/site.ts';
import { beginning } from './beginning.ts';
import type { Dashboard, NamedCondition, PanelCondition, Row } from './definition.ts';
import { needsText } from './site.ts';

/** A verdict on who signs in, of whatever program: core/formats/messages/account-messages.ts, and the site's sign-ins. */
const attempt: PanelCondition = { field: 'event.category', is: 'authentication' };
/** What PAM says of a sign-in on which the program itself logs the outcome: it would be counted twice. */
const saidTwice: PanelCondition = {
  all: [
    { field: 'event.action', is: ['authentication_failure', 'authentication_success'] },
    { field: 'process.name', is: ['sshd', 'sshd-session', 'sshd-auth', 'su', 'sudo'] },
  ],
};
/** A rejected sign-in; or, where nothing says what a sign-in is, something that an account may not do (RFC 9110 sections 15.5.2 and 15.5.4). */
const refused: PanelCondition = {
  any: [
    { all: [{ field: 'http.response.status_code', is: [401, 403] }, { not: attempt }] },
    { all: [attempt, { field: 'event.outcome', is: 'failure' }, { not: saidTwice }] },
  ],
};
const succeeded: PanelCondition = {
  any: [
    {
      all: [
        { field: 'user.name', exists: true },
        { field: 'http.response.status_code', from: 200, below: 400 },
        { not: attempt },
      ],
    },
    { all: [attempt, { field: 'event.outcome', is: 'success' }] },
  ],
};
/** SSH guesses the same few names everywhere: they would lead every table of accounts. */
const notOfSsh: PanelCondition = { not: { field: 'event.action', is: ['ssh_login', 'ssh_disconnected'] } };
const onTheWeb: PanelCondition = { field: 'http.response.status_code', exists: true };
const bySsh: PanelCondition = { field: 'event.action', is: 'ssh_login' };
const ways: readonly NamedCondition[] = [
  { label: 'Refused on the web', where: onTheWeb, tone: 'warning' },
  { label: 'Refused by SSH', where: bySsh, tone: 'bad' },
  { label: 'Refused elsewhere', where: { not: { any: [onTheWeb, bySsh] } } },
];
const account = { kind: 'terms', field: 'user.name', label: 'Account', size: 10 } as const;
const address = { kind: 'terms', field: 'source.ip', label: 'Address', size: 10 } as const;
const accounts = { kind: 'unique', field: 'user.name', label: 'Accounts' } as const;
const addresses = { kind: 'unique', field: 'source.ip', label: 'Addresses' } as const;
const programs = { kind: 'unique', field: 'user_agent.original', label: 'Programs' } as const;
const refusals = { kind: 'count', label: 'Refused' } as const;

const rows: readonly Row[] = [
  {
    height: 6,
    panels: [
      {
        kind: 'metric',
        id: 'refused-count',
        title: 'How many sign-ins were refused?',
        width: 12,
        dataView: 'logs',
        where: refused,
        tone: 'warning',
        metric: refusals,
      },
      {
        kind: 'metric',
        id: 'refused-accounts-count',
        title: 'For how many accounts?',
        width: 12,
        dataView: 'logs',
        where: refused,
        tone: 'warning',
        metric: accounts,
      },
      {
        kind: 'metric',
        id: 'refused-addresses-count',
        title: 'From how many addresses?',
        width: 12,
        dataView: 'logs',
        where: refused,
        tone: 'warning',
        metric: addresses,
      },
      {
        kind: 'metric',
        id: 'accounts-count',
        title: 'How many accounts signed in?',
        width: 12,
        dataView: 'logs',
        where: succeeded,
        metric: accounts,
      },
    ],
  },
  {
    height: 13,
    panels: [
      {
        kind: 'table',
        id: 'travelling-accounts',
        title: 'Which accounts are used from many addresses?',
        width: 24,
        dataView: 'logs',
        where: { all: [{ field: 'user.name', exists: true }, notOfSsh] },
        shows: ['account-takeover'],
        rows: [account],
        metrics: [addresses, programs, { kind: 'count', label: 'Requests' }],
      },
      {
        kind: 'bar',
        id: 'refusals-over-time',
        title: 'When are sign-ins refused?',
        width: 24,
        dataView: 'logs',
        tone: 'warning',
        where: refused,
        x: { kind: 'time', label: 'Time' },
        split: { kind: 'conditions', label: 'Where', conditions: ways },
        metric: refusals,
      },
    ],
  },
  {
    height: 13,
    panels: [
      {
        kind: 'table',
        id: 'trying-addresses',
        title: 'Which addresses try many accounts?',
        width: 16,
        dataView: 'logs',
        where: refused,
        shows: ['credential-stuffing'],
        rows: [address],
        metrics: [accounts, refusals],
      },
      {
        kind: 'table',
        id: 'tried-accounts',
        title: 'Which accounts are tried from many addresses?',
        width: 16,
        dataView: 'logs',
        where: { all: [refused, notOfSsh] },
        shows: ['account-takeover'],
        rows: [account],
        metrics: [addresses, refusals],
      },
      {
        kind: 'table',
        id: 'trying-programs',
        title: 'Which programs try many accounts?',
        width: 16,
        dataView: 'logs',
        where: refused,
        shows: ['credential-stuffing'],
        rows: [{ kind: 'terms', field: 'user_agent.original', label: 'Program', size: 10 }],
        metrics: [accounts, addresses, refusals],
      },
    ],
  },
  {
    height: 13,
    panels: [
      {
        kind: 'heat-map',
        id: 'refusal-times',
        title: 'When is each account refused?',
        width: 24,
        dataView: 'logs',
        where: { all: [refused, notOfSsh] },
        tone: 'warning',
        x: { kind: 'time', label: 'Time' },
        y: { ...account, size: 15 },
        metric: refusals,
      },
      {
        kind: 'table',
        id: 'reading-addresses',
        title: 'Which addresses read the most different pages?',
        width: 24,
        dataView: 'logs',
        where: { field: 'url.original', exists: true },
        shows: ['scraper'],
        rows: [address],
        metrics: [
          { kind: 'unique', field: 'url.original', label: 'Different pages' },
          { kind: 'count', label: 'Requests' },
        ],
      },
    ],
  },
  {
    height: 16,
    panels: [
      {
        kind: 'lines',
        id: 'lines',
        title: 'What did they do?',
        width: 48,
        dataView: 'logs',
        where: { any: [{ field: 'url.original', exists: true }, attempt] },
        columns: [
          'user.name',
          'source.address',
          'event.action',
          'http.response.status_code',
          'url.original',
          'user_agent.original',
        ],
      },
    ],
  },
];

/** Who behaves as no person does: accounts used from many places, addresses that try many accounts, robots. */
export function suspiciousAccountsOf(site: Site): Dashboard {
  return {
    id: 'suspicious-accounts',
    title: 'Suspicious accounts',
    description: 'Which accounts and addresses behave as no person would?',
    rows: [
      beginning({
        lines: [
          '**A taken-over account** leads the first table: more addresses and programs than one person has; its lines end in a success.',
          '**Credential stuffing** is a wall of refusals: one program, many addresses, each trying account after account.',
          '**SSH brute force** has its own colour in the chart of refusals; its addresses lead the table of those that try many accounts.',
          '**A scraper** leads the last table: one address that reads more different pages than people do.',
          ...(site.signIn === undefined
            ? [
                `**A sign-in that is refused with another status** than 401 or 403 is not counted. ${needsText(['signIn'])}`,
              ]
            : []),
          '**Click** an account or an address to see everything it did, in order, in the lines at the bottom.',
        ],
        title: 'Who do you want to look at?',
        dataView: 'logs',
        controls: [
          { field: 'user.name', label: 'Account' },
          { field: 'source.ip', label: 'Address' },
          { field: 'http.response.status_code', label: 'Status' },
        ],
      }),
      ...rows,
    ],
  };
}
