import { isUtf8 } from 'node:buffer';
import { LINE_FEED, OPENING_BRACE, startsWith } from '../bytes/ascii.ts';
import { RecentCache } from '../bytes/recent-cache.ts';
import { RecentText } from '../bytes/recent-text.ts';
import { type Fields, fileFields, logFields } from '../fields.ts';
import { MAX_FLATTENED_DEPTH } from '../formats/flattened.ts';
import { keyText, type KnownKey } from '../formats/json-keys.ts';
import { ESCAPED_STRING, isString, NUMBER } from '../formats/json-kinds.ts';
import type { JsonMember } from '../formats/json-member.ts';
import { JsonMembers } from '../formats/json-members.ts';
import { skipSpace } from '../formats/json-scanner.ts';
import { MAX_DOCUMENT_BYTES } from '../limits.ts';
import type { SourceRange } from '../search/bulk.ts';
import { areDerivable, MAX_TERM_BYTES } from '../search/derived-source.ts';
import { defaultTextsOf, unindexedNames } from '../search/unindexed.ts';

/** What a document says of itself: where it belongs, and what it is named after. */
export interface DocumentEnvelope {
  readonly timeMillis: number;
  /** `file.mtime`, which times of the document are inferred from. */
  readonly modifiedMillis: number;
  readonly dataset: string;
  /** Whether an index that keeps no copy of its documents gives all of it back, see core/search/derived-source.ts. */
  readonly isDerivable: boolean;
  /** What of it is not indexed, in order, see core/search/unindexed.ts. */
  readonly unindexed: readonly SourceRange[];
  /** What it is named after, as it is there; absent where it is neither text nor number. */
  readonly origin: Readonly<Partial<Record<OriginKey, string | undefined>>>;
}

const DOCUMENT_TIME_LENGTH = 24;
const DOCUMENT_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const TEXT_KEYS = ['@timestamp', 'file.mtime', 'event.dataset'] as const;
const ORIGIN_KEYS = [
  'kafkainsight.file.id',
  'kafkainsight.file.version',
  'log.offset',
  'kafka.topic',
  'kafka.partition',
  'kafka.offset',
] as const;

type TextKey = (typeof TEXT_KEYS)[number];
type OriginKey = (typeof ORIGIN_KEYS)[number];

const KEYS: ReadonlyMap<string, KnownKey> = new Map(
  [...new Set<string>([...TEXT_KEYS, ...ORIGIN_KEYS, ...Object.keys(logFields)])].map((name, order) => [
    name,
    { name, path: Buffer.from(name), order, field: undefined, isPrefix: false },
  ]),
);

/**
 * Objects and arrays are nested no deeper than in documents of the ingest function. OpenSearch overflows its stack on a
 * flattened field of some 700 levels (seen on 3.5) and never responds, so a forged record would block its partition.
 */
const members = new JsonMembers(findKey, MAX_FLATTENED_DEPTH);

/** The members that count of documents which end with a member: {@link JsonMembers} has one for each order of keys. */
const countingMembers = new WeakMap<JsonMember, Members>();

type Members = Partial<Record<TextKey | OriginKey, JsonMember>> & {
  readonly isDerivable: boolean;
  /** Those that may be left out of the index, in order. */
  readonly omissible: readonly JsonMember[];
  /** The same, and what documents of the last dataset have to have there to do without: any value, where it says nothing. */
  omissions?: { readonly dataset: string; readonly members: readonly Omission[] };
};

interface Omission {
  readonly member: JsonMember;
  readonly text: Buffer | undefined;
}

/**
 * The envelope of a sound document: one JSON object in valid UTF-8, on one line (in a bulk request a line feed would end
 * it and begin an action), within the size and the depth of a document. `undefined` for anything else. The document is
 * checked where it is, as strictly as `JSON.parse` does, and no more is made of it than the few texts that are
 * needed: to make an object of each record took the index function two thirds more processor time.
 */
export function readEnvelope(value: Buffer): DocumentEnvelope | undefined {
  if (value.length > MAX_DOCUMENT_BYTES || value.includes(LINE_FEED) || !isUtf8(value)) return undefined;
  const open = skipSpace(value, 0, value.length);
  if (value[open] !== OPENING_BRACE) return undefined;
  const last = members.read(value, open, value.length);
  if (last === undefined) return undefined;
  const found = countingMembers.get(last) ?? rememberMembers(last);
  const timeMillis = readTime(textOf(value, found['@timestamp'], times));
  const modifiedMillis = readTime(textOf(value, found['file.mtime'], modificationTimes));
  const dataset = textOf(value, found['event.dataset'], datasets);
  if (timeMillis === undefined || modifiedMillis === undefined || dataset === undefined) return undefined;
  const isDerivable = found.isDerivable && !(value.length > MAX_TERM_BYTES && hasLongTerm(last));
  return {
    timeMillis,
    modifiedMillis,
    dataset,
    isDerivable,
    unindexed: unindexedOf(value, omissionsOf(found, dataset)),
    origin: originOf(value, found),
  };
}

