import { SESSION_COOKIES } from '../session.ts';
import { forwarded, remoteAddress, remoteHost } from './client-kinds.ts';
import { micros, millis, seconds } from './duration-kinds.ts';
import { numberOf, wordOf } from './field-kinds.ts';
import { keptText, keptWord, type ValueKind } from './kind.ts';
import { tlsCipher, tlsServerName, tlsVersion } from './tls-kinds.ts';
import * as web from './web-kinds.ts';

/** What a directive is, and under which name it is kept where no field is for it. */
interface Directive {
  readonly kind: ValueKind;
  readonly name: string;
}

/**
 * The directives of Apache's LogFormat (mod_log_config, mod_logio; httpd.apache.org, "Custom Log Formats"), by their letters; with
 * a parameter in front by `{parameter}letters`. `%t` is not among them: it becomes several pieces.
 */
const directives: ReadonlyMap<string, Directive> = new Map<string, Directive>([
  ['a', { kind: { ...remoteAddress, rank: 1 }, name: 'remote_addr' }],
  ['{c}a', { kind: { ...remoteAddress, rank: 3 }, name: 'peer_addr' }],
  ['h', { kind: remoteHost, name: 'remote_host' }],
  ['{c}h', { kind: { ...remoteHost, rank: 4 }, name: 'peer_host' }],
  ['A', { kind: web.server, name: 'server_addr' }],
  ['B', { kind: web.bodyBytes, name: 'body_bytes_sent' }],
  ['b', { kind: web.bodyBytes, name: 'body_bytes_sent' }],
  ['D', { kind: micros, name: 'request_micros' }],
  ['T', { kind: seconds, name: 'request_seconds' }],
  ['{s}T', { kind: seconds, name: 'request_seconds' }],
  ['{ms}T', { kind: millis, name: 'request_millis' }],
  ['{us}T', { kind: micros, name: 'request_micros' }],
  ['f', { kind: keptText, name: 'filename' }],
  ['H', { kind: web.protocol, name: 'protocol' }],
  ['I', { kind: numberOf('http.request.bytes'), name: 'request_bytes' }],
  ['k', { kind: keptWord, name: 'keepalive_requests' }],
  ['l', { kind: keptWord, name: 'ident' }],
  ['L', { kind: keptWord, name: 'log_id' }],
  ['m', { kind: web.method, name: 'method' }],
  ['O', { kind: numberOf('http.response.bytes'), name: 'response_bytes' }],
  ['p', { kind: web.port, name: 'port' }],
  ['{canonical}p', { kind: web.port, name: 'port' }],
  ['{local}p', { kind: web.port, name: 'port' }],
  ['{remote}p', { kind: web.clientPort, name: 'remote_port' }],
  ['P', { kind: numberOf('process.pid'), name: 'pid' }],
  ['{pid}P', { kind: numberOf('process.pid'), name: 'pid' }],
  ['{tid}P', { kind: numberOf('process.thread.id'), name: 'tid' }],
  ['{hextid}P', { kind: keptWord, name: 'hextid' }],
  ['q', { kind: web.query, name: 'query' }],
  ['r', { kind: web.request, name: 'request' }],
  ['R', { kind: keptWord, name: 'handler' }],
  ['s', { kind: web.statusCode, name: 'status' }],
  ['S', { kind: keptWord, name: 'transferred_bytes' }],
  ['u', { kind: web.user, name: 'user' }],
  ['U', { kind: web.path, name: 'path' }],
  ['v', { kind: web.domain, name: 'server_name' }],
  ['V', { kind: web.domain, name: 'server_name' }],
  ['X', { kind: keptWord, name: 'connection_status' }],
  ['^FB', { kind: keptWord, name: 'first_byte_micros' }],
]);

/** Headers of requests that have a field, in lower case. */
const headers: ReadonlyMap<string, ValueKind> = new Map([
  ['referer', web.referrer],
  ['user-agent', web.userAgent],
  ['x-forwarded-for', forwarded],
  ['host', web.host],
  ['x-request-id', wordOf('http.request.id')],
]);

/** Variables of mod_ssl that have a field, in lower case. */
const variables: ReadonlyMap<string, ValueKind> = new Map([
  ['ssl_protocol', tlsVersion],
  ['ssl_cipher', tlsCipher],
  ['ssl_tls_sni', tlsServerName],
]);

/** Cookies that have a field, in lower case. */
const cookies: ReadonlyMap<string, ValueKind> = new Map(SESSION_COOKIES.map((name) => [name, web.session]));

/** Of headers, variables and cookies, those that have a field, by the letters of their directive. */
const parameters: Readonly<Record<string, ReadonlyMap<string, ValueKind>>> = { i: headers, x: variables, C: cookies };

/** Directives that are about the request as it came, where it was redirected within the server; all others are about what became of it. */
const ORIGINAL = /[sUTDr]$/;

/** Letters that need a parameter, and what their values are called: as nginx calls its own. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['i', 'http_'],
  ['o', 'sent_http_'],
  ['C', 'cookie_'],
  ['e', 'env_'],
  ['n', 'note_'],
  ['x', ''],
  ['c', 'ssl_'],
  ['M', 'modsecurity_'],
  ['^ti', 'trailer_'],
  ['^to', 'sent_trailer_'],
]);

/**
 * What a directive is; undefined where there is none of these letters and this parameter.
 *
 * @param which `<` of the request as it came, `>` of the last one that it was redirected to within the server
 */
export function apacheDirective(
  letters: string,
  parameter: string | undefined,
  which: string | undefined,
): Directive | undefined {
  const prefix = PREFIXES.get(letters);
  if (prefix !== undefined) return parameterDirective(letters, prefix, parameter);
  const directive = directives.get(parameter === undefined ? letters : `{${parameter}}${letters}`);
  const usual = ORIGINAL.test(letters) ? '<' : '>';
  const said = which === undefined || which === '' ? usual : which;
  // the status that the client got counts, which is not the usual one
  if (directive === undefined || said === (letters === 's' ? '>' : usual)) return directive;
  const { kind, name } = directive;
  return { kind: { ...kind, rank: kind.rank + 1 }, name: `${said === '<' ? 'original' : 'final'}_${name}` };
}

function parameterDirective(letters: string, prefix: string, parameter: string | undefined): Directive | undefined {
  if (parameter === undefined || parameter === '') return undefined;
  const plain = parameter.toLowerCase();
  return { kind: parameters[letters]?.get(plain) ?? keptText, name: prefix + plain.replaceAll(/[^a-z\d]/g, '_') };
}
