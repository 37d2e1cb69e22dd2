import { find, MINUS, SPACE, startsWith } from '../../bytes/ascii.ts';
import type { FormatContext } from '../format.ts';
import type { CompiledLayout, Step } from './steps.ts';
import { isSamePlace, literalAt, valueEndOf, type ValuePlace, valuePlaceOf } from './value-places.ts';
import type { Values } from './values.ts';

/** From how many places the rest of a line is tried to be read where a value may hold what is after it. */
const MAX_TRIES = 64;

/** What may follow a layout in a line: nothing, a space and anything, or anything. */
export type Rest = 'none' | 'words' | 'any';

/** Layouts of which one after the other is tried on a line: where what both begin with is, the next need not look for again. */
export interface Tried {
  readonly all: LocatedValues[];
  /** The one that was tried last on the line at hand. */
  last: LocatedValues | undefined;
}

/** Where the values of a line are that have known text between them. */
export class LocatedValues implements Values {
  readonly #prefix: Buffer;
  readonly #places: readonly ValuePlace[];
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  #failed = 0;

  readonly #hasRest: Rest;
  restStart = 0;

  /** Where the text after each value ends, of so many as were read of the last line. */
  readonly #positions: Int32Array;
  #taken = 0;
  readonly #tried: Tried | undefined;
  readonly #order: number;
  /** With how many values each of the layouts that are tried before begins as this does. */
  readonly #common: readonly number[];

  /** @param hasRest whether a line may continue where the layout ends */
  constructor(layout: CompiledLayout, hasRest: Rest, tried?: Tried) {
    this.#prefix = layout.prefix;
    this.#places = layout.steps.map(valuePlaceOf);
    this.#hasRest = hasRest;
    this.#starts = new Int32Array(layout.steps.length);
    this.#ends = new Int32Array(layout.steps.length);
    this.#positions = new Int32Array(layout.steps.length);
    this.#tried = tried;
    this.#order = tried?.all.length ?? 0;
    this.#common = tried?.all.map((other) => this.#commonWith(other)) ?? [];
    tried?.all.push(this);
  }

  #commonWith(other: LocatedValues): number {
    if (!this.#prefix.equals(other.#prefix)) return 0;
    const different = this.#places.findIndex((place, index) => !isSamePlace(place, other.#places[index]));
    return different === -1 ? this.#places.length : different;
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
    const known = this.#takeKnown();
    if (known < 0) return this.#refusal();
    if (known === 0 && !startsWith(this.#prefix, bytes, start, end)) return 'it does not begin like the layout';
    let position = known > 0 ? (this.#positions[known - 1] ?? 0) : start + this.#prefix.length;
    for (let index = known; index < places.length;) {
      const step = places[index];
      if (step?.mode !== 'text') position = this.#take(index++, bytes, position, end, context);
      else {
        position = this.#takeText(index, bytes, position, end, context);
        index = this.#next;
      }
      if (position < 0) return this.#refusal();
    }
    this.restStart = position;
    return this.#isEnd(bytes, position, end) ? undefined : 'it continues after the end of the layout';
  }

  #refusal(): string {
    return `its ${this.#places[this.#failed]?.label ?? ''} does not match the layout, or something else follows it`;
  }

  /** How many values are where the layout that was tried last on this line found them; -1 where it did not find one that this has too. */
  #takeKnown(): number {
    this.#taken = 0;
    const tried = this.#tried;
    if (tried === undefined) return 0;
    const { last } = tried;
    tried.last = this;
    if (last === undefined) return 0;
    const common = this.#common[last.#order] ?? 0;
    const known = Math.min(common, last.#taken);
    for (let index = 0; index < known; index++) {
      this.#starts[index] = last.#starts[index] ?? 0;
      this.#ends[index] = last.#ends[index] ?? 0;
      this.#positions[index] = last.#positions[index] ?? 0;
    }
    this.#taken = this.#failed = known;
    return known < common ? -1 : known;
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
    this.#taken = index + 1;
    return (this.#positions[index] = behindValue(step, bytes, literalStart, end));
  }

  /** The last value, after which a line may continue, ends with its word. */
  #valueEnd(step: ValuePlace, bytes: Buffer, start: number, end: number): number {
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
function mayBe(
  { isNeeded, fits }: ValuePlace,
  bytes: Buffer,
  start: number,
  end: number,
  context: FormatContext,
): boolean {
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
