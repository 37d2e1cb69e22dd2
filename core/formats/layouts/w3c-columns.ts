import { find, PERCENT, PLUS, SPACE } from '../../bytes/ascii.ts';
import type { LineClock } from '../../time/line-clock.ts';
import { readRfc3339Time } from '../../time/rfc3339.ts';
import { forwarded, remoteHost } from './client-kinds.ts';
import { millis, seconds } from './duration-kinds.ts';
import { numberOf, wordOf } from './field-kinds.ts';
import { keptText, kind, type ValueKind } from './kind.ts';
import { epochFractions, timeKind } from './time-kinds.ts';
import * as web from './web-kinds.ts';

const DATE_BYTES = 10;

/** `2026-11-22` and `10:02:52` in separate columns, which are UTC (W3C, "Extended Log File Format"; Microsoft, "IIS logging"). */
export const dateAndTime = timeKind('text', 1, readDateAndTime);

/** Columns that mean the same whoever writes them. */
const kinds: ReadonlyMap<string, ValueKind> = new Map<string, ValueKind>([
  ['c-ip', remoteHost],
  ['c-port', web.clientPort],
  ['s-ip', web.server],
  ['s-port', web.port],
  ['s-computername', wordOf('host.name')],
  ['cs-method', web.method],
  ['cs-uri-stem', web.path],
  ['cs-uri-query', web.query],
  ['cs-username', { ...web.user, fits: () => true }],
  ['cs-host', web.host],
  ['cs(host)', web.host],
  ['cs(referer)', web.referrer],
  ['cs(user-agent)', web.userAgent],
  ['x-forwarded-for', forwarded],
  ['cs-version', web.protocol],
  ['cs-protocol-version', web.protocol],
  ['cs-protocol', wordOf('url.scheme')],
  ['sc-status', web.statusCode],
  ['sc-bytes', numberOf('http.response.bytes')],
  ['cs-bytes', numberOf('http.request.bytes')],
  ['x-edge-request-id', wordOf('http.request.id')],
  ['timestamp(ms)', epochFractions],
]);

/** What `time-taken` counts is said by who writes it: CloudFront seconds, IIS milliseconds. */
const CLOUDFRONT = 'x-edge-location';
const IIS = ['s-ip', 'sc-win32-status', 'sc-substatus', 's-sitename'];

/** What the columns of a file are, and how the headers in them are written: IIS puts `+` for a space, CloudFront `%20`. */
export function columnKinds(columns: readonly string[], isEscaped: boolean): readonly ValueKind[] {
  const plain = columns.map((column) => column.toLowerCase());
  const isCloudFront = plain.includes(CLOUDFRONT);
  const taken = isCloudFront ? seconds : IIS.some((column) => plain.includes(column)) ? millis : keptText;
  return plain.map((column) => {
    const found = column === 'time-taken' ? taken : (kinds.get(column) ?? keptText);
    return /^[cs]+\(/.test(column) ? decoded(found, isEscaped ? unescapePercents : spacesForPluses) : found;
  });
}

/** The same value, written after its text is decoded. */
function decoded(of: ValueKind, decode: (bytes: Buffer) => Buffer): ValueKind {
  return kind({
    ...of,
    write(line) {
      const { item } = line;
      const text = decode(item.bytes.subarray(item.start, item.end));
      item.readRaw(text, 0, text.length);
      return of.write(line);
    },
  });
}

function spacesForPluses(bytes: Buffer): Buffer {
  if (find(PLUS, bytes, 0, bytes.length) === bytes.length) return bytes;
  return Buffer.from(bytes).map((byte) => (byte === PLUS ? SPACE : byte)) as Buffer;
}

function unescapePercents(bytes: Buffer): Buffer {
  if (find(PERCENT, bytes, 0, bytes.length) === bytes.length) return bytes;
  const text = bytes
    .toString('latin1')
    .replaceAll(/%([\dA-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(text, 'latin1');
}

function readDateAndTime(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  const text = Buffer.from(bytes.toString('latin1', start, end).replace(/[\t ,;|]/, 'T') + 'Z');
  return end - start > DATE_BYTES ? readRfc3339Time(text, 0, text.length, clock) : NaN;
}
