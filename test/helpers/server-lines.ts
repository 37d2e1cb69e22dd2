/** What servers log about a request, and how: for lines of any layout. */
import fc from 'fast-check';

/** Of a document. */
export type ServerFields = Readonly<Record<string, unknown>>;

/** A value in the server, and the expected result. */
export interface Written {
  /** Undefined where there is none. */
  readonly value: string | undefined;
  readonly fields: ServerFields;
  /** Under the variable's name, where no field is for it. */
  readonly kept?: string | undefined;
}

/** A variable, its values, and whether it may be written without quotes in the middle of a line. */
export interface Variable {
  readonly name: string;
  /** The same in Apache's layouts. */
  readonly directive?: string;
  readonly values: fc.Arbitrary<Written>;
  readonly isBare: boolean;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number: number): string => String(number).padStart(2, '0');
const clf = (date: Date): string =>
  `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()] ?? ''}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;

const seconds = fc
  .date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2026-11-22T12:00:00Z'), noInvalidDate: true })
  .map((date) => new Date(Math.floor(date.getTime() / 1_000) * 1_000));
/** Whatever a client may send, but what a server writes where there is nothing. */
const anyText = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom('a "b" c', '\\', '\\x41', "'", ']', '" "', '\t', '- -', '0.003'),
  )
  .filter((text) => text !== '' && text !== '-' && Buffer.from(text).toString() === text);
const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.]{0,12}$/);

const optional = (value: fc.Arbitrary<Written>): fc.Arbitrary<Written> =>
  fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: fc.constant({ value: undefined, fields: {} }) });
const text = (field: string): fc.Arbitrary<Written> =>
  optional(anyText.map((value) => ({ value, fields: { [field]: value } })));
const keptText = optional(anyText.map((value) => ({ value, fields: {}, kept: value })));
const count = (field: string): fc.Arbitrary<Written> =>
  optional(fc.nat().map((value) => ({ value: String(value), fields: { [field]: value } })));
const listOf = (element: fc.Arbitrary<string>): fc.Arbitrary<Written> =>
  fc
    .array(fc.tuple(element, fc.constantFrom(', ', ' : ')), { minLength: 1, maxLength: 3 })
    .map((elements) => elements.map(([value, separator], index) => (index === 0 ? value : separator + value)).join(''))
    .filter((value) => value !== '-')
    .map((value) => ({ value, fields: {}, kept: value }));
const decimals = fc.nat(9_999_999).map((millis) => (millis / 1000).toFixed(3));

/** Variables of nginx, some of which are directives of Apache. */
export const serverVariables: readonly Variable[] = [
  {
    name: 'remote_addr',
    directive: '%a',
    values: fc
      .oneof(fc.ipV4(), fc.ipV6())
      .map((value) => ({ value, fields: { 'source.address': value, 'source.ip': value } })),
    isBare: true,
  },
  {
    name: 'time_local',
    values: seconds.map((date) => ({ value: clf(date), fields: { '@timestamp': date.toISOString() } })),
    isBare: true,
  },
  {
    name: 'request',
    directive: '%r',
    values: fc.tuple(fc.constantFrom('GET', 'POST'), anyText).map(([method, path]) => {
      const target = `/${path.replaceAll(/[?]/g, '')}`;
      return {
        value: `${method} ${target} HTTP/1.1`,
        fields: { 'http.request.method': method, 'http.version': '1.1', 'url.original': target, 'url.path': target },
      };
    }),
    isBare: false,
  },
  {
    name: 'status',
    directive: '%>s',
    values: fc.integer({ min: 100, max: 599 }).map((status) => ({
      value: String(status),
      fields: { 'http.response.status_code': status, 'event.outcome': status < 400 ? 'success' : 'failure' },
    })),
    isBare: true,
  },
  { name: 'body_bytes_sent', directive: '%b', values: count('http.response.body.bytes'), isBare: true },
  { name: 'bytes_sent', directive: '%O', values: count('http.response.bytes'), isBare: true },
  { name: 'request_length', directive: '%I', values: count('http.request.bytes'), isBare: true },
  { name: 'http_referer', directive: '%{Referer}i', values: text('http.request.referrer'), isBare: false },
  { name: 'http_user_agent', directive: '%{User-Agent}i', values: text('user_agent.original'), isBare: false },
  { name: 'http_x_api_key', directive: '%{X-API-Key}i', values: keptText, isBare: false },
  { name: 'cookie_theme', directive: '%{theme}C', values: keptText, isBare: false },
  {
    name: 'request_time',
    values: decimals.map((value) => ({ value, fields: { 'event.duration': Number(value.replace('.', '')) * 1e6 } })),
    isBare: true,
  },
  { name: 'upstream_response_time', values: listOf(fc.oneof(decimals, fc.constant('-'))), isBare: true },
  {
    name: 'upstream_addr',
    values: listOf(fc.tuple(fc.ipV4(), fc.nat(65_535)).map((pair) => pair.join(':'))),
    isBare: true,
  },
  {
    name: 'host',
    directive: '%v',
    values: word.map((value) => ({ value, fields: { 'url.domain': value } })),
    isBare: true,
  },
  {
    name: 'scheme',
    values: fc.constantFrom('http', 'https').map((value) => ({ value, fields: { 'url.scheme': value } })),
    isBare: true,
  },
];

/** nginx (ngx_http_log_module, "escape=default"): quotes, backslashes, and bytes below 32 and above 126 become `\xXX`. */
export function escapeNginx(value: string): string {
  return escapeBytes(
    value,
    (code) => code === 0x22 || code === 0x5c,
    (code) => `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** Apache (util.c, ap_escape_logitem): quotes and backslashes get a backslash, bytes that cannot be printed become `\\xhh`, some as in C. */
export function escapeApache(value: string): string {
  const letters: Readonly<Record<number, string>> = {
    8: 'b',
    9: 't',
    10: 'n',
    11: 'v',
    13: 'r',
    0x22: '"',
    0x5c: '\\',
  };
  return escapeBytes(
    value,
    (code) => letters[code] !== undefined,
    (code) => `\\${letters[code] ?? `x${code.toString(16).padStart(2, '0')}`}`,
  );
}

/** nginx, "escape=json": as in a JSON string. */
export function escapeJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

function escapeBytes(value: string, isSpecial: (code: number) => boolean, escape: (code: number) => string): string {
  return Array.from(Buffer.from(value), (code) =>
    code < 0x20 || code > 0x7e || isSpecial(code) ? escape(code) : String.fromCharCode(code),
  ).join('');
}
