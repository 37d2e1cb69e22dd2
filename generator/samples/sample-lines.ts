import { STATUS_CODES } from 'node:http';
import { type FormatName, formatNames, formatTable, type StoryFormat, storyFormats } from '../../core/format-table.ts';
import type { AccessEvent } from '../events.ts';
import { createStory } from '../story.ts';
import { createCommonLogTime } from '../times.ts';

/** A format in which the story is not written. */
export type SampleFormat = Exclude<FormatName, StoryFormat>;

/** What a line of a sample is made of: a request to the shop, and what its services say meanwhile. */
interface Sample extends AccessEvent {
  /** From 1. */
  readonly number: number;
  /** `22/Nov/2026:10:02:52 +0000`. */
  readonly clf: string;
  /** `2026-11-22T10:02:52.000Z`. */
  readonly iso: string;
  /** `2026-11-22`, `10:02:52`, and three digits of the second. */
  readonly date: string;
  readonly time: string;
  readonly millis: string;
  readonly request: string;
  readonly port: number;
  /** Seconds that an upstream took. */
  readonly took: string;
  readonly isBad: boolean;
}

const HOST = 'www.summit-supply.example';
const UPSTREAM = '10.0.3.7:8080';
const LINES = 60;
/** What is told of the shop, and how many ports its clients have. */
const STORY_MILLIS = 7_200_000;
const PORTS = 20_000;
const FROM_MILLIS = Date.UTC(2026, 10, 22, 10);

const combined = ({ address, user, clf, request, status, bytes, referrer, userAgent }: Sample): string =>
  `${address} - ${user} [${clf}] "${request}" ${status} ${bytes} "${referrer}" "${userAgent}"`;
const upstream = ({ bytes, took, status }: Sample): string => `${UPSTREAM} ${bytes} ${took} ${status}`;
const hex = ({ number }: Sample): string => (number * 0x9e37_79b1).toString(16).padStart(32, '5');
const url = ({ target }: Sample): string => `https://${HOST}:443${target}`;
const cart = ({ number }: Sample): string => `Cart ${number % 17} ${number % 5 === 0 ? 'is gone' : 'opened'}`;
const micros = ({ iso, number }: Sample): string => iso.replace('Z', `${String(number % 1000).padStart(3, '0')}Z`);
const begun = ({ timeMillis, took }: Sample): string =>
  new Date(timeMillis - Number(took) * 1000).toISOString().replace('Z', '000Z');
const worded = ({ isBad }: Sample, bad: string, good: string): string => (isBad ? bad : good);

