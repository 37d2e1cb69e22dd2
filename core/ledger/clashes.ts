import { type Layer, layersOf, layersText } from '../files/layers.ts';
import { type FileContent, longestWhole } from './contents.ts';
import type { LedgerPart } from './ledger-part.ts';

/** Two contents of one file of which neither begins with the other. */
export interface Clash {
  readonly key: string;
  /** Of the other content; the same key where that was overwritten. */
  readonly otherKey: string;
  /** They differ within these bytes, `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

/** What only reading can show: whether the bytes `[start, end)` of a content have this hash. If not, it clashes with the other. */
export interface Doubt {
  readonly content: FileContent;
  readonly other: FileContent;
  readonly start: number;
  readonly end: number;
  readonly hash: string;
}

/** How the contents of a file relate to each other, as far as the ledger shows. */
export interface Comparison {
  readonly clashes: readonly Clash[];
  readonly doubts: readonly Doubt[];
}

const ENCODINGS: ReadonlySet<Layer> = new Set(['utf-16le', 'utf-16be', 'cr']);

type Verdict = 'same' | 'differs' | Doubt;

/**
 * Compares the contents of one file with the longest of them: it begins with each of the others, or there is a clash. Contents that
 * broke off, or whose text is encoded in another way, are left out: their bytes are not those of the file.
 */
export function compareContents(contents: readonly FileContent[]): Comparison {
  const sound = contents.filter(({ parts }) => parts.every(({ errorCode }) => errorCode === undefined));
  const longest = longestWhole(sound) ?? sound.toSorted((a, b) => b.end - a.end)[0];
  const clashes = sound.flatMap(replacedBy);
  const doubts: Doubt[] = [];
  for (const other of sound) {
    if (longest === undefined || other === longest || encodingOf(other) !== encodingOf(longest)) continue;
    const differing = other.parts.find((part) => compareParts(longest, other, part) === 'differs');
    if (differing !== undefined) clashes.push(clashAt(longest, other, differing));
    else doubts.push(...other.parts.map((part) => compareParts(longest, other, part)).filter(isDoubt));
  }
  return { clashes: withoutRepeats(clashes), doubts };
}

/** The clash that a doubt becomes where the hash is another. */
export function clashOf({ content, other, start, end }: Doubt): Clash {
  return { key: content.key, otherKey: other.key, start, end };
}

/** Ingest saw that the content did not begin with one that was there before, and whose entry may be gone. */
function replacedBy(content: FileContent): Clash[] {
  const part = content.parts.find(({ replaces = [] }) => replaces.length > 0);
  return part === undefined ? [] : [clashAt(content, content, part)];
}

function clashAt(content: FileContent, other: FileContent, { start, end }: LedgerPart): Clash {
  return { key: content.key, otherKey: other.key, start, end };
}

function compareParts(longest: FileContent, other: FileContent, part: LedgerPart): Verdict {
  const { start, end, hash } = part;
  if (hash === undefined || end === start || start >= longest.end) return 'same';
  const same = longest.parts.find((one) => one.start === start && one.hash !== undefined);
  if (same?.hash !== undefined) {
    if (end === same.end) return hash === same.hash ? 'same' : 'differs';
    if (end < same.end && (same.contains ?? []).includes(nameOf(end, hash))) return 'same';
    // this part of the longest is the shorter one: it ends here, or has smaller parts
    if (same.end < end) {
      if ((part.contains ?? []).includes(nameOf(same.end, same.hash))) return 'same';
      return { content: other, other: longest, start, end: same.end, hash: same.hash };
    }
  }
  return end <= longest.end ? { content: longest, other, start, end, hash } : 'same';
}

function isDoubt(verdict: Verdict): verdict is Doubt {
  return typeof verdict === 'object';
}

/** A content of a part as `kafkainsight.part.contains` and `.replaces` name it. */
function nameOf(end: number, hash: string): string {
  return `${end}:${hash}`;
}

/** What a file's layers make of its characters: what is compressed otherwise has the same bytes. */
function encodingOf({ compression }: FileContent): string {
  return layersText(layersOf(compression).filter((layer) => ENCODINGS.has(layer)));
}

/** Clashes with each pair of keys once; a key clashes with an earlier content of itself only where no other key is known to have that. */
export function withoutRepeats(clashes: readonly Clash[]): Clash[] {
  const byKeys = new Map(clashes.map((clash) => [[clash.key, clash.otherKey].toSorted().join('\n'), clash]));
  const some = [...byKeys.values()];
  const others = some.filter(({ key, otherKey }) => key !== otherKey);
  const isNamed = ({ key }: Clash): boolean => others.some((one) => one.key === key || one.otherKey === key);
  return some.filter((clash) => clash.key !== clash.otherKey || !isNamed(clash));
}
