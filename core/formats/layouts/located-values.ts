import { BACKSLASH, COLON, COMMA, find, MINUS, QUOTE, SPACE, startsWith } from '../../bytes/ascii.ts';
import { findFar } from '../../bytes/byte-search.ts';
import type { FormatContext } from '../format.ts';
import type { ValueKind } from './kind.ts';
import type { CompiledLayout, Step } from './steps.ts';
import type { Values } from './values.ts';

/** From how many places the rest of a line is tried to be read where a value may hold what is after it. */
const MAX_TRIES = 64;

/** What may follow a layout in a line: nothing, a space and anything, or anything. */
export type Rest = 'none' | 'words' | 'any';

/** A step, with what is asked of each line's value. All are made in one place: what has many shapes V8 reads slowly. */
interface Place extends Pick<Step, 'label' | 'mode' | 'literal' | 'advance' | 'isPadded'> {
  readonly extent: ValueKind['extent'];
  readonly fits: ValueKind['fits'];
  readonly isNeeded: boolean;
}

function placeOf({ kind, label, mode, literal, advance, isPadded }: Step): Place {
  const { extent, fits, isNeeded = false } = kind;
  return { label, mode, literal, advance, isPadded, extent, fits, isNeeded };
}

/** Where the values of a line are that have known text between them. */
export class LocatedValues implements Values {
  readonly #prefix: Buffer;
  readonly #places: readonly Place[];
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  #failed = 0;

  readonly #hasRest: Rest;
  restStart = 0;

  /** @param hasRest whether a line may continue where the layout ends */
  constructor(layout: CompiledLayout, hasRest: Rest) {
    this.#prefix = layout.prefix;
    this.#places = layout.steps.map(placeOf);
    this.#hasRest = hasRest;
    this.#starts = new Int32Array(layout.steps.length);
    this.#ends = new Int32Array(layout.steps.length);
  }

  startOf(index: number): number {
    return this.#starts[index] ?? 0;
  }

  endOf(index: number): number {
    return this.#ends[index] ?? 0;
  }

  isAbsent(bytes: Buffer, index: number): boolean {
    return isAbsent(bytes, this.startOf(index), this.endOf(index), this.#places[index]?.isNeeded === true);
  }

  locate(bytes: Buffer, start: number, end: number, context: FormatContext): string | undefined {
    const places = this.#places;
    this.#failed = 0;
    if (!startsWith(this.#prefix, bytes, start, end)) return 'it does not begin like the layout';
    let position = start + this.#prefix.length;
    for (let index = 0; index < places.length;) {
      const step = places[index];
      if (step?.mode !== 'text') position = this.#take(index++, bytes, position, end, context);
      else {
        position = this.#takeText(index, bytes, position, end, context);
        index = this.#next;
      }
      if (position < 0)
        return `its ${places[this.#failed]?.label ?? ''} does not match the layout, or something else follows it`;
    }
    this.restStart = position;
    return this.#isEnd(bytes, position, end) ? undefined : 'it continues after the end of the layout';
  }

  #isEnd(bytes: Buffer, position: number, end: number): boolean {
    return position === end || this.#hasRest === 'any' || (this.#hasRest === 'words' && bytes[position] === SPACE);
  }

  /** Reads the value that begins at `start`, and the text after it. Returns where that ends, -1 where it is not so. */
  #take(index: number, bytes: Buffer, start: number, end: number, context: FormatContext): number {
    const step = this.#places[index];
    if (step === undefined) return -1;
    const valueEnd = this.#valueEnd(step, bytes, start, end);
    const literalStart = startOfLiteral(step, bytes, valueEnd, end);
    const isRight =
      valueEnd >= 0 &&
      startsWith(step.literal, bytes, literalStart, end) &&
      mayBe(step, bytes, start, valueEnd, context);
    if (!isRight) {
      this.#failed = Math.max(this.#failed, index);
      return -1;
    }
    this.#starts[index] = start;
    this.#ends[index] = valueEnd;
    return behindValue(step, bytes, literalStart, end);
  }

  /** The last value, after which a line may continue, ends with its word. */
  #valueEnd(step: Place, bytes: Buffer, start: number, end: number): number {
    const isLast = this.#hasRest === 'words' && step.mode === 'word' && step.literal.length === 0;
    return isLast ? find(SPACE, bytes, start, end) : valueEndOf(step, bytes, start, end);
  }

  #next = 0;

  /**
   * Reads a value that may contain the text after it, and the following values as long as they are of other kinds: it ends at the first place from
   * which they can be read. The next to be taken is {@link #next}.
   */
  #takeText(index: number, bytes: Buffer, start: number, end: number, context: FormatContext): number {
    const places = this.#places;
    const step = places[index];
    if (step === undefined) return -1;
    let valueEnd = start - 1;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      valueEnd = literalAt(step.literal, bytes, valueEnd + 1, end);
      if (valueEnd < 0) break;
      this.#starts[index] = start;
      this.#ends[index] = valueEnd;
      let position = mayBe(step, bytes, start, valueEnd, context) ? behindValue(step, bytes, valueEnd, end) : -1;
      let next = index + 1;
      while (position >= 0 && next < places.length && places[next]?.mode !== 'text')
        position = this.#take(next++, bytes, position, end, context);
      this.#next = next;
      if (position >= 0 && (next < places.length || this.#isEnd(bytes, position, end))) return position;
    }
    this.#failed = Math.max(this.#failed, index);
    return -1;
  }
}

