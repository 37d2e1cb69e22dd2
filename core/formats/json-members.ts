import { CLOSING_BRACE, COMMA, OPENING_BRACE, QUOTE, readNumber, ZERO } from '../bytes/ascii.ts';
import { viewOf, wordsOf } from '../bytes/byte-view.ts';
import { bytesBefore, HIGH_BITS, special, STEP_BYTES, WORD_BYTES } from '../bytes/word-steps.ts';
import { keyText, type KnownKey } from './json-keys.ts';
import { NUMBER, PLAIN_STRING } from './json-kinds.ts';
import { JsonMember, type JsonObject } from './json-member.ts';
import { JsonScanner, memberValue, skipSpace } from './json-scanner.ts';

/** So many members are found before all are forgotten, be it that logs changed or that their keys are never the same. */
const MAX_FOUND = 4_096;
/** More than there is between two values of most lines, as in `, "a.rather.long.key": `. */
const MAX_GAP_BYTES = 256;
/** Room for the gaps of all members that are remembered. */
const GAPS_BYTES = 64 * 1024;
/** Numbers of so many digits are below 2^31. */
const MAX_SHORT_DIGITS = 9;

const LINE: JsonObject = { prefix: undefined, parent: undefined };

/**
 * Knows keys: the one of a member `bytes[start, end)` of the line's object or, where `prefix` is given, of the object at that
 * path; undefined where it means nothing.
 */
export type FindKey = (prefix: KnownKey | undefined, bytes: Buffer, start: number, end: number) => KnownKey | undefined;

/** Finds the members of lines. */
export class JsonMembers {
  readonly #findKey: FindKey;
  readonly #scanner: JsonScanner;
  #root = new JsonMember(LINE, '');
  #found = 0;
  readonly #gaps = viewOf(new Uint8Array(GAPS_BYTES));
  #gapsEnd = 0;

  /** @param maxDepth how many objects and arrays a value may have open at once; default: as many as the engines read */
  constructor(findKey: FindKey, maxDepth?: number) {
    this.#findKey = findKey;
    this.#scanner = new JsonScanner(maxDepth);
  }

  /**
   * Reads the object that begins at `bytes[start]`, and returns its last member (the root of the tree, where it has none), from
   * which all others can be reached; undefined where it is no valid JSON, or more than white space follows before `end`.
   *
   * This is the hot loop: what most values are, plain strings and short whole numbers, is read here, with a `| 0` that
   * shows V8 which numbers are integers; calls and checks of their arguments took half as much again.
   */
  read(bytes: Buffer, start: number, end: number): JsonMember | undefined {
    if (this.#found > MAX_FOUND) this.#forget();
    const words = wordsOf(bytes);
    const stop = end | 0;
    const lastStep = (words.byteLength - STEP_BYTES) | 0;
    const limit = stop <= lastStep ? stop : lastStep + 1;
    let member = this.#root;
    let index = start | 0;
    for (;;) {
      let next = member.next(words, index, stop);
      if (next === undefined) {
        // What #find would find where most lines end.
        if (index + 1 === stop && words.getUint8(index) === CLOSING_BRACE && member.object === LINE) return member;
        const found = this.#find(member, bytes, index, stop);
        if (found === 'end') return member;
        if (found === 'invalid') return undefined;
        next = found;
      }
      member = next;
      const value = (index + member.gapBytes) | 0;
      let quote = stop;
      if (words.getUint8(value) === QUOTE) {
        for (let at = (value + 1) | 0; at < limit; at = (at + STEP_BYTES) | 0) {
          const low = special(words.getInt32(at, true));
          const high = special(words.getInt32((at + WORD_BYTES) | 0, true));
          if (((low | high) & HIGH_BITS) !== 0) {
            quote = (at + bytesBefore(low, high)) | 0;
            break;
          }
        }
      }
      if (quote < stop && words.getUint8(quote) === QUOTE) {
        index = (quote + 1) | 0;
        member.start = value;
        member.end = index;
        member.kind = PLAIN_STRING;
        continue;
      }
      index = this.#readShortNumber(member, words, value, stop) | 0;
      if (index < 0) index = this.#readOther(member, bytes, value, stop) | 0;
      if (index < 0) return undefined;
    }
  }

  /** Reads a whole number of few digits as a member's value, and returns where it ends; -1 for any other value. */
  #readShortNumber(member: JsonMember, words: DataView, start: number, end: number): number {
    const behind = (start + MAX_SHORT_DIGITS) | 0;
    let integer = 0;
    let byte = 0;
    let index = start | 0;
    for (; index < end && index <= behind; index = (index + 1) | 0) {
      byte = words.getUint8(index);
      const digit = (byte - ZERO) | 0;
      if (digit < 0 || digit > 9) break;
      integer = (Math.imul(integer, 10) + digit) | 0;
    }
    const isWhole = (byte === COMMA || byte === CLOSING_BRACE) && index > start && words.getUint8(start) !== ZERO;
    if (!isWhole) return -1;
    member.start = start;
    member.end = index;
    member.kind = NUMBER;
    member.integer = integer;
    return index;
  }

