import { startsWith } from '../../bytes/ascii.ts';
import { type FormatContext, type LineReader, refuse } from '../format.ts';
import { createJsonReader } from '../json.ts';
import { FIELDS } from './fields-key.ts';
import { PairsObject } from './pairs-object.ts';

const CEF = Buffer.from('CEF:');
const LEEF = Buffer.from('LEEF:');
/** A longer line has no room for what it says. */
const MAX_BYTES = 64 * 1024;

/** What CEF's keys are in ECS, as Elastic's integration has them; all others are kept under their names. */
const CEF_KEYS: ReadonlyMap<string, string> = new Map([
  ['src', 'source.ip'],
  ['spt', 'source.port'],
  ['dst', 'destination.ip'],
  ['dpt', 'destination.port'],
  ['suser', 'user.name'],
  ['suid', 'user.id'],
  ['act', 'event.action'],
  ['externalId', 'event.id'],
  ['request', 'url.original'],
  ['requestMethod', 'http.request.method'],
  ['requestClientApplication', 'user_agent.original'],
  ['spid', 'process.pid'],
  ['sproc', 'process.name'],
  ['dvchost', 'host.name'],
]);
/** The same of LEEF's ("Predefined LEEF event attributes"). */
const LEEF_KEYS: ReadonlyMap<string, string> = new Map([
  ['src', 'source.ip'],
  ['srcPort', 'source.port'],
  ['dst', 'destination.ip'],
  ['dstPort', 'destination.port'],
  ['usrName', 'user.name'],
  ['action', 'event.action'],
  ['url', 'url.original'],
]);
const TIMES: ReadonlySet<string> = new Set(['rt', 'devTime']);
/** Milliseconds, or "MMM dd yyyy HH:mm:ss", with a zone that is certain or without. */
const TIME = /^(?:\d{13}|[A-Z][a-z]{2} {1,2}\d{1,2} \d{4} \d\d:\d\d:\d\d(?:\.\d{1,9})?(?: (?:GMT|UTC|Z|[+-]\d{4}))?)$/;
const OUTCOMES: ReadonlyMap<string, string> = new Map([
  ['success', 'success'],
  ['failure', 'failure'],
]);

/** Seven fields, in which `|` and backslashes are escaped, and the extension. */
const CEF_HEADER =
  /^CEF: ?\d\|(?<vendor>(?:\\.|[^|\\])*)\|(?<product>(?:\\.|[^|\\])*)\|(?<version>(?:\\.|[^|\\])*)\|(?<code>(?:\\.|[^|\\])*)\|(?<name>(?:\\.|[^|\\])*)\|(?<severity>[^|]{0,20})\|/;
const LEEF_HEADER =
  /^LEEF:(?:1\.0\|(?<vendor>[^|]*)\|(?<product>[^|]*)\|(?<version>[^|]*)\|(?<code>[^|]*)\||2\.0\|(?<vendor2>[^|]*)\|(?<product2>[^|]*)\|(?<version2>[^|]*)\|(?<code2>[^|]*)\|(?:(?<delimiter>[^|\w\s]|0?x[\dA-Fa-f]{2,4})?\|)?)/;
/** A key of CEF's extension, at its beginning or after a space. */
const CEF_KEY = /(?<=^|\s)[\w.[\]-]+(?==)/g;
const LEEF_KEY = /^(?<key>[\w.-]+)=/;

/** What is read of a line; reading is synchronous, so one of each serves all lines. */
const json = createJsonReader(FIELDS);
const object = new PairsObject();

