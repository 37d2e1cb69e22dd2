import { startsWith } from '../../bytes/ascii.ts';
import type { ValueKind } from './kind.ts';
import { behindValue, startOfLiteral } from './located-values.ts';
import type { Step } from './steps.ts';

/**
 * How the rows of a format go on behind a value with which they begin, as far as values say themselves where they end: each text and each
 * value that several rows have in one place is looked at once for all of them.
 */
export interface Beginning {
  readonly extent: ValueKind['extent'];
  /** Whether a row needs no closer look from here on. */
  isEnough: boolean;
  /** The texts that may be behind the value, and which values behind these. */
  readonly texts: (Pick<Step, 'literal' | 'advance' | 'isPadded' | 'mode'> & { readonly values: Beginning[] })[];
}

/** What begins with a value, of no row yet. */
export function beginningWith(extent: ValueKind['extent']): Beginning {
  return { extent, isEnough: false, texts: [] };
}

/** Adds a row that begins so. */
export function addRow(beginning: Beginning, steps: readonly Step[]): void {
  let value = beginning;
  for (const [index, { literal, advance, isPadded, mode }] of steps.entries()) {
    if (mode !== 'own') break;
    const known = value.texts.find(
      (one) => one.literal.equals(literal) && one.advance === advance && one.isPadded === isPadded,
    );
    const text = known ?? { literal, advance, isPadded, mode, values: [] };
    if (known === undefined) value.texts.push(text);
    const extent = steps[index + 1]?.kind.extent ?? 'text';
    const next = text.values.find((one) => one.extent === extent) ?? beginningWith(extent);
    if (!text.values.includes(next)) text.values.push(next);
    value = next;
  }
  value.isEnough = true;
}

/** Whether a line may be of one of the rows whose value ends at `valueEnd`: a quick look, since most lines are of none. */
export function isOfRow({ isEnough, texts }: Beginning, valueEnd: number, bytes: Buffer, end: number): boolean {
  if (isEnough) return true;
  for (const text of texts) {
    const literalStart = startOfLiteral(text, bytes, valueEnd, end);
    if (!startsWith(text.literal, bytes, literalStart, end)) continue;
    const start = behindValue(text, bytes, literalStart, end);
    for (const value of text.values) {
      const nextEnd = typeof value.extent === 'function' ? value.extent(bytes, start, end) : start;
      if (nextEnd >= 0 && isOfRow(value, nextEnd, bytes, end)) return true;
    }
  }
  return false;
}
