import { BACKSLASH, QUOTE } from '../bytes/ascii.ts';
import { viewOf } from '../bytes/byte-view.ts';
import { type AttackKind, attackKinds } from './attack-kinds.ts';
import { attackPatterns, traversalPatterns } from './attack-patterns.ts';
import { decodedForms, normalForm, withoutLookups } from './decoding.ts';

/** Which part of a request a text is. */
export type RequestPart = 'path' | 'query' | 'referrer' | 'agent';

/** No more of a text is looked at: Apache refuses request lines and headers over 8,190 bytes (LimitRequestLine), escaped here. */
const MAX_BYTES = 16 * 1024;

/** What a part of ordinary requests is made of. */
interface OrdinaryText {
  /** Its bytes, except for letters, digits and what is not ASCII. */
  readonly bytes: string;
  /** Those that are not where such a byte follows: `..`, `=/`, `://`, and a space before a word that means something to SQL or to a shell. */
  readonly notBefore: Readonly<Record<string, string>>;
}

const url: OrdinaryText = { bytes: '/?&-_~@,!.=:+', notBefore: { '.': '.', '=': '/', ':': '/', '+': 'oOaAsSgG/' } };
const referrer: OrdinaryText = { bytes: url.bytes, notBefore: { '.': '.', '=': '/', '+': 'oOaAsSgG/' } };
const agent: OrdinaryText = { bytes: '/?&-_~@,!.:+ ();[]#', notBefore: { '.': '.' } };

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const BYTES = 256;

/** Of two bytes in a row: whether both are ordinary, and whether the second one depends on what follows. */
const ORDINARY_PAIR = 1;
const OPEN_PAIR = 2;

/** What pairs of bytes are, the second one in the higher byte. */
function pairsOf({ bytes, notBefore }: OrdinaryText): Uint8Array {
  const ordinary = new Set(Buffer.from(LETTERS + bytes));
  for (let byte = 0x80; byte < BYTES; byte++) ordinary.add(byte);
  const pairs = new Uint8Array(BYTES * BYTES);
  for (const second of ordinary) {
    const kind = String.fromCharCode(second) in notBefore ? OPEN_PAIR : ORDINARY_PAIR;
    for (const first of ordinary) pairs[second * BYTES + first] = kind;
  }
  for (const [first, followers] of Object.entries(notBefore))
    for (const second of Buffer.from(followers)) pairs[second * BYTES + first.charCodeAt(0)] = 0;
  return pairs;
}

const urlPairs = pairsOf(url);
const pairTables: Readonly<Record<RequestPart, Uint8Array>> = {
  path: urlPairs,
  query: urlPairs,
  referrer: pairsOf(referrer),
  agent: pairsOf(agent),
};

/** Finds the attacks in the content of a JSON string, which begins at `start` and ends with a bare quote. */
export type ReadAttacks = (start: number) => readonly AttackKind[];

const NO_ATTACKS: readonly AttackKind[] = [];

/**
 * Reads one part of requests in a buffer, whatever is written into it later; it continues for two bytes after the quote. Two bytes are looked
 * at at once: a loop over bytes takes a third longer. View and table are constants of the function, as in document-room.ts.
 */
export function createAttackReader(bytes: Buffer, part: RequestPart): ReadAttacks {
  const view = viewOf(bytes);
  const pairs = pairTables[part];
  const isLastOrdinary = (at: number): boolean =>
    view.getUint8(at) === QUOTE || (view.getUint8(at + 1) === QUOTE && pairs[view.getUint8(at) | LETTER] !== 0);
  return (start) => {
    let index = start | 0;
    for (;;) {
      const pair = view.getUint16(index, true);
      const kind = pairs[pair];
      if (kind === ORDINARY_PAIR) {
        index = (index + 2) | 0;
      } else if (kind === OPEN_PAIR) {
        const next = view.getUint8(index + 2);
        if (next === QUOTE) return NO_ATTACKS;
        if (pairs[(pair >> 8) | (next << 8)] === 0) break;
        index = (index + 2) | 0;
      } else {
        break;
      }
    }
    return isLastOrdinary(index) ? NO_ATTACKS : attacksOf(contentAt(bytes, start), part);
  };
}
/** An ordinary byte, as the second of a pair. */
const LETTER = 0x61 << 8;

function contentAt(bytes: Buffer, start: number): string {
  const limit = Math.min(bytes.length, start + MAX_BYTES);
  let end = start;
  while (end < limit && bytes[end] !== QUOTE) end += bytes[end] === BACKSLASH ? 2 : 1;
  return unescaped(bytes.toString('latin1', start, Math.min(end, limit)));
}

const JSON_ESCAPE = /\\(?:u00([\da-f]{2})|(.))/g;
const JSON_ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescaped(content: string): string {
  if (!content.includes('\\')) return content;
  return content.replace(JSON_ESCAPE, (_, hex: string | undefined, character = '') =>
    hex === undefined ? (JSON_ESCAPES[String(character)] ?? String(character)) : String.fromCharCode(parseInt(hex, 16)),
  );
}

/** Something that no attack is without, in decoded text: all else is words. */
const SIGNAL = /[<'"`{$;|\\(\0\n]|\.\.|--|:\/\/|\/\*|\/etc\/|\s\/|\.exe|@@|[\d'"]\s*(?:or|and)\s|union\s|&&|=\s*[/\\]/i;

/**
 * The attacks in a text of a request, one character a byte, whatever it is encoded with: three times decoded at most. A pure function of
 * the text; its time is in proportion to its length.
 */
export function attacksOf(text: string, part: RequestPart): AttackKind[] {
  const forms = decodedForms(text);
  const found = new Set<AttackKind>();
  if (part === 'path' && forms.some((form) => form.includes('..')) && climbs(text)) found.add('traversal');
  for (const form of forms) {
    if (!SIGNAL.test(form)) continue;
    const small = form.toLowerCase();
    if (traversalPatterns.some((pattern) => pattern.test(small))) found.add('traversal');
    const normal = withoutLookups(normalForm(form));
    for (const [kind, patterns] of codePatterns) if (patterns.some((pattern) => pattern.test(normal))) found.add(kind);
  }
  return attackKinds.filter((kind) => found.has(kind));
}

const codePatterns = attackKinds.flatMap((kind) =>
  kind === 'traversal' ? [] : [[kind, attackPatterns[kind]] as const],
);

/** Crawlers that resolve links wrongly request a path one above the root; only attacks request one further up. */
const MOST_ABOVE_ROOT = 1;
const UP = /(?:^|[/\\])\.\.(?=[/\\]|$)/g;

/** Whether a path goes up in a way that links of pages do not: hidden from who reads it undecoded, or far above the root. */
function climbs(path: string): boolean {
  const last = decodedForms(path).at(-1) ?? path;
  if ((last.match(UP)?.length ?? 0) > (path.match(UP)?.length ?? 0)) return true;
  let depth = 0;
  for (const segment of last.split(/[/\\]+/)) {
    if (segment === '..') depth -= 1;
    else if (segment !== '' && segment !== '.') depth += 1;
    if (depth < -MOST_ABOVE_ROOT) return true;
  }
  return false;
}
