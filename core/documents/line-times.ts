import { LineSplitter } from '../files/lines.ts';
import type { FormatLabel } from '../format-table.ts';
import { createDocumentBuilder, type DocumentOptions, type LineOrigin } from './documents.ts';

/** Times do not depend on them. */
const options: DocumentOptions = { keepOriginal: 'failed', userAgentDetails: false };
const LINE_FEED = 0x0a;

/** What is known of a line beside its fields. */
export interface LineFacts {
  /** Epoch milliseconds; absent where the line bears no time. */
  readonly timeMillis?: number;
  /** The format that reads it, and that of the line which it holds; of a line that holds none they are the same. */
  readonly format: FormatLabel | undefined;
  readonly innermostFormat: FormatLabel | undefined;
}

/** The file that lines are of. */
type FileOrigin = Omit<LineOrigin, 'fileId' | 'path' | 'version' | 'ingestedMillis'>;

/** The times of the lines of {@link lineFacts} that bear one, in their order, epoch milliseconds. Errors: TIME_ZONE_UNKNOWN. */
export function* lineTimes(origin: FileOrigin, content: Buffer): Generator<number> {
  for (const { timeMillis } of lineFacts(origin, content)) if (timeMillis !== undefined) yield timeMillis;
}

/**
 * What is known of the lines of a content, in their order; a last line without a line feed is left out, since it may go on.
 * Errors: TIME_ZONE_UNKNOWN.
 *
 * @param content of a file from byte `contentStart` on; where that is not 0, its first line may have begun before it, and is left out too
 */
export function* lineFacts(origin: FileOrigin, content: Buffer, contentStart = 0): Generator<LineFacts> {
  const builder = createDocumentBuilder({ ...origin, fileId: '', path: '', version: 0, ingestedMillis: 0 }, options);
  const facts: LineFacts[] = [];
  const splitter = new LineSplitter(
    (line) => {
      builder.buildEvents(line, ({ timeMillis, isTimed }) => {
        const { format, innermostFormat } = builder;
        facts.push({ format, innermostFormat, ...(isTimed && { timeMillis }) });
      });
    },
    { position: contentStart },
  );
  for (let lineStart = 0; ;) {
    const lineEnd = content.indexOf(LINE_FEED, lineStart) + 1;
    if (lineEnd === 0) return;
    splitter.push(content.subarray(lineStart, lineEnd));
    yield* facts.splice(0);
    lineStart = lineEnd;
  }
}
