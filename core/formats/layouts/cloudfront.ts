import { isDigit } from '../../bytes/ascii.ts';
import type { Layout } from '../../layout.ts';

/** The columns of standard logs, always these and in this order ("Standard logging reference", "Log file fields"). */
const COLUMNS = [
  'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent)',
  'cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken',
  'x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status',
  'fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len',
  'sc-range-start sc-range-end',
].join(' ');

/** What values can be nothing else. */
const VALUES: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^\d\d:\d\d:\d\d$/,
  'x-edge-location': /^[A-Z]{3}\d{1,3}(?:-[A-Z]\d{1,2})?$/,
  'c-ip': /^[\d.]+$|^[\da-f:.]+$/,
  'cs-method': /^[A-Z]+$/,
  'sc-status': /^\d{3}$/,
  'x-edge-request-id': /^[\w=-]{40,}$/,
  'cs-protocol': /^(?:https?|wss?|grpcs)$/,
  'time-taken': /^\d+\.\d{1,3}$/,
  'cs-protocol-version': /^HTTP\/\d(?:\.\d)?$/,
  'time-to-first-byte': /^\d+\.\d{1,3}$/,
};

const NAMES = COLUMNS.split(' ');
const MAX_LINE_BYTES = 32_768;

/** The layout of a file whose first line is `bytes[start, end)`, where that is one of CloudFront's standard logs; undefined where it is not: they have a header, but not what was cut from them. */
export function layoutOfCloudFrontLine(bytes: Buffer, start: number, end: number): Layout | undefined {
  if (!isDigit(bytes[start]) || end - start > MAX_LINE_BYTES) return undefined;
  const values = bytes.toString('latin1', start, end).split('\t');
  const isOne =
    values.length === NAMES.length && NAMES.every((name, at) => VALUES[name]?.test(values[at] ?? '') ?? true);
  return isOne ? { w3c: COLUMNS } : undefined;
}