/** How each of them prints a line; what it means is in core/format-table.ts, and where the layouts come from in docs/formats.md. */
const lines: Readonly<Record<SampleFormat, (sample: Sample) => string>> = {
  nginx_error: (s) =>
    `${s.date.replaceAll('-', '/')} ${s.time} [error] 1234#1234: *${s.number} open() "/srv/shop${s.target}" failed (2: No such file or directory), client: ${s.address}, server: ${HOST}, request: "${s.request}", host: "${HOST}"`,
  nginx_ingress: (s) => `${combined(s)} 512 ${s.took} [shop-cart-8080] [] ${upstream(s)} ${hex(s)}`,
  nginx_ingress_old: (s) =>
    `${combined(s).replace(' - ', ` - [${s.address}] - `)} 512 ${s.took} [shop-cart-8080] ${upstream(s)} ${hex(s)}`,
  nginx_proxy_manager: (s) =>
    `[${s.clf}] - ${s.status} ${s.status} - ${s.method} https ${HOST} "${s.target}" [Client ${s.address}] [Length ${s.bytes}] [Gzip 2.07] [Sent-to 10.0.3.7] "${s.userAgent}" "${s.referrer}"`,
  nginx_proxy_manager_standard: (s) =>
    `[${s.clf}] ${s.status} - ${s.method} https ${HOST} "${s.target}" [Client ${s.address}] [Length ${s.bytes}] [Gzip 2.07] "${s.userAgent}" "${s.referrer}"`,
  nginx_main_ext: (s) =>
    `${combined(s)} "-" "${HOST}" sn="${HOST}" rt=${s.took} ua="${UPSTREAM}" us="${s.status}" ut="${s.took}" ul="${s.bytes}" cs=-`,
  nginx_upstream_time: (s) => `${combined(s)} rt=${s.took} uct="0.001" uht="${s.took}" urt="${s.took}"`,
  nginx_main_times: (s) => `${combined(s)} "-" ${s.took} ${s.took}`,
  nginx_times: (s) => `${combined(s)} ${s.took} ${s.took}`,
  nginx_without_user: (s) =>
    `${s.address} - [${s.clf}] "${s.request}" ${s.status} ${s.bytes} "${s.referrer}" "${s.userAgent}"`,
  nginx_host_first: (s) =>
    `[${s.clf}] ${HOST} ${s.address} ${s.took} "${s.request}" ${s.status} ${s.bytes} ${s.bytes + 290} ${s.referrer} ${s.userAgent}`,
  nginx_main: (s) => `${combined(s)} "-"`,
  haproxy_http: (s) =>
    `${s.address}:${s.port} [${s.clf.slice(0, 20)}.${s.millis}] https-in~ shop/web1 10/0/30/69/109 ${s.status} ${s.bytes} - - ---- 1/1/1/1/0 0/0 {${HOST}} {} "${s.request}"`,
  envoy: (s) =>
    `[${s.iso}] "${s.request}" ${s.status} - 0 ${s.bytes} ${Math.round(Number(s.took) * 1000)} ${Math.floor(Number(s.took) * 900)} "${s.address}" "${s.userAgent}" "${hex(s)}" "${HOST}" "${UPSTREAM}"`,
  squid: (s) =>
    `${(s.timeMillis / 1000).toFixed(3)} ${String(Math.round(Number(s.took) * 1000)).padStart(6)} ${s.address} TCP_MISS/${s.status} ${s.bytes} ${s.method} http://${HOST}${s.target} ${s.user} HIER_DIRECT/10.0.3.7 text/html`,
  apache_ssl_request: (s) => `[${s.clf}] ${s.address} TLSv1.3 TLS_AES_256_GCM_SHA384 "${s.request}" ${s.bytes}`,
  bind: (s) =>
    `${s.clf.slice(0, 11).replaceAll('/', '-')} ${s.time}.${s.millis} queries: info: client @0x7f62b80115d0 ${s.address}#${s.port} (${HOST}): query: ${HOST} IN A +E(0)K (198.51.100.2)`,
  coredns: (s) =>
    `[INFO] ${s.address}:${s.port} - ${s.number} "A IN ${HOST}. udp 52 false 4096" NOERROR qr,rd,ra 93 ${s.took}000000s`,
  uvicorn: (s) => `INFO:     ${s.address}:${s.port} - "${s.request}" ${s.status} ${STATUS_CODES[s.status] ?? ''}`,
  python_http: (s) => `${s.address} - - [${s.clf.slice(0, 11)} ${s.time}] "${s.request}" ${s.status} -`,
  go_http: (s) =>
    `[GIN] ${s.date.replaceAll('-', '/')} - ${s.time} | ${s.status} | ${`${Math.round(Number(s.took) * 1000)}.5ms`.padStart(13)} | ${s.address.padStart(15)} | ${s.method.padEnd(7)}  "${s.target}"`,
  morgan: (s) => `${s.method} ${s.target} ${s.status} ${Math.round(Number(s.took) * 1000)}.345 ms - ${s.bytes}`,
  uwsgi: (s) =>
    `[pid: 4321|app: 0|req: ${s.number}/${s.number}] ${s.address} () {38 vars in 696 bytes} [Sun Nov 22 ${s.time} 2026] ${s.method} ${s.target} => generated ${s.bytes} bytes in ${Math.round(Number(s.took) * 1000)} msecs (${s.protocol} ${s.status}) 9 headers in 378 bytes (1 switches on core 3)`,
  lograge: (s) =>
    `method=${s.method} path=${s.target.split('?')[0] ?? ''} format=html controller=PagesController action=show status=${s.status} duration=${Math.round(Number(s.took) * 1000)}.33 view=4.21 db=1.07`,
  haproxy_tcp: (s) =>
    `${s.address}:${s.port} [${s.clf.slice(0, 20)}.${s.millis}] mysql-in shop/db${1 + (s.number % 2)} 0/1/${Math.round(Number(s.took) * 1000)} ${s.bytes} ${worded(s, 'cD', '--')} 3/2/1/0/0 0/0`,
  haproxy_error: (s) =>
    `${s.address}:${s.port} [${s.clf.slice(0, 20)}.${s.millis}] https-in/1: ${worded(s, 'Timeout during SSL handshake', 'SSL handshake failure')}`,
  aws_alb: (s) =>
    `https ${micros(s)} app/shop/50dc6c495c0c9188 ${s.address}:${s.port} ${UPSTREAM} 0.000 ${s.took} 0.000 ${s.status} ${s.status} 512 ${s.bytes} "${s.method} ${url(s)} ${s.protocol}" "${s.userAgent}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337262-${hex(s).slice(0, 24)}" "${HOST}" "session-reused" 0 ${begun(s)} "forward" "-" "-" "${UPSTREAM}" "${s.status}" "-" "-" TID_${hex(s).slice(-16)}`,
  aws_elb: (s) =>
    `${micros(s)} shop ${s.address}:${s.port} ${UPSTREAM} 0.000073 ${s.took}048 0.000057 ${s.status} ${s.status} 0 ${s.bytes} "${s.method} ${url(s)} HTTP/1.1" "${s.userAgent}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2`,
  aws_elb_old: (s) =>
    `${micros(s)} shop ${s.address}:${s.port} ${UPSTREAM} 0.000073 ${s.took}048 0.000057 ${s.status} ${s.status} 0 ${s.bytes} "${s.method} ${url(s)} HTTP/1.1"`,
  aws_s3_access: (s) =>
    `79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be shop-assets [${s.clf}] ${s.address} - ${hex(s).slice(-16).toUpperCase()} REST.GET.OBJECT asset-${s.number}.css "GET /asset-${s.number}.css HTTP/1.1" 200 - ${s.bytes} ${s.bytes} 12 10 "${s.referrer}" "${s.userAgent}" - ${hex(s)}= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader shop-assets.s3.eu-central-1.amazonaws.com TLSv1.2 - -`,
  aws_nlb: (s) =>
    `tls 2.0 ${s.iso.slice(0, 19)} net/shop/c6e77e28c25b2234 g3d4b5e8bb8464cd ${s.address}:${s.port} ${UPSTREAM} ${s.bytes} 2 98 ${s.bytes} - - - ECDHE-RSA-AES128-GCM-SHA256 tlsv12 - ${HOST} h2 h2 "h2","http/1.1" ${s.iso.slice(0, 19)}`,
  aws_alb_connection: (s) =>
    `${micros(s)} ${s.address} ${s.port} 443 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 ${s.took} "-" - - Success TID_${hex(s)} X25519MLKEM768 app/shop/50dc6c495c0c9188 198.51.100.7`,
  aws_vpcflow: (s) =>
    `2 123456789012 eni-1235b8ca123456789 ${s.address} 10.0.3.7 ${s.port} 443 6 ${s.number} ${s.bytes} ${Math.floor(s.timeMillis / 1000) - 30} ${Math.floor(s.timeMillis / 1000)} ${worded(s, 'REJECT', 'ACCEPT')} OK`,
  auditd: (s) =>
    `type=SYSCALL msg=audit(${Math.floor(s.timeMillis / 1000)}.${s.millis}:${4000 + s.number}): arch=c000003e syscall=59 success=${worded(s, 'no', 'yes')} exit=0 ppid=1 pid=${s.port} auid=1000 uid=1000 comm="perl" exe="/usr/bin/perl"`,
  cef: (s) =>
    `CEF:0|Summit|Firewall|1.0|100|${worded(s, 'Blocked', 'Allowed')}|5|rt=${s.timeMillis} src=${s.address} spt=${s.port} dst=198.51.100.2 dpt=443 act=${worded(s, 'blocked', 'allowed')}`,
  leef: (s) =>
    `LEEF:2.0|Summit|Firewall|1.0|100|^|devTime=${s.timeMillis}^src=${s.address}^srcPort=${s.port}^usrName=ann`,
  postgresql: (s) =>
    `${s.date} ${s.time}.${s.millis} UTC [${s.port}] shop@shop ${worded(s, 'ERROR:  relation "carts" does not exist at character 15', `LOG:  duration: ${s.number}.${s.millis} ms  statement: SELECT * FROM carts`)}`,
  mysql_error: (s) =>
    `${micros(s)} ${s.number} [${worded(s, 'ERROR', 'Warning')}] [MY-010055] [Server] IP address ${s.address} could not be resolved`,
  mysql_queries: (s) => `${micros(s)}\t${`${s.number}`.padStart(5)} Query\tSELECT * FROM carts WHERE id = ${s.port}`,
  sqlserver: (s) =>
    `${s.date} ${s.time}.${s.millis.slice(0, 2)} spid${s.number}s      ${worded(s, 'Error: 1205, Severity: 13, State: 51.', "Starting up database 'shop'.")}`,
  redis: (s) =>
    `4321:M ${s.clf.slice(0, 11).replaceAll('/', ' ')} ${s.time}.${s.millis} * Background saving of ${s.number} keys`,
  mongodb: (s) =>
    `${s.iso.replace('Z', '+0000')} I NETWORK  [conn${s.number}] received client metadata from ${s.address}:${s.port}`,
  cri: (s) => `${micros(s).replace('Z', '789Z')} stdout F ${cart(s)}`,
  spring_boot: (s) =>
    `${s.iso.replace('Z', '+00:00')} ${worded(s, 'ERROR', ' INFO')} 4321 --- [shop] [nio-8080-exec-${s.number % 9}] o.e.shop.CartController                  : ${cart(s)}`,
  log4j: (s) =>
    `${s.date} ${s.time},${s.millis} [http-nio-8080-exec-${s.number % 9}] ${worded(s, 'ERROR', 'INFO ')} org.example.shop.Cart - ${cart(s)}`,
  python_logging: (s) => `${s.date} ${s.time},${s.millis} - shop.cart - ${worded(s, 'WARNING', 'INFO')} - ${cart(s)}`,
  monolog: (s) => `[${s.date} ${s.time}] production.${worded(s, 'ERROR', 'INFO')}: ${cart(s)} {"userId":${s.number}}`,
  php_error: (s) =>
    `[${s.clf.slice(0, 11).replaceAll('/', '-')} ${s.time} UTC] PHP Warning:  Undefined variable $cart in /srv/shop/cart.php on line ${s.number}`,
  ruby_logger: (s) =>
    `${worded(s, 'E', 'I')}, [${micros(s).slice(0, -1)} #4321] ${worded(s, 'ERROR', ' INFO')} -- : Started GET "${s.target}" for ${s.address}`,
  nestjs: (s) =>
    `[Nest] 4321  - 11/22/2026, ${s.time.replace(/^0/, '')} AM ${worded(s, '  ERROR', '    LOG')} [CartService] ${cart(s)}`,
  dotnet_console: (s) => `${worded(s, 'fail', 'info')}: Shop.Cart.CartService[14] ${cart(s)}`,
  klog: (s) =>
    `${worded(s, 'E', 'I')}1122 ${s.time}.${s.millis}000       1 server.go:${s.number}] "${cart(s)}" version="v1.34.0"`,
  time_and_level: (s) => `${s.date} ${s.time}.${s.millis} [${worded(s, 'ERR', 'INF')}] ${cart(s)}`,
  heroku_router: (s) =>
    `at=info method=${s.method} path="${s.target}" host=${HOST} request_id=${hex(s)} fwd="${s.address}" dyno=web.1 connect=1ms service=${Math.round(Number(s.took) * 1000)}ms status=${s.status} bytes=${s.bytes} protocol=https`,
  sidekiq: (s) =>
    `${s.iso} pid=4321 tid=ouq6zs class=CartJob jid=${hex(s).slice(0, 24)} ${worded(s, 'WARN', 'INFO')}: ${cart(s)}`,
  logfmt: (s) => `time=${s.iso} level=${worded(s, 'error', 'info')} msg="${cart(s)}" cart=${s.number % 17}`,
  lambda: (s) => `${s.iso}\t79b4f56e-95b1-4643-9700-2807f4e68189\t${worded(s, 'ERROR', 'INFO')}\t${cart(s)}`,
  time: (s) => `${s.date.replaceAll('-', '/')} ${s.time} ${cart(s)}`,
  text: (s) => cart(s),
};

