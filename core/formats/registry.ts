import { field } from '../bytes/document-keys.ts';
import { RecentCache } from '../bytes/recent-cache.ts';
import type { FormatKind, FormatRow, LineBeginning } from '../format-row.ts';
import {
  type CodedFormat,
  type FormatChoice,
  type FormatDataset,
  type FormatLabel,
  type FormatName,
  formatNames,
  formatTable,
  layoutTable,
} from '../format-table.ts';
import { type Layout, textOfLayout } from '../layout.ts';
import { apacheCombined, apacheCommon } from './apache-access.ts';
import { apacheError } from './apache-error.ts';
import type { Format, LineReader } from './format.ts';
import { json } from './json.ts';
import type { LayoutsReader } from './layouts/beginning.ts';
import { Beginnings } from './layouts/beginnings.ts';
import { compileLayout } from './layouts/compile.ts';
import { createFlowReader } from './layouts/flow-logs.ts';
import { createPresetReader } from './layouts/preset.ts';
import { createLayoutReader } from './layouts/read-layout.ts';
import type { CompiledLayout } from './layouts/steps.ts';
import { createW3cReader } from './layouts/w3c.ts';
import { createZeekReader } from './layouts/zeek.ts';
import { auditd } from './pairs/auditd.ts';
import { cef, leef } from './pairs/event-formats.ts';
import { herokuRouter } from './pairs/heroku-router.ts';
import { logfmt } from './pairs/logfmt.ts';
import { rfc3164 } from './rfc3164.ts';
import { rfc5424 } from './rfc5424.ts';
import { text } from './text.ts';
import { cri } from './wrappers/cri.ts';

/** What reads the lines of each format that is code. */
const readers: Readonly<Record<CodedFormat, LineReader>> = {
  apache_error: apacheError,
  apache_combined: apacheCombined,
  apache_common: apacheCommon,
  cri,
  rfc5424,
  auditd,
  cef,
  leef,
  heroku_router: herokuRouter,
  logfmt,
  rfc3164,
  json,
  text,
};

const presetReaders = new Map<FormatName, () => LayoutsReader>(
  formatNames.filter((name) => !isCoded(name)).map((name) => [name, madeOnce(name)]),
);
const all = formatNames.map((name) => toFormat(name, formatTable[name], readerOf(name)));
const byName = Object.fromEntries(all.map((format) => [format.name, format])) as Readonly<Record<FormatName, Format>>;

function readerOf(name: FormatName): LineReader {
  if (isCoded(name)) return readers[name];
  const reader = presetReader(name);
  return {
    isLikely: (bytes, start, end) => reader().isLikely?.(bytes, start, end) !== false,
    read: (bytes, start, end, writer, context) => reader().read(bytes, start, end, writer, context),
  };
}

function presetReader(name: FormatName): () => LayoutsReader {
  const reader = presetReaders.get(name);
  if (reader === undefined) throw new Error(`${name} has no layouts`);
  return reader;
}

/** A file's lines begin as those of few formats do: compiling the layouts of all would be a tenth of a start. */
function madeOnce(name: FormatName): () => LayoutsReader {
  let reader: LayoutsReader | undefined;
  return () => (reader ??= createPresetReader(formatTable[name]));
}

function isCoded(name: FormatName): name is CodedFormat {
  return Object.hasOwn(readers, name);
}

function toFormat<Name extends FormatLabel>(
  name: Name,
  { dataset, fields, ...row }: FormatKind & Pick<FormatRow, 'joins'> & { readonly dataset: FormatDataset },
  reader: LineReader,
): Format<Name> {
  const hasText = name === 'text' || row.joins !== undefined;
  return { name, dataset, hasText, fields: fields.map(([key, value]) => field(key, value)).join(''), ...reader };
}

/** Compiling costs as much as some hundred lines; a function reads many files of few layouts. */
const LAYOUTS_KEPT = 64;
const byLayout = new RecentCache<Format>(LAYOUTS_KEPT);

/** The format of a name, or of somebody's own layout, which has no problems. */
export function formatOf(choice: FormatChoice): Format {
  return typeof choice === 'string' ? byName[choice] : byLayout.get(JSON.stringify(choice), () => compiled(choice));
}

function compiled(layout: Layout): Format {
  const [syntax] = textOfLayout(layout);
  const steps = compileLayout(layout);
  if ('problems' in steps)
    throw new Error(`A layout was not checked: ${steps.problems.map(({ message }) => message).join('; ')}`);
  return toFormat(syntax, layoutTable[syntax], readerOfLayout(layout, steps));
}

function readerOfLayout(layout: Layout, steps: CompiledLayout): LineReader {
  if ('w3c' in layout) return createW3cReader(layout.w3c);
  if ('vpcflow' in layout) return createFlowReader(layout.vpcflow);
  if ('zeek' in layout) return createZeekReader(layout.zeek);
  // dissect accepts a line that goes on after the text with which a dissection ends
  const isOpen = 'dissect' in layout && steps.steps.at(-1)?.literal.length !== 0;
  return createLayoutReader(steps, isOpen ? { hasRest: 'any' } : {});
}

/** All formats but text, which accepts everything. */
export const structuredFormats = all.filter(({ name }) => formatTable[name].begins.length > 0);

const BYTES = 256;
const others = candidatesOf('other');
const byFirstByte = Array.from({ length: BYTES }, (_, byte) => {
  const told = candidatesOf(String.fromCharCode(byte));
  return told.formats.length > 0 ? told : others;
});

/** The formats that lines of one beginning may be of, the stricter ones first. */
interface Candidates {
  readonly formats: readonly Format<FormatName>[];
  /** The quick looks of those that have their own, each with its format's index. */
  readonly looks: readonly { readonly index: number; readonly look: NonNullable<LineReader['isLikely']> }[];
  /** How the lines of all others begin; made when it is needed. */
  readonly beginnings: () => Beginnings;
}

function candidatesOf(beginning: string): Candidates {
  const formats = structuredFormats.filter(({ name }) =>
    formatTable[name].begins.some((known: LineBeginning) => known === beginning),
  );
  let beginnings: Beginnings | undefined;
  const make = (): Beginnings =>
    new Beginnings(formats.map(({ name }) => (isCoded(name) ? [] : presetReader(name)().beginnings)));
  return {
    formats,
    looks: formats.flatMap(({ name, isLikely }, index) => (isCoded(name) ? [{ index, look: isLikely ?? always }] : [])),
    beginnings: () => (beginnings ??= make()),
  };
}

function always(): boolean {
  return true;
}

/** The structured formats that a line which begins with this byte may be of, the stricter ones first. */
export function candidates(firstByte: number | undefined): readonly Format<FormatName>[] {
  return (byFirstByte[firstByte ?? 0] ?? others).formats;
}

const NONE: readonly Format<FormatName>[] = [];

/** Those of them that a quick look at the line does not rule out: of most lines few or none. */
export function likelyFormats(bytes: Buffer, start: number, end: number): readonly Format<FormatName>[] {
  const { formats, looks, beginnings } = byFirstByte[bytes[start] ?? 0] ?? others;
  const found = beginnings().look(bytes, start, end);
  for (const { index, look } of looks) if (look(bytes, start, end)) found.push(index);
  if (found.length === 0) return NONE;
  const ordered = found.length === 1 ? found : found.sort((one, other) => one - other);
  const likely: Format<FormatName>[] = [];
  for (const index of ordered) {
    const format = formats[index];
    if (format !== undefined) likely.push(format);
  }
  return likely;
}