/** ArcSight's Common Event Format, `CEF:0|vendor|product|version|code|name|severity|src=… msg=…`. */
export const cef: LineReader = {
  isLikely: (bytes, start, end) => startsWith(CEF, bytes, start, end),
  read(bytes, start, end, writer, context) {
    const text = bytes.toString('utf8', start, Math.min(end, start + MAX_BYTES));
    const match = CEF_HEADER.exec(text);
    if (match?.groups === undefined || end - start > MAX_BYTES) return refuse(context, 'it has not the fields of CEF');
    const { vendor, product, version, code, name, severity = '' } = match.groups;
    object.begin();
    addHeader([vendor, product, version, code].map(withoutEscapes));
    if (name !== undefined && name !== '') object.addText('message', withoutEscapes(name));
    object.addText(/^\d+$/.test(severity) ? 'event.severity' : 'cef.severity', severity);
    for (const [key, values] of pairsOf(text.slice(match[0].length))) {
      const [value = '', ...others] = values;
      // If a key appears twice, one may be part of a value that its sender did not escape: it is unknown which.
      if (others.length === 0) addPair(key, value, CEF_KEYS);
      else object.addText(`extension.${key}`, values.join(', '));
    }
    return readObject(writer, context);
  },
};

/** The values of each key of CEF's extension. */
function pairsOf(extension: string): ReadonlyMap<string, readonly string[]> {
  const pairs = new Map<string, string[]>();
  CEF_KEY.lastIndex = 0;
  let match = CEF_KEY.exec(extension);
  while (match !== null) {
    const [key] = match;
    const valueStart = match.index + key.length + 1;
    match = CEF_KEY.exec(extension);
    const value = withoutEscapes(extension.slice(valueStart, match?.index).trim());
    const values = pairs.get(key);
    if (values === undefined) pairs.set(key, [value]);
    else values.push(value);
  }
  return pairs;
}

/** IBM's Log Event Extended Format, `LEEF:1.0|vendor|product|version|code|src=…` and tabs; or since 2.0 another delimiter. */
export const leef: LineReader = {
  isLikely: (bytes, start, end) => startsWith(LEEF, bytes, start, end),
  read(bytes, start, end, writer, context) {
    const text = bytes.toString('utf8', start, Math.min(end, start + MAX_BYTES));
    const match = LEEF_HEADER.exec(text);
    if (match?.groups === undefined || end - start > MAX_BYTES) return refuse(context, 'it has not the fields of LEEF');
    const { groups } = match;
    object.begin();
    addHeader(['vendor', 'product', 'version', 'code'].map((key) => groups[key] ?? groups[`${key}2`] ?? ''));
    for (const pair of text.slice(match[0].length).split(delimiterOf(groups['delimiter']))) {
      const key = LEEF_KEY.exec(pair)?.groups?.['key'];
      if (key === undefined && pair.trim() !== '') return refuse(context, 'not all of it is key=value');
      if (key !== undefined) addPair(key, pair.slice(key.length + 1).trim(), LEEF_KEYS);
    }
    return readObject(writer, context);
  },
};

function addHeader([vendor = '', product = '', version = '', code = '']: readonly string[]): void {
  const fields = { 'observer.vendor': vendor, 'observer.product': product, 'observer.version': version };
  for (const [key, text] of Object.entries({ ...fields, 'event.code': code }))
    if (text !== '') object.addText(key, text);
}

function addPair(key: string, text: string, known: ReadonlyMap<string, string>): void {
  if (text === '') return;
  const outcome = key === 'outcome' ? OUTCOMES.get(text.toLowerCase()) : undefined;
  if (outcome !== undefined) object.addText('event.outcome', outcome);
  else if (TIMES.has(key) && TIME.test(text)) object.addText('@timestamp', text);
  // what these keys mean in JSON they do not mean here
  else object.addText(known.get(key) ?? `extension.${key}`, text);
}

function readObject(writer: Parameters<LineReader['read']>[3], context: FormatContext): number {
  object.finish();
  const millis = json.read(object.bytes, 0, object.lengthBytes, writer, context);
  context.inner.reset();
  return millis;
}

function delimiterOf(text: string | undefined): string {
  if (text === undefined) return '\t';
  return text.length === 1 ? text : String.fromCharCode(Number.parseInt(text.replace(/^0?x/, ''), 16));
}

function withoutEscapes(text = ''): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped === 'r' ? '\r' : escaped));
}
