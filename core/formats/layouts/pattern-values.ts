import type { RE2JS } from 're2js';
import { MINUS } from '../../bytes/ascii.ts';
import type { FormatContext } from '../format.ts';
import type { CompiledLayout } from './steps.ts';
import type { Values } from './values.ts';

/** A line takes its length times the pattern's instructions: this many bytes bound it. */
const MAX_LINE_BYTES = 16_384;

/** Where the values of a line are that is read by a pattern. */
export class PatternValues implements Values {
  readonly #steps: CompiledLayout['steps'];
  readonly #expression: RE2JS;
  readonly #groups: readonly number[];
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  restStart = 0;

  /** @param expression whose named groups are the layout's values, in their order */
  constructor({ steps }: CompiledLayout, expression: RE2JS) {
    this.#steps = steps;
    this.#expression = expression;
    this.#groups = Object.values(expression.namedGroups());
    this.#starts = new Int32Array(steps.length);
    this.#ends = new Int32Array(steps.length);
  }

  startOf(index: number): number {
    return this.#starts[index] ?? 0;
  }

  endOf(index: number): number {
    return this.#ends[index] ?? 0;
  }

  isAbsent(bytes: Buffer, index: number): boolean {
    const start = this.startOf(index);
    const length = this.endOf(index) - start;
    return length === 0 || (length === 1 && bytes[start] === MINUS);
  }

  locate(bytes: Buffer, start: number, end: number, context: FormatContext): string | undefined {
    if (end - start > MAX_LINE_BYTES) return `it is longer than the ${MAX_LINE_BYTES} bytes that a pattern reads`;
    const matcher = this.#expression.matcher(bytes.subarray(start, end));
    if (!matcher.matches()) return 'it does not match the pattern';
    this.restStart = end;
    for (const [index, { kind, label }] of this.#steps.entries()) {
      const group = this.#groups[index] ?? 0;
      // a group that took no part is at -1
      const from = Math.max(0, matcher.start(group));
      this.#starts[index] = start + from;
      this.#ends[index] = start + Math.max(from, matcher.end(group));
      const isRight = this.isAbsent(bytes, index) || kind.fits(bytes, this.startOf(index), this.endOf(index), context);
      if (!isRight) return `its ${label} does not match the layout`;
    }
    return undefined;
  }
}
