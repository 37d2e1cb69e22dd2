import { isUtf8 } from 'node:buffer';
import { CLOSING_BRACE, COMMA, OPENING_BRACE, QUOTE, startsWith } from '../documents/ascii.ts';
import { RecentCache } from '../documents/recent-cache.ts';
import { MAX_FLATTENED_DEPTH } from '../formats/flattened.ts';
import { JsonScanner } from '../formats/json-scanner.ts';
import { MAX_DOCUMENT_BYTES } from '../limits.ts';

/** What a document says of itself: where it belongs, and what it is named after. */
export interface Envelope {
  readonly timeMillis: number;
  /** `file.mtime`, which times of the document are inferred from. */
  readonly modifiedMillis: number;
  readonly dataset: string;
  /** What it is named after, as it stands there; absent where it is neither text nor number. */
  readonly origin: Readonly<Partial<Record<OriginKey, string | undefined>>>;
}

const LINE_FEED = 0x0a;
const DOCUMENT_TIME_LENGTH = 24;
const DOCUMENT_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const TEXT_KEYS = ['@timestamp', 'file.mtime', 'event.dataset'] as const;
const ORIGIN_KEYS = ['kafkainsight.file.id', 'log.offset', 'kafka.topic', 'kafka.partition', 'kafka.offset'] as const;

type TextKey = (typeof TEXT_KEYS)[number];
type OriginKey = (typeof ORIGIN_KEYS)[number];

/** A key of the envelope. */
interface Key {
  readonly name: TextKey | OriginKey;
  readonly bytes: Uint8Array;
  readonly isTextOnly: boolean;
}

const KEYS: readonly Key[] = [
  ...TEXT_KEYS.map((name) => ({ name, bytes: Buffer.from(name), isTextOnly: true })),
  ...ORIGIN_KEYS.map((name) => ({ name, bytes: Buffer.from(name), isTextOnly: false })),
];
/** By their lengths: most of a document's keys have another, and are no further looked at. */
const KEYS_BY_LENGTH: readonly (readonly Key[])[] = Array.from(
  { length: 1 + Math.max(...KEYS.map(({ bytes }) => bytes.length)) },
  (_, length) => KEYS.filter(({ bytes }) => bytes.length === length),
);
const NO_KEYS: readonly Key[] = [];

/**
 * Objects and arrays stand in each other no deeper than in our own documents. OpenSearch overflows its stack on a
 * flattened field of some 700 levels (seen on 3.5) and never answers, which would block the partition of who forges one.
 */
const scanner = new JsonScanner(MAX_FLATTENED_DEPTH);

/**
 * The envelope of a sound document: one JSON object in valid UTF-8, on one line (in a bulk request a line feed would end
 * it and begin an action), within the size and the depth of a document. `undefined` for anything else. The document is
 * checked where it stands, as strictly as `JSON.parse` does, and no more is made of it than the few texts that are
 * needed: to make an object of each record took the index function two thirds more processor time.
 */
export function readEnvelope(value: Buffer): Envelope | undefined {
  if (value.length > MAX_DOCUMENT_BYTES || value.includes(LINE_FEED) || !isUtf8(value)) return undefined;
  const texts = readTexts(value);
  const timeMillis = readTime(texts?.['@timestamp']);
  const modifiedMillis = readTime(texts?.['file.mtime']);
  const dataset = texts?.['event.dataset'];
  if (timeMillis === undefined || modifiedMillis === undefined || dataset === undefined) return undefined;
  return { timeMillis, modifiedMillis, dataset, origin: texts ?? {} };
}

type Texts = Partial<Record<TextKey | OriginKey, string | undefined>>;

/** The texts under the keys of the envelope, of one that comes twice the last; `undefined` where it is no sound object. */
function readTexts(bytes: Buffer): Texts | undefined {
  const end = bytes.length;
  const texts: Texts = {};
  let index = scanner.skipSpace(bytes, 0, end);
  if (bytes[index] !== OPENING_BRACE) return undefined;
  index = scanner.skipSpace(bytes, index + 1, end);
  if (bytes[index] !== CLOSING_BRACE) {
    for (;;) {
      index = readMember(bytes, index, end, texts);
      if (index < 0) return undefined;
      index = scanner.skipSpace(bytes, index, end);
      if (bytes[index] !== COMMA) break;
      index = scanner.skipSpace(bytes, index + 1, end);
    }
  }
  const isClosed = bytes[index] === CLOSING_BRACE && scanner.skipSpace(bytes, index + 1, end) === end;
  return isClosed ? texts : undefined;
}

/** Reads one member and answers where it ends, or -1 where there is none. */
function readMember(bytes: Buffer, start: number, end: number, texts: Texts): number {
  if (bytes[start] !== QUOTE) return -1;
  const quote = scanner.stringEnd(bytes, start + 1, end);
  if (quote < 0) return -1;
  const key = scanner.escaped ? decodedKey(bytes, start, quote + 1) : keyAt(bytes, start + 1, quote);
  const valueStart = scanner.memberValue(bytes, quote, end);
  if (valueStart < 0) return -1;
  const valueEnd = scanner.valueEnd(bytes, valueStart, end);
  if (valueEnd >= 0 && key !== undefined) texts[key.name] = textOf(key, bytes, valueStart, valueEnd);
  return valueEnd;
}

function keyAt(bytes: Buffer, start: number, end: number): Key | undefined {
  for (const key of KEYS_BY_LENGTH[end - start] ?? NO_KEYS) {
    if (startsWith(key.bytes, bytes, start, end)) return key;
  }
  return undefined;
}

/** None of our keys has escapes; who writes one of them with some means the same. */
function decodedKey(bytes: Buffer, start: number, end: number): Key | undefined {
  const name: unknown = JSON.parse(bytes.toString('utf8', start, end));
  return KEYS.find((key) => key.name === name);
}

/** The value that the scanner has just passed, where it is of the key's type. */
function textOf({ isTextOnly }: Key, bytes: Buffer, start: number, end: number): string | undefined {
  const { kind, escaped } = scanner;
  if (kind === 'number' && !isTextOnly) return bytes.toString('latin1', start, end);
  if (kind !== 'string') return undefined;
  return escaped ? String(JSON.parse(bytes.toString('utf8', start, end))) : bytes.toString('utf8', start + 1, end - 1);
}

/** Documents that come together share their file's time, and many their own. */
const recentTimes = new RecentCache<number>(256);

function readTime(text: string | undefined): number | undefined {
  if (text?.length !== DOCUMENT_TIME_LENGTH) return undefined;
  const millis = recentTimes.get(text, parseTime);
  return Number.isNaN(millis) ? undefined : millis;
}

function parseTime(text: string): number {
  return DOCUMENT_TIME.test(text) ? Date.parse(text) : NaN;
}