/** Where the text after a value begins, which ends at `valueEnd`. */
export function startOfLiteral(
  { isPadded, mode }: Pick<Step, 'isPadded' | 'mode'>,
  bytes: Buffer,
  valueEnd: number,
  end: number,
): number {
  return isPadded && mode === 'own' ? lastSpace(bytes, valueEnd, end) : valueEnd;
}

/** Where the text after a value ends, which begins at `literalStart`. */
export function behindValue(
  { literal, advance, isPadded }: Pick<Step, 'literal' | 'advance' | 'isPadded'>,
  bytes: Buffer,
  literalStart: number,
  end: number,
): number {
  let position = literalStart + advance;
  while (isPadded && advance > 0 && startsWith(literal, bytes, position, end)) position += advance;
  return position;
}

/**
 * A quick look at a line whose first value ends at `firstEnd`: whether what is after it can be what the layout says, as far as values say
 * themselves where they end. Most lines that begin with a time are distinguished from others by what is after it.
 */
export function isBegun(steps: readonly Step[], firstEnd: number, bytes: Buffer, end: number): boolean {
  let valueEnd = firstEnd;
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index];
    if (step?.mode !== 'own') break;
    const literalStart = startOfLiteral(step, bytes, valueEnd, end);
    if (!startsWith(step.literal, bytes, literalStart, end)) return false;
    const extent = steps[index + 1]?.kind.extent;
    if (typeof extent !== 'function') break;
    valueEnd = extent(bytes, behindValue(step, bytes, literalStart, end), end);
    if (valueEnd < 0) return false;
  }
  return true;
}

/** Whether `bytes[start, end)` can be the value of a step, or say that it has none. */
function mayBe({ isNeeded, fits }: Place, bytes: Buffer, start: number, end: number, context: FormatContext): boolean {
  return isAbsent(bytes, start, end, isNeeded) || fits(bytes, start, end, context);
}

function isAbsent(bytes: Buffer, start: number, end: number, isNeeded: boolean): boolean {
  return !isNeeded && (end === start || (end === start + 1 && bytes[start] === MINUS));
}

/** The last of the spaces from `start` on; `start` where there is none. */
function lastSpace(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index + 1 < end && bytes[index] === SPACE && bytes[index + 1] === SPACE) index++;
  return index;
}

function valueEndOf(step: Place, bytes: Buffer, start: number, end: number): number {
  switch (step.mode) {
    case 'own':
      return ownEnd(step, bytes, start, end);
    case 'fixed':
      return fixedEnd(step, start, end);
    case 'quoted':
      return closingQuote(bytes, start, end);
    case 'unescaped': {
      const quote = findFar(QUOTE, bytes, start, end);
      return quote < end ? quote : -1;
    }
    case 'list':
      return listEnd(step.literal, bytes, start, end);
    case 'word': {
      const wordEnd = literalAt(step.literal, bytes, start, end);
      return step.literal[0] === SPACE || find(SPACE, bytes, start, wordEnd) >= wordEnd ? wordEnd : -1;
    }
    case 'first':
    case 'text':
      return literalAt(step.literal, bytes, start, end);
  }
}

function ownEnd({ extent }: Place, bytes: Buffer, start: number, end: number): number {
  return typeof extent === 'function' ? extent(bytes, start, end) : -1;
}

function fixedEnd({ extent }: Place, start: number, end: number): number {
  const valueEnd = start + (typeof extent === 'number' ? extent : 0);
  return valueEnd <= end ? valueEnd : -1;
}

/** Where the next quote without a backslash is, -1 where there is none. */
function closingQuote(bytes: Buffer, start: number, end: number): number {
  let index = findFar(QUOTE, bytes, start, end);
  while (index < end && isEscaped(bytes, start, index)) index = findFar(QUOTE, bytes, index + 1, end);
  return index < end ? index : -1;
}

/** Whether an odd number of backslashes is in front. */
function isEscaped(bytes: Buffer, start: number, index: number): boolean {
  let before = index;
  while (before > start && bytes[before - 1] === BACKSLASH) before--;
  return (index - before) % 2 === 1;
}

/** Where the list ends that begins at `start`: not at a space that is part of a separator of it, `, ` or ` : `. */
function listEnd(literal: Buffer, bytes: Buffer, start: number, end: number): number {
  let index = literalAt(literal, bytes, start, end);
  while (index > start && index < end && literal[0] === SPACE) {
    const isBehindColon = bytes[index - 1] === COLON && bytes[index - 2] === SPACE && index - 2 > start;
    const isBeforeColon = bytes[index + 1] === COLON && bytes[index + 2] === SPACE;
    if (bytes[index - 1] !== COMMA && !isBehindColon && !isBeforeColon) break;
    index = literalAt(literal, bytes, isBeforeColon ? index + ' : '.length : index + 1, end);
  }
  return index;
}

/** Where the text is first in `bytes[start, end)`: `end` where it is empty, -1 where it is not there. */
function literalAt(literal: Buffer, bytes: Buffer, start: number, end: number): number {
  if (literal.length === 0) return end;
  const first = literal[0] ?? 0;
  for (let index = start; index + literal.length <= end; index++) {
    index = findFar(first, bytes, index, end);
    if (startsWith(literal, bytes, index, end)) return index;
  }
  return -1;
}