/** Formats that have a sample: those without a story, whose samples are flog's. */
export const sampleFormats = formatNames.filter((name): name is SampleFormat => !formatTable[name].inStory);

/** A file of each format, by its name: some dozen lines of one morning in the shop. The same at every call. */
export function sampleFiles(): Readonly<Record<string, string>> {
  const samples = [...takeSamples(LINES)];
  return Object.fromEntries(
    sampleFormats.map((name) => [`${name}.log`, samples.map((sample) => `${lines[name](sample)}\n`).join('')]),
  );
}

/** So many lines of a format, as its sample has them: the requests of that morning again and again, each time later, with other numbers. */
export function* sampleLines(name: SampleFormat, count: number): Generator<string> {
  for (const sample of takeSamples(count)) yield lines[name](sample);
}

function* takeSamples(count: number): Generator<Sample> {
  const plan = { seed: 22, chapter: 0, lines: 2_000, formats: storyFormats, scenarios: [] };
  const { seconds } = createStory({ ...plan, fromMillis: FROM_MILLIS, toMillis: FROM_MILLIS + STORY_MILLIS });
  // not every one of these formats says how it prints an IPv6 address with a port
  const requests = [...seconds]
    .flat()
    .flatMap((event) => (event.format === 'apache_combined' && !event.address.includes(':') ? [event] : []));
  const clf = createCommonLogTime();
  for (let index = 0; index < count; index++) {
    const request = requests[index % requests.length];
    if (request === undefined) throw new Error('The story has no request.');
    const timeMillis = request.timeMillis + Math.floor(index / requests.length) * STORY_MILLIS;
    yield sampleOf({ ...request, timeMillis }, index + 1, clf(timeMillis));
  }
}

function sampleOf(event: AccessEvent, number: number, clf: string): Sample {
  const iso = new Date(event.timeMillis).toISOString();
  return {
    ...event,
    number,
    clf,
    iso,
    date: iso.slice(0, 10),
    time: iso.slice(11, 19),
    millis: String((number * 37) % 1000).padStart(3, '0'),
    request: `${event.method} ${event.target} ${event.protocol}`,
    port: 40_000 + (number % PORTS),
    took: (((number * 13) % 900) / 1000).toFixed(3),
    isBad: number % 5 === 0,
  };
}
