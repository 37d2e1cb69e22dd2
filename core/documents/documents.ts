import { networksOf } from '../addresses/networks.ts';
import { CARRIAGE_RETURN, LINE_FEED } from '../bytes/ascii.ts';
import { field } from '../bytes/document-keys.ts';
import { MAX_TIME_MILLIS, MIN_TIME_MILLIS } from '../bytes/iso.ts';
import { indentedBrace } from '../files/event-starts.ts';
import type { FileLine } from '../files/file-line.ts';
import type { Source } from '../files/sources.ts';
import { type FormatChoice, type FormatLabel } from '../format-table.ts';
import type { FormatContext } from '../formats/format.ts';
import { EnvelopeFields } from '../formats/json-envelope.ts';
import { findJsonEvents } from '../formats/json-events.ts';
import { hasHeader, isHeaderLine, layoutOfHeaderLine } from '../formats/layouts/header.ts';
import { InnerLine, type WrapperName } from '../formats/wrappers/inner-line.ts';
import { INBOX_PREFIX } from '../names.ts';
import type { NetworkTable } from '../networks/network-table.ts';
import { createPlaceFields, type PlaceFields } from '../networks/place-fields.ts';
import { createPseudonyms, type Pseudonyms } from '../pseudonyms/pseudonyms.ts';
import type { Site } from '../site/site.ts';
import { optionsFor } from '../site/site-of-file.ts';
import { LineClock } from '../time/line-clock.ts';
import { createUserAgentFields } from '../user-agents/user-agents.ts';
import { type AssemblyOptions, type BuiltDocument, DocumentAssembler } from './document-assembler.ts';
import { notesOfSite } from './notes-of-site.ts';
import { withTrace } from './with-trace.ts';

export { type BuiltDocument, copyOf } from './document-assembler.ts';

/** What documents keep of a line, and how much is derived from it. */
export interface DocumentOptions {
  /** Whether `event.original` is kept of lines that no format accepts only, or of all. */
  readonly keepOriginal: 'failed' | 'always';
  /** Whether user agents are parsed into name, system and device. */
  readonly userAgentDetails: boolean;
  /**
   * Whether documents say more than their line and where it is: which version of which file it is from and since when it is known, the
   * pattern of its message, the domain of its referrer, attacks. Default: yes.
   */
  readonly isEnriched?: boolean;
  /** What is known of the site: its sign-ins are separate events, and its networks are named. */
  readonly site?: Site | undefined;
  /** The table of networks, to locate addresses. It is loaded when the first address comes. Default: nothing. */
  readonly networks?: () => NetworkTable;
  /**
   * Replaces user names and addresses by keyed hashes. With it no raw line is kept (`event.original`, the text of a cut
   * line), since those hold what is to be replaced; docs/pseudonyms.md says what is found in other text.
   */
  readonly pseudonymKey?: Uint8Array;
}

/** Where the lines of a file come from: written into each of its documents. */
export interface LineOrigin {
  readonly fileId: string;
  /** `log.file.path`: the object's key, or the local path. */
  readonly path: string;
  /** Epoch milliseconds of the file's modification: what a line's time leaves out is inferred from it. */
  readonly modifiedMillis: number;
  /** The time of a line without any, epoch milliseconds. Default: `modifiedMillis`. */
  readonly untimedMillis?: number | undefined;
  /** Which of two documents of one id stays: that of the greater version. A safe integer that is not negative. */
  readonly version: number;
  /** Of a line that may continue where its file ends: the dataset in which the whole line is to be expected. Absent: it is whole. */
  readonly partialDataset?: string;
  /** Whether the whole line is to be expected where documents are kept as they are, see core/search/derived-source.ts. */
  readonly partialIsStored?: boolean;
  readonly format: FormatChoice;
  readonly source: Source;
  /** Epoch milliseconds, `event.ingested`. */
  readonly ingestedMillis: number;
}

/** Where another producer's record is: the Filebeat Kafka input's names. */
export interface RecordOrigin {
  readonly topic: string;
  readonly partition: number;
  /** As Kafka gives it: a 64-bit integer. */
  readonly offset: string;
  /** Epoch milliseconds; kept as `file.mtime`, since times are inferred from it. */
  readonly timestampMillis: number;
  readonly ingestedMillis: number;
  readonly source: Source;
}

