import { startsWith } from '../../bytes/ascii.ts';
import { type LineReader, refuse } from '../format.ts';
import { parseDissect } from './dissect-syntax.ts';
import type { ValueKind } from './kind.ts';
import { behindValue, startOfLiteral } from './located-values.ts';
import { presetKey } from './preset-keys.ts';
import { createLayoutReader } from './read-layout.ts';
import { type Step, stepsOf } from './steps.ts';

/** With what some rows of a format begin: a text and, where it says itself where it ends, a value, most often the time. */
interface Lead {
  readonly prefix: Buffer;
  readonly extent: ValueKind['extent'];
  /** Where it ends in the line at hand, -1 where it is not there. */
  end: number;
}

interface Row {
  readonly read: LineReader['read'];
  readonly lead: Lead;
  readonly steps: readonly Step[];
}

/**
 * What reads lines of several layouts of a format, in the syntax of dissect: as the first of them that accepts a line. Values end where the
 * text behind them is first, or as they say themselves. What the line begins with is looked at once for all rows that begin so.
 */
export function createRowsReader(texts: readonly string[]): LineReader {
  const leads: Lead[] = [];
  const rows = texts.map((text): Row => {
    const { pieces, escaping } = parseDissect(text, presetKey);
    const compiled = stepsOf(pieces, escaping, true);
    const extent = compiled.steps[0]?.kind.extent ?? 'text';
    const known = leads.find((lead) => lead.extent === extent && lead.prefix.equals(compiled.prefix));
    const lead = known ?? { prefix: compiled.prefix, extent, end: -1 };
    if (known === undefined) leads.push(lead);
    return { read: createLayoutReader(compiled).read, lead, steps: compiled.steps };
  });
  return {
    isLikely(bytes, start, end) {
      return lookAt(leads, bytes, start, end) && rows.some((row) => isBegun(row, bytes, end));
    },
    read(bytes, start, end, writer, context) {
      const mark = writer.lengthBytes;
      lookAt(leads, bytes, start, end);
      for (const row of rows) {
        if (!isBegun(row, bytes, end)) continue;
        const millis = row.read(bytes, start, end, writer, context);
        if (!Number.isNaN(millis)) return millis;
        writer.rewind(mark);
      }
      return context.refusal === '' ? refuse(context, 'it does not begin as any of its layouts does') : NaN;
    },
  };
}

/** Finds what the line begins with; whether any of it is there. */
function lookAt(leads: readonly Lead[], bytes: Buffer, start: number, end: number): boolean {
  let isThere = false;
  for (const lead of leads) {
    const { prefix, extent } = lead;
    const behind = start + prefix.length;
    if (!startsWith(prefix, bytes, start, end)) lead.end = -1;
    else lead.end = typeof extent === 'function' ? extent(bytes, behind, end) : behind;
    isThere ||= lead.end >= 0;
  }
  return isThere;
}

/**
 * A quick look at a line: whether the values are there with which it begins, as far as they say themselves where they end, and what is between
 * them. Most lines that begin with a time are told from others by what is behind it.
 */
function isBegun({ lead, steps }: Row, bytes: Buffer, end: number): boolean {
  if (lead.end < 0) return false;
  let valueEnd = lead.end;
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
