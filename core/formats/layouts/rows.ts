import { startsWith } from '../../bytes/ascii.ts';
import { type LineReader, refuse } from '../format.ts';
import { type Beginning, isOfOne, type LayoutsReader } from './beginning.ts';
import { parseDissect } from './dissect-syntax.ts';
import type { ValueKind } from './kind.ts';
import { isBegun, type Tried } from './located-values.ts';
import { presetKey } from './preset-keys.ts';
import { createLayoutReader } from './read-layout.ts';
import { stepsOf } from './steps.ts';

/** With what some rows of a format begin: a text and, where it says itself where it ends, a value, most often the time. */
interface Lead {
  readonly prefix: Buffer;
  readonly extent: ValueKind['extent'];
  /** Where it ends in the line at hand, -1 where it is not there; as far as that was looked at. */
  end: number;
  isKnown: boolean;
}

interface Row extends Beginning {
  readonly read: LineReader['read'];
  readonly lead: Lead;
}

/**
 * What reads lines of several layouts of a format, in the syntax of dissect: as the first of them that accepts a line. Values end where the
 * text after them is first, or as they say themselves. What the line begins with is looked at once for all rows that begin so.
 *
 * @param asksMessage whether messages may tell what has happened. Default: they are not asked
 */
export function createRowsReader(texts: readonly string[], asksMessage = false): LayoutsReader {
  const leads: Lead[] = [];
  const tried: Tried = { all: [], last: undefined };
  const rows = texts.map((text): Row => {
    const { pieces, escaping } = parseDissect(text, presetKey);
    const compiled = stepsOf(pieces, escaping, true);
    const { prefix, steps } = compiled;
    const extent = steps[0]?.kind.extent ?? 'text';
    const known = leads.find((lead) => lead.extent === extent && lead.prefix.equals(prefix));
    const lead = known ?? { prefix, extent, end: -1, isKnown: false };
    if (known === undefined) leads.push(lead);
    return { read: createLayoutReader(compiled, { asksMessage, tried }).read, prefix, lead, steps };
  });
  /** The one that the last line was read by. */
  let recent: Row | undefined;
  return {
    isLikely: isOfOne(rows),
    beginnings: rows,
    read(bytes, start, end, writer, context) {
      const mark = writer.lengthBytes;
      for (const lead of leads) lead.isKnown = false;
      tried.last = undefined;
      for (const row of rows) {
        // what the line before was needs no quick look first
        if (row !== recent && !mayBegin(row, bytes, start, end)) continue;
        const { refusal } = context;
        const millis = row.read(bytes, start, end, writer, context);
        if (!Number.isNaN(millis)) {
          recent = row;
          return millis;
        }
        writer.rewind(mark);
        if (row === recent && !mayBegin(row, bytes, start, end)) context.refusal = refusal;
      }
      return context.refusal === '' ? refuse(context, 'it does not begin as any of its layouts does') : NaN;
    },
  };
}

/** Whether the row may be that of a line, by a quick look. */
function mayBegin({ lead, steps }: Row, bytes: Buffer, start: number, end: number): boolean {
  if (!lead.isKnown) lead.end = endOf(lead, bytes, start, end);
  lead.isKnown = true;
  return lead.end >= 0 && isBegun(steps, lead.end, bytes, end);
}

/** Where a lead ends, -1 where the line does not begin with it. */
function endOf({ prefix, extent }: Lead, bytes: Buffer, start: number, end: number): number {
  if (!startsWith(prefix, bytes, start, end)) return -1;
  const behind = start + prefix.length;
  return typeof extent === 'function' ? extent(bytes, behind, end) : behind;
}
