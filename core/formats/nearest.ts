import { CARRIAGE_RETURN, LINE_FEED } from '../bytes/ascii.ts';
import { DocumentWriter } from '../bytes/document-writer.ts';
import type { FormatChoice, FormatLabel } from '../format-table.ts';
import type { Format } from './format.ts';
import { plainContext } from './plain-context.ts';
import { candidates, formatOf, structuredFormats } from './registry.ts';

const TELLING: ReadonlySet<number> = new Set(Buffer.from('{[<'));
/** Enough lines for a format, more than one odd line. */
const MAX_LINES = 20;

/** The format that lines come closest to, and why the first of them that is not of it is not. */
export interface Nearest {
  readonly format: FormatLabel;
  /** A reason of the code: it never holds any of the line. */
  readonly reason: string;
}

/**
 * Which format the first lines of a file come closest to that is read as text or not at all: the one that accepts most of
 * them; of equals the one that wrote most of a document of the first line before it refused it, or whose lines alone begin as
 * that one does. Undefined where there is no line, where it accepts all, and where no format gets anywhere.
 *
 * @param fixed the format that the source's configuration gives: then no other is asked
 */
export function nearestFormat(beginning: Buffer, fixed?: FormatChoice): Nearest | undefined {
  const lines = firstLines(beginning);
  const formats = fixed === undefined ? structuredFormats : [formatOf(fixed)];
  const attempts = formats.map((format) => attempt(format, lines));
  const [best] = attempts.toSorted(
    (one, other) =>
      other.accepted - one.accepted ||
      other.writtenBytes - one.writtenBytes ||
      Number(other.beginsSo) - Number(one.beginsSo),
  );
  if (best?.reason === undefined) return undefined;
  if (best.accepted + best.writtenBytes === 0 && !best.beginsSo && fixed === undefined) return undefined;
  return { format: best.format.name, reason: best.reason };
}

/** What is said of a file whose lines were read as text for the most part. */
export function nearestText(nearest: Nearest | undefined): string {
  return nearest === undefined
    ? 'its first lines are not close to any format'
    : `the nearest format is ${nearest.format}; the first line that it does not accept: ${nearest.reason}`;
}

interface Attempt {
  readonly format: Format;
  readonly accepted: number;
  /** What was written of the first refused line. */
  readonly writtenBytes: number;
  /** Whether that line begins with a byte with which lines of few formats begin, this one among them. */
  readonly beginsSo: boolean;
  /** Why that line was refused. */
  readonly reason?: string;
}

function attempt(format: Format, lines: readonly Buffer[]): Attempt {
  const writer = new DocumentWriter();
  const context = plainContext();
  let accepted = 0;
  let refused: Omit<Attempt, 'format' | 'accepted'> | undefined;
  for (const line of lines) {
    writer.begin();
    context.clock.reset();
    context.refusal = '';
    if (!Number.isNaN(format.read(line, 0, line.length, writer, context))) accepted++;
    else {
      const beginsSo = TELLING.has(line[0] ?? 0) && candidates(line[0]).some(({ name }) => name === format.name);
      refused ??= { writtenBytes: writer.lengthBytes, beginsSo, reason: context.refusal };
    }
  }
  return { format, accepted, writtenBytes: 0, beginsSo: false, ...refused };
}

/** Copies of the first lines, as far as they are whole or all that there is. */
function firstLines(beginning: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < beginning.length && lines.length < MAX_LINES;) {
    const feed = beginning.indexOf(LINE_FEED, start);
    if (feed === -1 && lines.length > 0) break;
    const next = feed === -1 ? beginning.length : feed;
    let end = next;
    while (end > start && beginning[end - 1] === CARRIAGE_RETURN) end--;
    if (end > start) lines.push(Buffer.from(beginning.subarray(start, end)));
    start = next + 1;
  }
  return lines;
}
