import { stringKey, valueKey } from '../bytes/document-keys.ts';
import { Address } from './address.ts';
import { USER_AGENT } from './http-fields.ts';
import type { JsonField } from './json-field.ts';
import { ARRAY, isString } from './json-kinds.ts';
import { fieldNumber, type JsonLine } from './json-line.ts';
import { writeReferrer as writeReferrerFields } from './referrer.ts';
import { writeAgentDetails } from './request-sender.ts';

const USER_AGENT_NUMBER = fieldNumber('user_agent.original');
const REFERRER_NUMBER = fieldNumber('http.request.referrer');
const DOMAIN_NUMBER = fieldNumber('url.domain');
const PORT_NUMBER = fieldNumber('url.port');
const DOMAIN = stringKey('url.domain');
const PORT = valueKey('url.port');

/** The address at hand; reading is synchronous, so one serves all lines. */
const address = new Address();

/** How headers are written, by their names in lower case. */
const writers: ReadonlyMap<string, (line: JsonLine) => void> = new Map([
  ['user-agent', writeUserAgent],
  ['referer', writeReferrer],
  ['host', writeHost],
]);

/**
 * Headers as a list of names and values (AWS WAF, "Log fields", `httpRequest.headers`), of which a few are fields. Of a header that comes
 * twice, no field is written. All of them are also kept unchanged.
 */
export const headerListField: JsonField = {
  paths: ['httpRequest.headers'],
  write({ kind, start, end }, line) {
    if (kind !== ARRAY) return false;
    const headers = headersIn(JSON.parse(line.bytes.toString('utf8', start, end)));
    for (const [name, write] of writers) {
      const [value, ...others] = headers.filter((header) => header.name === name);
      if (value === undefined || others.length > 0) continue;
      line.setText(value.value);
      if (!line.textIsAbsent) write(line);
    }
    return false;
  },
};

/** Headers of CloudFront's standard logs, which are escaped as in URLs where they hold what a URL may not. */
export const encodedHeaders: readonly JsonField[] = (
  [
    ['cs(User-Agent)', writeUserAgent],
    ['cs(Referer)', writeReferrer],
    ['cs(Host)', writeHost],
  ] as const
).map(([path, write]) => ({
  paths: [path],
  write(value, line) {
    if (!isString(value.kind)) return false;
    line.decode(value);
    if (line.textIsAbsent) return true;
    line.setText(unescaped(line.textBytes.toString('utf8', line.textStart, line.textEnd)));
    write(line);
    return true;
  },
}));

/** A text with a space in it was not escaped. */
function unescaped(text: string): string {
  if (text.includes(' ')) return text;
  const bytes = text.replaceAll(/%([\dA-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return text.includes('%') ? Buffer.from(bytes, 'latin1').toString() : text;
}

function headersIn(list: unknown): { readonly name: string; readonly value: string }[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((header: unknown) => {
    const isHeader = typeof header === 'object' && header !== null && 'name' in header && 'value' in header;
    if (!isHeader || typeof header.name !== 'string' || typeof header.value !== 'string') return [];
    return [{ name: header.name.toLowerCase(), value: header.value }];
  });
}

function writeUserAgent(line: JsonLine): void {
  if (!line.claim(USER_AGENT_NUMBER)) return;
  const { textBytes, textStart, textEnd, writer, context } = line;
  writer.field(USER_AGENT, textBytes, textStart, textEnd);
  writeAgentDetails(textBytes, textStart, textEnd, writer, context);
}

function writeReferrer(line: JsonLine): void {
  if (!line.claim(REFERRER_NUMBER)) return;
  writeReferrerFields(line.textBytes, line.textStart, line.textEnd, false, line.writer, line.context);
}

function writeHost(line: JsonLine): void {
  const { textBytes, textStart, textEnd, writer } = line;
  if (!address.read(textBytes, textStart, textEnd) || !line.claim(DOMAIN_NUMBER)) return;
  writer.field(DOMAIN, textBytes, address.start, address.end);
  if (address.port < 0 || !line.claim(PORT_NUMBER)) return;
  writer.fragment(PORT);
  writer.integer(address.port);
}
