import { QUOTE, startsWith } from '../../bytes/ascii.ts';
import { findFar } from '../../bytes/byte-search.ts';
import type { LineReader } from '../format.ts';
import type { ValueKind } from './kind.ts';
import { isBegun } from './located-values.ts';
import type { CompiledLayout, Step } from './steps.ts';

/** How the lines of a layout look from outside, where nothing within a value is a quote. */
export interface Shape {
  /** How many quotes they have; at least so many where they may continue after the layout. */
  readonly quotes: number;
  readonly mayContinue: boolean;
  /** Their last byte; undefined where it is any but a quote. */
  readonly last: number | undefined;
}

/** How the lines of a layout begin, for a quick look: a text, then values as far as they say themselves where they end. */
export interface Beginning {
  readonly prefix: Buffer;
  readonly steps: readonly Step[];
  /** Absent where nothing is known of the rest of the line. */
  readonly shape?: Shape;
}

/** What reads lines of layouts, and how these begin: what its `isLikely` looks at. */
export interface LayoutsReader extends LineReader {
  readonly beginnings: readonly Beginning[];
}

/** How the lines of a layout begin and look whose values hold no quotes. */
export function shapedBeginning({ prefix, steps }: CompiledLayout, mayContinue: boolean): Beginning {
  const literals = [prefix, ...steps.map(({ literal }) => literal)];
  const quotes = Buffer.concat(literals).filter((byte) => byte === QUOTE).length;
  return { prefix, steps, shape: { quotes, mayContinue, last: literals.at(-1)?.at(-1) } };
}

/** Whether a line begins so, and looks so. Most lines that layouts are tried on do not match them. */
function isOfBeginning({ prefix, steps, shape }: Beginning, bytes: Buffer, start: number, end: number): boolean {
  if (!startsWith(prefix, bytes, start, end)) return false;
  const extent = steps[0]?.kind.extent;
  const firstEnd = endOfFirst(extent, bytes, start + prefix.length, end);
  if (firstEnd < 0 || !isBegun(steps, firstEnd, bytes, end)) return false;
  return shape === undefined || hasShape(shape, quotesIn(bytes, start, end), bytes, end);
}

/** A look whether a line may be of one of several layouts. */
export function isOfOne(beginnings: readonly Beginning[]): (bytes: Buffer, start: number, end: number) => boolean {
  return (bytes, start, end) => beginnings.some((beginning) => isOfBeginning(beginning, bytes, start, end));
}

/** Where the first value ends that begins at `start`: there where it does not say so itself, -1 where there is none. */
function endOfFirst(extent: ValueKind['extent'] | undefined, bytes: Buffer, start: number, end: number): number {
  return typeof extent === 'function' ? extent(bytes, start, end) : start;
}

/** Whether a line that has so many quotes has the shape. */
export function hasShape({ quotes, mayContinue, last }: Shape, found: number, bytes: Buffer, end: number): boolean {
  if (mayContinue) return found >= quotes;
  return found === quotes && (last === undefined ? bytes[end - 1] !== QUOTE : bytes[end - 1] === last);
}

/** How many quotes are in `bytes[start, end)`. */
export function quotesIn(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let index = findFar(QUOTE, bytes, start, end); index < end; index = findFar(QUOTE, bytes, index + 1, end))
    count++;
  return count;
}