/** Accepts the document of an event, which begins at byte `offset` of the file. */
export type OnEvent = (document: BuiltDocument, offset: number) => void;

/** Makes the documents of one file. */
export interface DocumentBuilder {
  /** The document of a line, whatever it holds. It never exceeds MAX_DOCUMENT_BYTES. */
  build(line: FileLine): BuiltDocument;
  /**
   * The same for each event of a line: most lines are one. Of a line of JSON that is several, or holds them in an array, each
   * is a document with its own offset; a line that is only a bracket of such an array is none, nor is a directive of a W3C extended log.
   */
  buildEvents(line: FileLine, onEvent: OnEvent): void;
  /** The format of the line that was built last; absent where none accepted it. */
  readonly format: FormatLabel | undefined;
  /** The format of the line that it holds where it is of a wrapper (syslog, CRI, JSON), else the same. */
  readonly innermostFormat: FormatLabel | undefined;
  /** The wrappers that it is in, the outermost first; empty where it is in none. */
  readonly wrappers: readonly WrapperName[];
  /** What the next lines are read as first: a line may say how those after it are to be read. */
  readonly choice: FormatChoice;
}

function enriches({ isEnriched = true }: DocumentOptions): boolean {
  return isEnriched;
}

/** What all documents of a file have, ready-made. */
function originFields(origin: LineOrigin, isEnriched: boolean): string {
  const { modifiedMillis, ingestedMillis, fileId, version, partialDataset, partialIsStored, path } = origin;
  const identity = field('event.ingested', isoTime(ingestedMillis)) + field('kafkainsight.file.id', fileId);
  const unindexed = field('file.mtime', isoTime(modifiedMillis)) + field('kafkainsight.file.version', version);
  return (
    (isEnriched ? identity : '') +
    (partialDataset !== undefined ? field('kafkainsight.partial', true) : '') +
    (partialIsStored === true ? field('kafkainsight.stored', true) : '') +
    field('log.file.path', path) +
    (isEnriched ? unindexed : '')
  );
}

function assemblyOptions(origin: LineOrigin, options: DocumentOptions, context: FormatContext): AssemblyOptions {
  const { source, format, partialDataset } = origin;
  const isEnriched = enriches(options);
  return {
    format,
    fixedFormat: source.format !== undefined,
    dataset: source.dataset ?? partialDataset,
    origin: originFields(origin, isEnriched),
    keepsEveryOriginal: options.keepOriginal === 'always' && options.pseudonymKey === undefined,
    isPartial: partialDataset !== undefined,
    noteOfSite: notesOfSite(options.site),
    hasOffsets: true,
    isEnriched,
    context,
  };
}

/** Makes the documents of a file's lines. Errors: TIME_ZONE_UNKNOWN. */
export function createDocumentBuilder(origin: LineOrigin, forAll: DocumentOptions): DocumentBuilder {
  const options = optionsFor(origin.path, forAll);
  const { source, format, modifiedMillis } = origin;
  const context = formatContext(modifiedMillis, source, options, origin.untimedMillis);
  const envelopes = new EnvelopeFields(context);
  const isHeaded = hasHeader(format);
  let choice = format;
  const assembler = new DocumentAssembler(assemblyOptions(origin, options, context));
  return {
    get format() {
      return assembler.format;
    },
    get innermostFormat() {
      return assembler.innermostFormat;
    },
    get wrappers() {
      return assembler.wrappers;
    },
    build({ bytes, start, end, offset, lengthBytes }) {
      return assembler.build({ bytes, start, end, offset, lengthBytes });
    },
    get choice() {
      return choice;
    },
    buildEvents({ bytes, start, end, offset, lengthBytes, contentStart, envelope: around }, onEvent) {
      if (isHeaded && isHeaderLine(format, bytes, start, end)) {
        const layout = layoutOfHeaderLine(bytes, start, end, choice);
        if (layout === undefined || source.format !== undefined) return;
        choice = layout;
        assembler.readAs(layout);
        return;
      }
      if (contentStart !== undefined && indentedBrace(bytes, contentStart, end) === undefined) {
        onEvent(assembler.build(withTrace({ bytes, start, end, offset, lengthBytes, contentStart })), offset);
        return;
      }
      const document = assembler.build({ bytes, start, end, offset, lengthBytes, envelope: envelopes.of(around) });
      const isCut = lengthBytes > end - start;
      const events = assembler.mayHoldEvents && !isCut ? findJsonEvents(bytes, start, end) : undefined;
      if (events === undefined || (events.length === 0 && format !== 'json')) {
        onEvent(document, offset);
        return;
      }
      for (const { start: from, end: to, envelope: range } of events) {
        const envelope = range === undefined ? envelopes.of(around) : envelopes.at(bytes, range);
        const eventOffset = offset + from - start;
        onEvent(
          assembler.build({ bytes, start: from, end: to, offset: eventOffset, lengthBytes: to - from, envelope }),
          eventOffset,
        );
      }
    },
  };
}

