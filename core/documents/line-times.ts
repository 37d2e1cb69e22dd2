import { LINE_FEED } from '../bytes/ascii.ts';
import { logFields } from '../fields.ts';
import { LineSplitter } from '../files/lines.ts';
import type { FormatLabel } from '../format-table.ts';
import {
  type BuiltDocument,
  createDocumentBuilder,
  type DocumentBuilder,
  type DocumentOptions,
  type LineOrigin,
} from './documents.ts';

/** Neither times nor formats depend on them. */
const options: DocumentOptions = { keepOriginal: 'failed', userAgentDetails: false, isEnriched: false };

/** What is known of a line in addition to its fields. */
export interface LineFacts {
  /** Epoch milliseconds; absent where the line has no time. */
  readonly timeMillis?: number;
  /** The format that reads it, and that of the line which it holds; of a line that holds none they are the same. */
  readonly format: FormatLabel | undefined;
  readonly innermostFormat: FormatLabel | undefined;
  /** Whether its document is kept as it is, see core/search/derived-source.ts. */
  readonly isStored: boolean;
}

/** The file that lines come from. */
type FileOrigin = Omit<LineOrigin, 'fileId' | 'path' | 'version' | 'ingestedMillis'>;

/** The times of the lines of {@link lineFacts} that have one, in their order, epoch milliseconds. Errors: TIME_ZONE_UNKNOWN. */
export function* lineTimes(origin: FileOrigin, content: Buffer): Generator<number> {
  const times = eachDocument(origin, content, 0, ({ timeMillis, isTimed }) => (isTimed ? timeMillis : undefined));
  for (const timeMillis of times) if (timeMillis !== undefined) yield timeMillis;
}

/**
 * What is known of the lines of a content, in their order; a last line without a line feed is left out, since it may continue.
 * Errors: TIME_ZONE_UNKNOWN.
 *
 * @param content of a file from byte `contentStart` on; where that is not 0, its first line may have begun before it, and is left out too
 */
export function lineFacts(origin: FileOrigin, content: Buffer, contentStart = 0): Generator<LineFacts> {
  return eachDocument(origin, content, contentStart, (document, { format, innermostFormat }) => {
    const { timeMillis, isTimed } = document;
    return { format, innermostFormat, isStored: isStored(document), ...(isTimed && { timeMillis }) };
  });
}

/** What `pick` takes of the documents of a content's lines, one after the other. */
function* eachDocument<Picked>(
  origin: FileOrigin,
  content: Buffer,
  contentStart: number,
  pick: (document: BuiltDocument, builder: DocumentBuilder) => Picked,
): Generator<Picked> {
  const builder = createDocumentBuilder({ ...origin, fileId: '', path: '', version: 0, ingestedMillis: 0 }, options);
  const picked: Picked[] = [];
  const splitter = new LineSplitter(
    (line) => {
      builder.buildEvents(line, (document) => {
        picked.push(pick(document, builder));
      });
    },
    { position: contentStart },
  );
  for (let lineStart = 0; ;) {
    const lineEnd = content.indexOf(LINE_FEED, lineStart) + 1;
    if (lineEnd === 0) return;
    splitter.push(content.subarray(lineStart, lineEnd));
    yield* picked.splice(0);
    lineStart = lineEnd;
  }
}

/** Each in front of its value: within a string its quotes would have backslashes. */
const STORED_KEYS = Object.entries(logFields)
  .filter(([name, type]) => type === 'flattened' || name === 'kafkainsight.stored')
  .map(([name]) => Buffer.from(`,${JSON.stringify(name)}:`));

/** Whether a document is kept as it is, see core/search/derived-source.ts. */
export function isStored({ bytes, lengthBytes }: BuiltDocument): boolean {
  const document = bytes.subarray(0, lengthBytes);
  return STORED_KEYS.some((key) => document.includes(key));
}
