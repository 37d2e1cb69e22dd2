import { OPENING_BRACE } from '../bytes/ascii.ts';
import { field } from '../bytes/document-keys.ts';
import type { FileLine } from '../files/file-line.ts';
import { datasetOf, type FormatChoice, type FormatLabel, labelOf } from '../format-table.ts';
import { findJsonEvents } from '../formats/json-events.ts';
import { skipSpace } from '../formats/json-scanner.ts';
import { hasHeader, isHeaderLine } from '../formats/layouts/header.ts';
import { candidates, formatOf } from '../formats/registry.ts';
import { type Dataset, UNPARSED_DATASET } from '../names.ts';
import {
  type BuiltDocument,
  createDocumentBuilder,
  type DocumentOptions,
  type LineOrigin,
  type OnEvent,
} from './documents.ts';
import { isStored, type LineFacts, lineFacts } from './line-times.ts';

/** How far before a line without a line feed its time is looked for. */
export const LOOK_BACK_BYTES = 64 * 1024;

/** Of a line that is not whole: it replaces nothing that is. */
export const PARTIAL_VERSION = 0;
const SECOND_MILLIS = 1000;
/** The wrappers in which the inner line ends with the line: where it is cut does not show. */
const OPEN_WRAPPERS: ReadonlySet<FormatLabel> = new Set(['cri', 'rfc3164', 'rfc5424']);

const ALWAYS_STORED = field('kafkainsight.stored', true);

/** What the last line of a file is read with. */
export interface OpenLineReading {
  readonly origin: LineOrigin;
  readonly options: DocumentOptions;
  /** The content before the line, from LOOK_BACK_BYTES before it on, or all of it. */
  readonly before: Buffer;
}

/**
 * The same as {@link DocumentBuilder.buildEvents} for the last line of a file, where no line feed ends it: what holds whole events
 * of JSON is treated as whole.
 */
export function buildOpenEvents(line: FileLine, reading: OpenLineReading, onEvent: OnEvent): void {
  const { origin, options } = reading;
  const { bytes, start, end, offset, lengthBytes } = line;
  if (hasHeader(origin.format) && isHeaderLine(origin.format, bytes, start, end)) return;
  const mayHoldEvents = origin.format === 'json' && lengthBytes === end - start;
  const events = mayHoldEvents ? findJsonEvents(bytes, start, end) : undefined;
  if (events === undefined) {
    onEvent(buildOpenLine(line, reading), offset);
    return;
  }
  const version = Math.floor(origin.version / SECOND_MILLIS);
  createDocumentBuilder({ ...origin, version }, options).buildEvents(line, onEvent);
}

/**
 * The document of the last line of a file, where no line feed ends it: it may continue once the file has grown.
 * - One that the file's own format accepts is treated as whole, as most are of files whose writers leave the last line feed out. Its version
 *   is its content's in seconds, so that a line with its line feed, whose version is in milliseconds, replaces it in whatever order they
 *   come. But a wrapper accepts whatever is in it: it is treated as whole only where its inner line is of some format, or those before it
 *   hold none either. Where it is of another format than those, it is kept as they are (`kafkainsight.stored`).
 * - Any other is marked `kafkainsight.partial`. It has the version 0, the dataset in which the whole line is to be expected, is kept as the
 *   line before it in that is (`kafkainsight.stored`), and where it has no time has that of the last line before it that does: so the whole line
 *   most often gets into the same index, and replaces it.
 *
 * Errors: TIME_ZONE_UNKNOWN.
 */
function buildOpenLine(line: FileLine, { origin, options, before }: OpenLineReading): BuiltDocument {
  const version = Math.floor(origin.version / SECOND_MILLIS);
  const whole = createDocumentBuilder({ ...origin, version }, options);
  const document = whole.build(line);
  const isStoredItself = isStored(document);
  const label = labelOf(origin.format);
  const isRead = isOf(label, whole) && (origin.format !== 'text' || document.isTimed);
  const mayBeCut = OPEN_WRAPPERS.has(label) && whole.innermostFormat === whole.format;
  if (isRead && !mayBeCut && whole.innermostFormat === label) return document;
  const lines = [...lineFacts(origin, before, line.offset - before.length)];
  const wrapped = lines.findLast((one) => holdsLine(one) && isOf(label, one))?.innermostFormat;
  // the lines before it were built where the document was
  if (isRead && !isStoredItself && isOtherwiseStored(whole.innermostFormat, lines))
    return createDocumentBuilder({ ...origin, version, partialIsStored: true }, options).build(line);
  if (isRead && !(mayBeCut && wrapped !== undefined)) return whole.build(line);
  const untimedMillis =
    lines.findLast(({ timeMillis }) => timeMillis !== undefined)?.timeMillis ?? origin.untimedMillis;
  const partialDataset = datasetOfWhole(origin.format, wrapped ?? label, whole.format, line);
  const partialIsStored = !isStoredItself && isWholeStored(origin.format, partialDataset, lines);
  const partial = { ...origin, version: PARTIAL_VERSION, partialDataset, partialIsStored, untimedMillis };
  return createDocumentBuilder(partial, options).build(line);
}

/** Whether the line has the format, or contains one that has it: a format that the source declares may be in a wrapper. */
function isOf(name: FormatLabel, { format, innermostFormat }: Pick<LineFacts, 'format' | 'innermostFormat'>): boolean {
  return format === name || innermostFormat === name;
}

function holdsLine({ format, innermostFormat }: LineFacts): boolean {
  return format !== innermostFormat;
}

/**
 * Whether all lines before one of a format, those of its dataset, are kept as they are, and it is of another format than the last of them:
 * then it is most likely the beginning of such a line, as one of `combined` can be of many.
 */
function isOtherwiseStored(format: FormatLabel | undefined, lines: readonly LineFacts[]): boolean {
  if (format === undefined) return false;
  const isAlike = ({ innermostFormat: one }: LineFacts): boolean =>
    one !== undefined && datasetOf(one) === datasetOf(format);
  const alike = lines.filter(isAlike);
  return alike.every(({ isStored }) => isStored) && ![undefined, format].includes(alike.at(-1)?.innermostFormat);
}

/** Whether the whole line will be kept as it is: as the line before it of its dataset is, or else as all of its file's format are. */
function isWholeStored(ofFile: FormatChoice, dataset: Dataset, lines: readonly LineFacts[]): boolean {
  const before = lines.findLast(({ innermostFormat: one }) => one !== undefined && datasetOf(one) === dataset);
  const { dataset: ownDataset, fields } = formatOf(ofFile);
  return before?.isStored ?? (ownDataset === dataset && fields.includes(ALWAYS_STORED));
}

/**
 * Where the whole line will be: in the dataset of its file's lines if it begins like one of its format, else of the format that reads its
 * beginning.
 *
 * @param ofLines the format of what lines of the file hold, or of themselves
 */
function datasetOfWhole(
  ofFile: FormatChoice,
  ofLines: FormatLabel,
  ofBeginning: FormatLabel | undefined,
  { bytes, start, end }: FileLine,
): Dataset {
  const dataset = datasetOf(labelOf(ofFile));
  if (typeof ofFile !== 'string') return dataset;
  const first = skipSpace(bytes, start, end);
  const isIndented = first > start && bytes[first] !== OPENING_BRACE;
  if (!isIndented && candidates(bytes[first]).some((format) => format.dataset === dataset)) return datasetOf(ofLines);
  return ofBeginning === undefined || ofBeginning === 'text' ? UNPARSED_DATASET : datasetOf(ofBeginning);
}
