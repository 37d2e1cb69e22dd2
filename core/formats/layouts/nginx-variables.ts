import { SESSION_COOKIES } from '../session.ts';
import { anyClient, forwarded, remoteAddress } from './client-kinds.ts';
import { nginxSeconds } from './duration-kinds.ts';
import { numberOf, textOf, wordOf } from './field-kinds.ts';
import { keptText, type ValueKind } from './kind.ts';
import { upstreamAddresses, upstreamNumbers, upstreamTimes } from './list-kinds.ts';
import { clfTime, epochSeconds, isoTime } from './time-kinds.ts';
import { tlsCipher, tlsServerName, tlsVersion } from './tls-kinds.ts';
import * as web from './web-kinds.ts';

/**
 * Variables of nginx, of ingress-nginx and of the real IP module whose kind is known (nginx.org, "Alphabetical index of variables"). Any other,
 * be it a header, a cookie or one of a configuration, is a text that is kept under its name.
 */
const kinds: ReadonlyMap<string, ValueKind> = new Map<string, ValueKind>([
  ['remote_addr', remoteAddress],
  ['the_real_ip', remoteAddress],
  ['http_x_forwarded_for', forwarded],
  ['proxy_add_x_forwarded_for', anyClient],
  ['remote_port', web.clientPort],
  ['remote_user', web.user],
  ['time_local', clfTime],
  ['time_iso8601', isoTime],
  ['msec', epochSeconds],
  ['request', web.request],
  ['request_method', web.method],
  ['request_uri', web.target],
  ['uri', web.path],
  ['document_uri', web.path],
  ['args', web.query],
  ['query_string', web.query],
  ['server_protocol', web.protocol],
  ['status', web.statusCode],
  ['body_bytes_sent', web.bodyBytes],
  ['bytes_sent', numberOf('http.response.bytes')],
  ['request_length', numberOf('http.request.bytes')],
  ['request_time', nginxSeconds],
  ['request_id', wordOf('http.request.id')],
  ['req_id', wordOf('http.request.id')],
  ['http_referer', web.referrer],
  ['http_user_agent', web.userAgent],
  ['host', web.domain],
  ['server_name', web.domain],
  ['http_host', web.host],
  ['server_port', web.port],
  ['server_addr', web.server],
  ['scheme', wordOf('url.scheme')],
  ['hostname', textOf('host.hostname', { extent: 'word' })],
  ['pid', numberOf('process.pid')],
  ['ssl_protocol', tlsVersion],
  ['ssl_cipher', tlsCipher],
  ['ssl_server_name', tlsServerName],
  ...SESSION_COOKIES.map((name) => [`cookie_${name}`, web.session] as const),
  ['upstream_addr', upstreamAddresses],
  ['upstream_status', upstreamNumbers],
  ['upstream_bytes_received', upstreamNumbers],
  ['upstream_bytes_sent', upstreamNumbers],
  ['upstream_response_length', upstreamNumbers],
  ['upstream_connect_time', upstreamTimes],
  ['upstream_header_time', upstreamTimes],
  ['upstream_response_time', upstreamTimes],
]);

/** Cookies' names are found whatever their case (ngx_http_variables.c, `ngx_http_variable_cookie`). */
const COOKIE = 'cookie_';

/** What a variable is, by its name without the dollar. */
export function nginxVariable(name: string): ValueKind {
  return kinds.get(name.startsWith(COOKIE) ? name.toLowerCase() : name) ?? keptText;
}