  /** Reads any value as a member's, and returns where it ends; -1 where it is not JSON. */
  #readOther(member: JsonMember, bytes: Buffer, start: number, end: number): number {
    const scanner = this.#scanner;
    const valueEnd = scanner.valueEnd(bytes, start, end);
    const { kind } = scanner;
    member.start = start;
    member.end = valueEnd;
    member.kind = kind;
    member.integer = kind === NUMBER ? readNumber(bytes, start, valueEnd) : -1;
    return valueEnd;
  }

  /** Finds the member that follows one whose value ends at `start` (the first, for the root) without knowing its gap. */
  #find(before: JsonMember, bytes: Buffer, start: number, end: number): JsonMember | 'end' | 'invalid' {
    const scanner = this.#scanner;
    let { object } = before;
    let isFirst = before.before === undefined;
    let index = isFirst ? start + 1 : start;
    for (;;) {
      index = skipSpace(bytes, index, end);
      if (index < end && bytes[index] === CLOSING_BRACE) {
        index++;
        if (object.parent === undefined) return skipSpace(bytes, index, end) === end ? 'end' : 'invalid';
        object = object.parent;
        isFirst = false;
        continue;
      }
      if (!isFirst) {
        if (index >= end || bytes[index] !== COMMA) return 'invalid';
        index = skipSpace(bytes, index + 1, end);
      }
      if (index >= end || bytes[index] !== QUOTE) return 'invalid';
      const quote = scanner.stringEnd(bytes, index + 1, end);
      const value = quote < 0 ? -1 : memberValue(bytes, quote, end);
      if (value < 0 || value >= end) return 'invalid';
      const key = this.#findKey(object.prefix, bytes, index + 1, quote);
      if (!key?.isPrefix || bytes[value] !== OPENING_BRACE) {
        const path = key === undefined ? pathOf(object, keyText(bytes, index + 1, quote)) : key.name;
        const member = new JsonMember(object, path, key, before, value - start);
        this.#remember(member, before, bytes, start);
        return member;
      }
      object = { prefix: key, parent: object };
      index = value + 1;
      isFirst = true;
    }
  }

  #remember(member: JsonMember, before: JsonMember, bytes: Buffer, start: number): void {
    const gapStart = this.#gapsEnd;
    const gapEnd = gapStart + member.gapBytes;
    this.#found++;
    if (!before.mayRemember || member.gapBytes > MAX_GAP_BYTES || gapEnd > GAPS_BYTES) return;
    for (let at = 0; at < member.gapBytes; at++) this.#gaps.setUint8(gapStart + at, bytes[start + at] ?? 0);
    this.#gapsEnd = gapEnd;
    before.remember(member, this.#gaps, gapStart);
  }

  #forget(): void {
    this.#root = new JsonMember(LINE, '');
    this.#found = 0;
    this.#gapsEnd = 0;
  }
}

function pathOf({ prefix }: JsonObject, name: string): string {
  return prefix === undefined ? name : `${prefix.name}.${name}`;
}