/** A key that is written with escapes means the same as without. */
function findKey(_prefix: undefined | KnownKey, bytes: Buffer, start: number, end: number): KnownKey | undefined {
  return KEYS.get(keyText(bytes, start, end));
}

/** Of a key that comes twice the last member counts, as for `JSON.parse`. */
function rememberMembers(last: JsonMember): Members {
  const found: Partial<Record<string, JsonMember>> = {};
  const all: JsonMember[] = [];
  for (let member: JsonMember | undefined = last; member !== undefined; member = member.before) {
    if (member.key !== undefined) found[member.key.name] ??= member;
    if (member.before !== undefined) all.unshift(member);
  }
  const names = all.map(({ path }) => path);
  // the engine is to see, and to refuse, that a key comes twice; the first member has no comma before it
  const isPlain = new Set(names).size === names.length;
  const omissible = isPlain ? all.slice(1).filter(({ path }) => unindexedNames.has(path)) : [];
  const members = { ...found, isDerivable: areDerivable(names), omissible };
  countingMembers.set(last, members);
  return members;
}

/** The ranges of the members that are left out of an index, each with the comma before it; one where they are next to each other. */
function unindexedOf(value: Buffer, omissions: readonly Omission[]): readonly SourceRange[] {
  const ranges: { start: number; end: number }[] = [];
  let last: { start: number; end: number } | undefined;
  for (const { member, text } of omissions) {
    const { start: valueStart, end, before } = member;
    if (text !== undefined && !(text.length === end - valueStart && startsWith(text, value, valueStart, end))) continue;
    const start = before?.end ?? valueStart;
    if (last?.end === start) {
      last.end = end;
      continue;
    }
    last = { start, end };
    ranges.push(last);
  }
  return ranges;
}

function omissionsOf(found: Members, dataset: string): readonly Omission[] {
  if (found.omissions?.dataset !== dataset) {
    const texts = defaultTextsOf(dataset);
    const members = found.omissible
      .map((member) => ({ member, text: texts.get(member.path) }))
      .filter(({ member, text }) => text !== undefined || member.path in fileFields);
    found.omissions = { dataset, members };
  }
  return found.omissions.members;
}

/** Whether a value that is indexed whole is longer than the engine accepts; escapes are counted, so a shorter one may count as too long. */
function hasLongTerm(last: JsonMember): boolean {
  for (let member: JsonMember | undefined = last; member !== undefined; member = member.before) {
    const isText = (logFields as Fields)[member.path] === 'text';
    if (!isText && member.end - member.start > MAX_TERM_BYTES) return true;
  }
  return false;
}

function originOf(value: Buffer, found: Members): DocumentEnvelope['origin'] {
  return {
    'kafkainsight.file.id': numberOrTextOf(value, found['kafkainsight.file.id'], files),
    'kafkainsight.file.version': numberOrTextOf(value, found['kafkainsight.file.version'], versions),
    'log.offset': numberOrTextOf(value, found['log.offset']),
    'kafka.topic': numberOrTextOf(value, found['kafka.topic']),
    'kafka.partition': numberOrTextOf(value, found['kafka.partition']),
    'kafka.offset': numberOrTextOf(value, found['kafka.offset']),
  };
}

// What is mostly the same in documents that come together.
const times = new RecentText();
const modificationTimes = new RecentText();
const datasets = new RecentText();
const files = new RecentText();
const versions = new RecentText();

/** A number stays as it is written. */
function numberOrTextOf(bytes: Buffer, member: JsonMember | undefined, recent?: RecentText): string | undefined {
  if (member?.kind !== NUMBER) return textOf(bytes, member, recent);
  const { start, end } = member;
  return recent ? recent.of(bytes, start, end) : bytes.toString('latin1', start, end);
}

function textOf(bytes: Buffer, member: JsonMember | undefined, recent?: RecentText): string | undefined {
  if (member === undefined || !isString(member.kind)) return undefined;
  const { start, end, kind } = member;
  if (kind === ESCAPED_STRING) return String(JSON.parse(bytes.toString('utf8', start, end)));
  return recent ? recent.of(bytes, start + 1, end - 1) : bytes.toString('utf8', start + 1, end - 1);
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
