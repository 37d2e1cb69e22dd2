/**
 * Rules for web servers and sign-ins of github.com/elastic/detection-rules at 14cf530f (2026-08-21), and of the folder
 * rules/web/webserver_generic of github.com/SigmaHQ/sigma at 8eaafff1 (2026-08-05): their conditions and thresholds in our words. Of long
 * lists of words only those are here that can occur in our stories.
 */
import type { EachLine, PeerLine, RepeatedQuery } from './peer-rule.ts';

const EVERY_MINUTES = 10;
const SPAN_MINUTES = 11;

/** Which scanner names itself so, of those that the rules of both products list. */
const SCANNERS =
  /nikto|nessus|sqlmap\/|wpscan|feroxbuster\/|masscan|gobuster\/|dirbuster|dirsearch|nmap|hydra|w3af|arachni|skipfish|openvas|acunetix|zap|burp|zgrab\//i;
const ELASTIC_SQL =
  /(?:and|or) sleep\(.*\)|union (?:all )?select null|' or '1'='1|and 1=[12]--|xp_cmdshell|load_file\(/i;
const ELASTIC_FILES = /(?:\.\.\/){4}|etc\/(?:passwd|shadow|hosts)|proc\/self\/|(?:php|zip|phar|expect|file):\/\//i;
const SIGMA_SQL =
  /@@version|%271%27%3D%271|=select(?: |\(|%20)|order(?: |%20)by|union(?: |%20)(?:all(?: |%20))?select|'1'='1/i;
const SIGMA_SCRIPT = /=<script>|=%3Cscript%3E|(?:<|%3C)(?:iframe|svg) | onerror=|javascript(?::|%3A)alert/i;
const SIGMA_TEMPLATE = /=(?:\{\{|%7B%7B|\$\{|\$%7B|<%=|%3C%25=|@\()/i;
const SIGMA_TRAVERSAL = /\.\.\/\.\.\/\.\.\/etc\/|%252e%252e%252fetc%252f/i;

const different = (lines: readonly PeerLine[], valueOf: (line: PeerLine) => string): number =>
  new Set(lines.map(valueOf)).size;
const targetOf = ({ target }: PeerLine): string => target;
const isGet = ({ method }: PeerLine): boolean => method === 'GET';

/** A target as its server would read it. */
function decoded({ target }: PeerLine): string {
  try {
    return decodeURIComponent(target.replaceAll('+', ' '));
  } catch {
    return target;
  }
}

function query(name: string, reads: RepeatedQuery['reads'], isIt: RepeatedQuery['isIt'] = () => true): RepeatedQuery {
  const times = { everyMinutes: EVERY_MINUTES, spanMinutes: SPAN_MINUTES };
  return { kind: 'query', product: 'Elastic', name, ...times, reads, isIt };
}

export const elastic: readonly (RepeatedQuery | EachLine)[] = [
  query(
    'web_server_discovery_or_fuzzing_activity',
    (one) => isGet(one) && (one.status === 404 || one.status === 403),
    (lines) => lines.length > 500 && different(lines, targetOf) > 250,
  ),
  query(
    'web_server_unusual_spike_in_error_response_codes',
    (one) => isGet(one) && [500, 502, 503, 504].includes(one.status),
    ({ length }) => length > 10,
  ),
  query(
    'web_server_unusual_user_agents',
    ({ agent }) => SCANNERS.test(agent),
    (lines) => lines.length > 50 && different(lines, targetOf) > 10,
  ),
  query('web_server_potential_sql_injection', (one) => ELASTIC_SQL.test(decoded(one))),
  query(
    'web_server_local_file_inclusion_activity',
    (one) => isGet(one) && one.status === 200 && one.target.includes('=') && ELASTIC_FILES.test(decoded(one)),
  ),
  { ...query('potential_password_spraying_attack', ({ signIn }) => signIn === 'failure'), ...spraying() },
  { kind: 'line', product: 'Elastic', name: 'apm_403_response_to_a_post', reads: isRefusedPost },
];

function spraying(): Pick<RepeatedQuery, 'everyMinutes' | 'spanMinutes' | 'isIt'> {
  const isIt = (lines: readonly PeerLine[]): boolean =>
    lines.length >= 30 && different(lines, ({ account }) => account) > 10;
  return { everyMinutes: 5, spanMinutes: 5, isIt };
}

function isRefusedPost({ method, status }: PeerLine): boolean {
  return method === 'POST' && status === 403;
}

function keywords(name: string, pattern: RegExp): EachLine {
  const reads = (one: PeerLine): boolean => isGet(one) && one.status !== 404 && pattern.test(one.target);
  return { kind: 'line', product: 'Sigma', name, reads };
}

export const sigma: readonly EachLine[] = [
  keywords('web_sql_injection_in_access_logs', SIGMA_SQL),
  keywords('web_xss_in_access_logs', SIGMA_SCRIPT),
  keywords('web_ssti_in_access_logs', SIGMA_TEMPLATE),
  {
    kind: 'line',
    product: 'Sigma',
    name: 'web_path_traversal_exploitation_attempt',
    reads: ({ target }) => SIGMA_TRAVERSAL.test(target),
  },
  {
    kind: 'line',
    product: 'Sigma',
    name: 'web_source_code_enumeration',
    reads: ({ target }) => target.includes('.git/'),
  },
  { kind: 'line', product: 'Sigma', name: 'web_susp_useragents', reads: ({ agent }) => SCANNERS.test(agent) },
];