/**
 * The document of another producer's record: its value, read as one log line by the source's format or else by the first
 * that accepts it. `event.original` is kept. Errors: TIME_ZONE_UNKNOWN.
 */
export function buildRecordDocument(value: Buffer, origin: RecordOrigin, forAll: DocumentOptions): BuiltDocument {
  const options = optionsFor(INBOX_PREFIX, forAll);
  const { source, timestampMillis } = origin;
  const assembler = new DocumentAssembler({
    format: source.format ?? 'text',
    fixedFormat: source.format !== undefined,
    dataset: source.dataset,
    origin:
      field('event.ingested', isoTime(origin.ingestedMillis)) +
      field('kafka.topic', origin.topic) +
      field('kafka.partition', origin.partition) +
      `,"kafka.offset":${BigInt(origin.offset)}` +
      field('file.mtime', isoTime(timestampMillis)),
    keepsEveryOriginal: options.pseudonymKey === undefined,
    isPartial: false,
    isEnriched: true,
    noteOfSite: notesOfSite(options.site),
    hasOffsets: false,
    context: formatContext(timestampMillis, source, options),
  });
  const end = lineEnd(value);
  return assembler.build({ bytes: value, start: 0, end, lengthBytes: end });
}

// Built once and not for each record: caches live in them, and they do not depend on where lines come from.
const userAgentFields = createUserAgentFields();
const placesByOptions = new WeakMap<object, WeakMap<object, PlaceFields>>();
const pseudonymsByKey = new WeakMap<Uint8Array, Pseudonyms>();

function pseudonymsOf(key: Uint8Array): Pseudonyms {
  const known = pseudonymsByKey.get(key) ?? createPseudonyms(key);
  pseudonymsByKey.set(key, known);
  return known;
}

/** The key of what the options do not have. */
const NONE = {};

function placesOf({ networks, site }: DocumentOptions): PlaceFields | undefined {
  const internal = site?.internalNetworks;
  if (networks === undefined && internal === undefined) return undefined;
  const ofTable = placesByOptions.get(networks ?? NONE) ?? new WeakMap<object, PlaceFields>();
  placesByOptions.set(networks ?? NONE, ofTable);
  const known =
    ofTable.get(internal ?? NONE) ?? createPlaceFields({ networks, internal: internal && networksOf(internal) });
  ofTable.set(internal ?? NONE, known);
  return known;
}

/** Producers that send lines of a file often leave the line feed on. */
function lineEnd(value: Buffer): number {
  const end = value.at(-1) === LINE_FEED ? value.length - 1 : value.length;
  return value[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
}

function formatContext(
  modifiedMillis: number,
  source: Source,
  options: DocumentOptions,
  untimedMillis?: number,
): FormatContext {
  const { timeZone, ignoreOffset, proxies } = source;
  return {
    clock: new LineClock({ modifiedMillis, untimedMillis, timeZone, ignoreOffset }),
    userAgents: options.userAgentDetails ? userAgentFields : undefined,
    places: placesOf(options),
    hasReferrerDomains: enriches(options),
    pseudonyms: options.pseudonymKey && pseudonymsOf(options.pseudonymKey),
    proxies: proxies && networksOf(proxies),
    holdsEvents: false,
    isAlert: false,
    unflattened: false,
    inner: new InnerLine(),
    refusal: '',
  };
}

/** ISO 8601 of any time: one beyond what fits four digits of a year is set to the nearest that does. */
function isoTime(millis: number): string {
  return new Date(Math.min(Math.max(Math.trunc(millis), MIN_TIME_MILLIS), MAX_TIME_MILLIS)).toISOString();
}
