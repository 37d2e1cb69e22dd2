import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';

/** What a line says of a sign-in. */
function signInOf(document: ParsedLine): unknown[] {
  return ['event.action', 'event.outcome', 'user.name', 'source.ip'].map((name) => document[name]);
}

function says(
  format: 'log4j' | 'python_logging' | 'time_and_level' | 'json',
  line: string,
  ...expected: unknown[]
): void {
  const document = parseLine(format, line);
  assert.equal(document['event.kind'], 'event', `${format}: ${line}`);
  assert.deepEqual(signInOf(document), expected, line);
}

const failed = (application: string, user: string): unknown[] => [
  `${application}_login`,
  'failure',
  user,
  '203.0.113.9',
];

// JBossLoggingEventListenerProvider.java: type, realm, client, user, address, error, then details in the order in which they were added
const KEYCLOAK = '2026-11-22 10:02:52,123 WARN  [org.keycloak.events] (executor-thread-7) ';
const details = 'error="invalid_user_credentials", auth_method="openid-connect", redirect_uri="https://shop.example/"';
const quoted = `type="LOGIN_ERROR", realmId="9c1", realmName="shop", clientId="web", userId="4f", ipAddress="203.0.113.9", ${details}`;
const plain = 'type=LOGIN_ERROR, realmId=shop, clientId=web, userId=null, ipAddress=203.0.113.9, error=user_not_found';

test('Keycloak says who was refused, with quotes and without', () => {
  says('log4j', `${KEYCLOAK}${quoted}, code_id="7d", username="ann"`, ...failed('keycloak', 'ann'));
  says(
    'log4j',
    `${KEYCLOAK}${quoted}, username="ann", authSessionParentId="1b", authSessionTabId="x"`,
    ...failed('keycloak', 'ann'),
  );
  says('log4j', `${KEYCLOAK}${plain}, code_id=7d, username=ann`, ...failed('keycloak', 'ann'));
  says('log4j', `${KEYCLOAK}${plain}, code_id=7d`, 'keycloak_login', 'failure', undefined, '203.0.113.9');
  const accepted = quoted
    .replace('LOGIN_ERROR', 'LOGIN')
    .replace(details, 'auth_method="openid-connect", code_id="7d"');
  const debug = KEYCLOAK.replace('WARN ', 'DEBUG');
  says('log4j', `${debug}${accepted}, username="ann"`, 'keycloak_login', 'success', 'ann', '203.0.113.9');
  // an event that is no sign-in of a person
  says(
    'log4j',
    `${KEYCLOAK}${quoted.replace('LOGIN_ERROR', 'CLIENT_LOGIN')}`,
    undefined,
    undefined,
    undefined,
    undefined,
  );
});

test('Keycloak says so in JSON, too, where nothing else in the line does', () => {
  const line = { timestamp: '2026-11-22T10:02:52.123Z', loggerName: 'org.keycloak.events', level: 'WARN' };
  const message = `${quoted}, username="ann"`;
  says('json', JSON.stringify({ ...line, message }), ...failed('keycloak', 'ann'));
  const told = { 'user.name': 'bob', 'source.ip': '203.0.113.7' };
  says('json', JSON.stringify({ ...line, ...told, message }), undefined, undefined, 'bob', '203.0.113.7');
  says('json', JSON.stringify({ ...line, loggerName: 'org.keycloak.other', message }), ...Array<undefined>(4));
});

test('what somebody typed does not make somebody else of them', () => {
  const forged = 'x", ipAddress="192.0.2.1", error="y", username="bob';
  const document = parseLine('log4j', `${KEYCLOAK}${quoted}, username="${forged}"`);
  assert.ok(document['source.ip'] !== '192.0.2.1' && document['user.name'] !== 'bob', JSON.stringify(document));
  const odoo = '2026-11-22 10:02:52,123 7 INFO shop odoo.addons.base.models.res_users: Login failed for db:shop login:';
  says('python_logging', `${odoo}a from 192.0.2.1 from 203.0.113.9`, ...failed('odoo', 'a from 192.0.2.1'));
});

test('Odoo says who came in and who did not, before 18 with its database', () => {
  const odoo = '2026-11-22 10:02:52,123 7 INFO shop odoo.addons.base.models.res_users: ';
  const who = 'login:ann@shop.example from 203.0.113.9';
  says('python_logging', `${odoo}Login failed for db:shop ${who}`, ...failed('odoo', 'ann@shop.example'));
  says('python_logging', `${odoo}Login failed for ${who}`, ...failed('odoo', 'ann@shop.example'));
  says(
    'python_logging',
    `${odoo}Login successful for ${who}`,
    'odoo_login',
    'success',
    'ann@shop.example',
    '203.0.113.9',
  );
});

test('django-axes and Vaultwarden say who was refused', () => {
  const client = '{username: "ann", ip_address: "203.0.113.9", user_agent: "curl/8.5.0", path_info: "/admin/login/"}';
  const axes = '2026-11-22 10:02:52,123 - axes.handlers.database - WARNING - AXES: ';
  for (const text of [
    `New login failure by ${client}. Created new record in the database.`,
    `Repeated login failure by ${client}.`,
  ])
    says('python_logging', axes + text, ...failed('django', 'ann'));
  const vaultwarden =
    '[2026-11-22 10:02:52.123][vaultwarden::api::identity][ERROR] Username or password is incorrect. Try again. ';
  says(
    'time_and_level',
    `${vaultwarden}IP: 203.0.113.9. Username: ann@shop.example.`,
    ...failed('vaultwarden', 'ann@shop.example'),
  );
});
