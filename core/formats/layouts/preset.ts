import { isDigit, SPACE, ZERO } from '../../bytes/ascii.ts';
import type { FormatRow } from '../../format-row.ts';
import type { Layout } from '../../layout.ts';
import type { LineReader } from '../format.ts';
import { type Beginning, isOfOne, type LayoutsReader, shapedBeginning } from './beginning.ts';
import type { ValueKind } from './kind.ts';
import { parseNginx } from './nginx-syntax.ts';
import { isValue } from './piece.ts';
import { presetVariable } from './preset-variables.ts';
import { createLayoutReader } from './read-layout.ts';
import { createRowsReader } from './rows.ts';
import { type CompiledLayout, stepsOf } from './steps.ts';
import type { Values } from './values.ts';

/** Times are rounded one by one, each to a millisecond. */
const ROUNDING_MILLIS = 1.5;

/** Reads the lines of a layout that was not configured: it is stricter, since other layouts are similar. */
export function createPresetReader(row: FormatRow): LayoutsReader {
  const layouts = [...(row.layout === undefined ? [] : [row.layout]), ...(row.variants ?? [])];
  const dissections = layouts.flatMap((layout) => ('dissect' in layout ? [layout.dissect] : []));
  if (dissections.length > 0)
    return createRowsReader(dissections, !row.fields.some(([name]) => name.startsWith('event.')));
  const readers = layouts.map((layout) => createReader(layout, row));
  const [only] = readers;
  if (only === undefined) throw new Error('The format has no layout.');
  const beginnings = readers.map(({ beginning }) => beginning);
  const looks = { isLikely: isOfOne(beginnings), beginnings };
  if (readers.length === 1) return { read: only.read, ...looks };
  return {
    ...looks,
    read(bytes, start, end, writer, context) {
      const mark = writer.lengthBytes;
      for (const { read } of readers) {
        const millis = read(bytes, start, end, writer, context);
        if (!Number.isNaN(millis)) return millis;
        writer.rewind(mark);
      }
      return NaN;
    },
  };
}

function createReader(
  layout: Layout,
  { atLeast, hasRest, keeps }: FormatRow,
): Pick<LineReader, 'read'> & { readonly beginning: Beginning } {
  if (!('nginx' in layout)) throw new Error('Presets are in the syntax of nginx or dissect.');
  const { pieces, escaping } = parseNginx(layout.nginx, presetVariable);
  const named = pieces.map((piece) =>
    isValue(piece) ? { ...piece, name: keeps?.names?.[piece.name] ?? piece.name } : piece,
  );
  const compiled = stepsOf(named, escaping, false);
  const steps = compiled.steps.map((step) => ({ ...step, kind: certain(step.kind) }));
  const isRight = atLeast && isOrdered(compiled, atLeast);
  const demands = {
    ...(isRight && { isRight }),
    ...(hasRest === true && { hasRest: 'words' as const }),
    ...(keeps && { keptAs: keeps.as }),
  };
  return {
    read: createLayoutReader({ ...compiled, steps }, demands).read,
    beginning: shapedBeginning(compiled, hasRest === true),
  };
}

/** A kind that accepts only what can be no other. */
function certain(kind: ValueKind): ValueKind {
  const { isCertain, fits } = kind;
  if (isCertain === undefined) return kind;
  return {
    ...kind,
    fits: (bytes, start, end, context) => isCertain(bytes, start, end) && fits(bytes, start, end, context),
  };
}

/** Whether the sum of the greater value is not less than that of the smaller, as far as both are there. */
function isOrdered(
  { steps }: CompiledLayout,
  [greater, smaller]: readonly [string, string],
): (values: Values, bytes: Buffer) => boolean {
  const indexOf = (name: string): number => steps.findIndex(({ label }) => label === name);
  const [one, other] = [indexOf(greater), indexOf(smaller)];
  return (values, bytes) => {
    if (values.isAbsent(bytes, one) || values.isAbsent(bytes, other)) return true;
    return sumOf(values, bytes, one) + ROUNDING_MILLIS >= sumOf(values, bytes, other);
  };
}

/** The milliseconds of all times of a list together, each of which has three decimals: every line has such a list, and none needs a text of it. */
function sumOf(values: Values, bytes: Buffer, index: number): number {
  let sum = 0;
  let millis = 0;
  for (let at = values.startOf(index); at < values.endOf(index); at++) {
    const byte = bytes[at] ?? 0;
    if (isDigit(byte)) millis = millis * 10 + byte - ZERO;
    else if (byte === SPACE) {
      sum += millis;
      millis = 0;
    }
  }
  return sum + millis;
}
