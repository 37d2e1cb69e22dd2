/**
 * Scenarios that CrowdSec's collections base-http-scenarios, http-dos and sshd install: parameters of github.com/crowdsecurity/hub at
 * b03cb59b (2026-08-22). Of its lists of words (crowdsecurity/sec-lists at 1149fa30) only those are here that occur in our stories; no
 * user agent of the stories is among the 587 of http-bad-user-agent, no query among those of http-sqli-probing, no path among those of
 * http-backdoors-attempts and http-technology-probing.
 */
import type { LeakyBucket, Pauses, PeerLine } from './peer-rule.ts';

const STATIC =
  /\.(?:jpe?g|css|m?js|png|svg|map|ico|otf|gif|mp[34]|woff2?|ttf|eot|webp|wav|gz|brotli|bvr|ts|bmp|avif)$/i;
const SENSITIVE = /(?:\.sql|\.env|\.git\/config|\.bak)$/;
const TRAVERSAL = /%2Fetc%2Fpasswd|\/etc\/passwd|\.\.\//;
const SCRIPT = /alert\(|%3Cimg|%3Cscript/i;
const ADMINISTRATION = /\/(?:admin|manager|phpmyadmin|wp-login|phpinfo)/i;
const WORDPRESS = /\/wp-.*\.php$/i;

const isRequest = ({ target }: PeerLine): boolean => target !== '';
const isPage = (line: PeerLine): boolean => isRequest(line) && !STATIC.test(line.path);
const isRefused = ({ status }: PeerLine): boolean => status === 403 || status === 404;
const isFailure = ({ signIn }: PeerLine): boolean => signIn === 'failure';
const targetOf = ({ target }: PeerLine): string => target;
const pathOf = ({ path }: PeerLine): string => path;
const queryOf = ({ query }: PeerLine): string => query;
const accountOf = ({ account }: PeerLine): string => account;
const fileOf = ({ path }: PeerLine): string => path.slice(path.lastIndexOf('/') + 1);

type Numbers = readonly [capacity: number, leakSeconds: number, silentSeconds: number];

function bucket(
  name: string,
  [capacity, leakSeconds, silentSeconds]: Numbers,
  reads: LeakyBucket['reads'],
  distinct?: LeakyBucket['distinct'],
): LeakyBucket {
  const numbers = { capacity, leakSeconds, silentSeconds };
  return { kind: 'bucket', product: 'CrowdSec', name, ...numbers, reads, ...(distinct && { distinct }) };
}

/** Its rules for requests. */
const web: readonly LeakyBucket[] = [
  bucket('http-probing', [10, 10, 300], (one) => isPage(one) && (isRefused(one) || one.status === 400), targetOf),
  bucket('http-crawl-non_statics', [40, 0.5, 60], (one) => isPage(one) && /^(?:GET|HEAD)$/.test(one.method), fileOf),
  bucket('http-sensitive-files', [4, 5, 300], ({ path }) => SENSITIVE.test(path), pathOf),
  bucket('http-path-traversal-probing', [3, 10, 120], ({ target }) => TRAVERSAL.test(target), targetOf),
  bucket('http-xss-probing', [5, 1, 300], ({ query }) => SCRIPT.test(query), queryOf),
  bucket(
    'http-admin-interface-probing',
    [2, 10, 60],
    (one) => isRefused(one) && ADMINISTRATION.test(one.target),
    targetOf,
  ),
  bucket('http-wordpress-scan', [3, 10, 300], (one) => isRefused(one) && WORDPRESS.test(one.path), pathOf),
  bucket('http-generic-401-bf', [5, 10, 60], ({ method, status }) => method === 'POST' && status === 401),
  bucket('http-generic-403-bf', [5, 10, 60], ({ method, status }) => method === 'POST' && status === 403),
  bucket('http-dos-switching-ua', [10, 8, 120], isRequest, ({ agent }) => agent),
];

/** Its rules for sign-ins by SSH, here for all sign-ins. */
const signIns: readonly (LeakyBucket | Pauses)[] = [
  bucket('ssh-bf', [5, 10, 60], isFailure),
  bucket('ssh-bf_user-enum', [5, 10, 60], isFailure, accountOf),
  bucket('ssh-slow-bf', [10, 60, 60], isFailure),
  bucket('ssh-slow-bf_user-enum', [10, 60, 60], isFailure, accountOf),
  {
    kind: 'pauses',
    product: 'CrowdSec',
    name: 'ssh-time-based-bf',
    reads: ({ signIn }) => signIn !== undefined,
    failures: 4,
    medianSeconds: 600,
    forgetSeconds: 7_200,
  },
];

export const crowdSec = [...web, ...signIns];
