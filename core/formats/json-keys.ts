import { BACKSLASH, DOT } from '../bytes/ascii.ts';
import type { JsonField } from './json-field.ts';
import { jsonFields } from './json-fields.ts';

/** A key, or the beginning of dotted keys, that is known. */
export interface KnownKey {
  /** The dotted path, ASCII. */
  readonly name: string;
  /** The same as bytes. */
  readonly path: Buffer;
  /** Its place in the table of fields, which is the order of precedence. */
  readonly order: number;
  /** How its value is written; undefined if the path only leads to others. */
  readonly field: JsonField | undefined;
  /** Whether other known paths begin with this one and a dot, so that an object is looked into. */
  readonly isPrefix: boolean;
}

/** A power of two, so that the remainder of a hash is a mask; so large that few slots are taken twice. */
const SLOTS = 2_048;

function knownKeys(): KnownKey[] {
  const paths = jsonFields.flatMap((field) => field.paths.map((path) => [path, field] as const));
  const prefixes = new Set(
    paths.flatMap(([path]) => {
      const names = path.split('.');
      return names.slice(1).map((_, index) => names.slice(0, index + 1).join('.'));
    }),
  );
  const fields = new Map(
    [...Map.groupBy(paths, ([path]) => path)].map(([path, rows]) => [path, oneOf(rows.map(([, field]) => field))]),
  );
  return [...new Set([...fields.keys(), ...prefixes])].map((path, order) => {
    const field = fields.get(path);
    return {
      name: path,
      path: Buffer.from(path, 'latin1'),
      order,
      field,
      isPrefix: prefixes.has(path),
    };
  });
}

/** What one key means in lines of several services: the first of them that takes the value writes it. */
function oneOf(fields: readonly JsonField[]): JsonField | undefined {
  const [first, ...others] = fields;
  if (first === undefined || others.length === 0) return first;
  const names = fields.find((field) => field.names !== undefined)?.names;
  return {
    paths: first.paths,
    write: (value, line) => fields.some(({ write }) => write(value, line)),
    ...(names !== undefined && { names }),
  };
}

const keys = knownKeys();

/** Keys by the hash of their path; those of one slot one after the other. */
const slots = new Array<KnownKey[] | undefined>(SLOTS);
for (const key of keys) {
  const slot = hash(0, key.path, 0, key.path.length) & (SLOTS - 1);
  slots[slot] = [...(slots[slot] ?? []), key];
}

/**
 * The known key of a member `bytes[start, end)` of the line's object or, where `prefix` is given, of the object at that
 * path: so `{"log":{"level":…}}` and `{"log.level":…}` are the same.
 */
export function findKey(prefix: KnownKey | undefined, bytes: Buffer, start: number, end: number): KnownKey | undefined {
  const before = prefix === undefined ? 0 : prefix.path.length + 1;
  const candidates = slots[hash(prefixHash(prefix), bytes, start, end) & (SLOTS - 1)];
  if (candidates === undefined) return undefined;
  for (const key of candidates) {
    if (
      key.path.length === before + end - start &&
      isTail(key.path, before, bytes, start, end) &&
      isHead(key, prefix)
    ) {
      return key;
    }
  }
  return undefined;
}

/** The text of the key whose content is `bytes[start, end)`. */
export function keyText(bytes: Buffer, start: number, end: number): string {
  const isPlain = bytes.subarray(start, end).indexOf(BACKSLASH) < 0;
  return isPlain ? bytes.toString('utf8', start, end) : String(JSON.parse(bytes.toString('utf8', start - 1, end + 1)));
}

function prefixHash(prefix: KnownKey | undefined): number {
  if (prefix === undefined) return 0;
  return step(hash(0, prefix.path, 0, prefix.path.length), DOT);
}

/** A hash that can be taken piece by piece: that of `a.b` continues from that of `a`. */
function hash(seed: number, bytes: Buffer, start: number, end: number): number {
  let value = seed;
  for (let index = start; index < end; index++) value = step(value, bytes[index] ?? 0);
  return value;
}

function step(value: number, byte: number): number {
  return (Math.imul(value, 31) + byte) | 0;
}

function isTail(path: Buffer, from: number, bytes: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    if (path[from + index - start] !== bytes[index]) return false;
  }
  return true;
}

function isHead(key: KnownKey, prefix: KnownKey | undefined): boolean {
  return (
    prefix === undefined ||
    (key.path[prefix.path.length] === DOT && isTail(key.path, 0, prefix.path, 0, prefix.path.length))
  );
}
