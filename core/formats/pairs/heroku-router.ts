import { skipSpaces, startsWith } from '../../bytes/ascii.ts';
import { TextTable } from '../../bytes/text-table.ts';
import { type LineReader, refuse } from '../format.ts';
import { createJsonReader } from '../json.ts';
import { FIELDS } from './fields-key.ts';
import { keyEnd, PairValue } from './pairs.ts';
import { PairsObject } from './pairs-object.ts';

const HEADS = ['at=', 'sock='].map((head) => Buffer.from(head));

/** The fields of its keys; all others are kept under their names. */
const KEYS: ReadonlyMap<string, string> = new Map([
  ['at', 'log.level'],
  ['code', 'error.code'],
  ['desc', 'error.message'],
  ['method', 'http.request.method'],
  ['path', 'url.original'],
  ['host', 'url.domain'],
  ['request_id', 'http.request.id'],
  ['fwd', 'source.address'],
  ['status', 'http.response.status_code'],
  ['bytes', 'http.response.bytes'],
]);
/** Those that every line has. */
const NEEDED: readonly string[] = ['at', 'method', 'path', 'host', 'fwd', 'status'];
/** Milliseconds between the first byte of the request and the last one of the response. */
const SERVICE = 'service';
const MILLIS = /^(?<millis>\d{1,9})ms$/;
const MILLI_NANOS = 1_000_000;

/** What is read of a line; reading is synchronous, so one of each serves all lines. */
const json = createJsonReader(FIELDS);
const object = new PairsObject();
const value = new PairValue();
const keys = new TextTable((key) => key);
const seen = new Set<string>();

/**
 * What Heroku's router says of each request, behind syslog (Heroku, "HTTP Routing: Heroku router log format", and "Heroku Error Codes"):
 *
 *     at=info method=GET path="/cart" host=shop.example.org request_id=8601b555 fwd="203.0.113.9" dyno=web.1 connect=1ms service=18ms status=200 bytes=13 protocol=https
 *     at=error code=H12 desc="Request timeout" method=GET …
 *
 * Clients choose the path and may write other pairs into it. The router's own are behind it, so that a key is twice in such a line, which is
 * then none of these: nobody can tell which of them is the router's.
 */
export const herokuRouter: LineReader = {
  isLikely: (bytes, start, end) => HEADS.some((head) => startsWith(head, bytes, start, end)),
  read(bytes, start, end, writer, context) {
    object.begin();
    seen.clear();
    for (let index = start; index < end; index = skipSpaces(bytes, value.next, end)) {
      const equals = keyEnd(bytes, index, end);
      if (equals < 0 || !value.read(bytes, equals + 1, end)) return refuse(context, 'not all of it is key=value');
      const key = keys.of(bytes, index, equals);
      if (seen.has(key)) return refuse(context, 'a key of it is there twice');
      seen.add(key);
      if (value.end > value.start) addPair(key, bytes);
    }
    if (!NEEDED.every((key) => seen.has(key))) return refuse(context, "it has not the keys of Heroku's router");
    object.finish();
    const millis = json.read(object.bytes, 0, object.lengthBytes, writer, context);
    context.inner.reset();
    return millis;
  },
};

function addPair(key: string, bytes: Buffer): void {
  const { start, end, isQuoted } = value;
  const millis = key === SERVICE ? MILLIS.exec(bytes.toString('latin1', start, end))?.groups?.['millis'] : undefined;
  if (millis === undefined) object.add(KEYS.get(key) ?? key, bytes, start, end, isQuoted);
  else object.addText('event.duration', String(Number(millis) * MILLI_NANOS));
}
