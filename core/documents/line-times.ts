import { LineSplitter } from '../files/lines.ts';
import { createDocumentBuilder, type DocumentOptions, type LineOrigin } from './documents.ts';

/** Times do not depend on them. */
const options: DocumentOptions = { keepOriginal: 'failed', userAgentDetails: false };
const LINE_FEED = 0x0a;

/**
 * The times of the lines of a content that bear one, in their order, epoch milliseconds; a last line without a line feed is left out, since
 * its time may go on. Errors: TIME_ZONE_UNKNOWN.
 *
 * @param content of a file from byte `contentStart` on; where that is not 0, its first line may have begun before it, and is left out too
 */
export function* lineTimes(
  origin: Omit<LineOrigin, 'fileId' | 'path' | 'version' | 'ingestedMillis'>,
  content: Buffer,
  contentStart = 0,
): Generator<number> {
  const builder = createDocumentBuilder({ ...origin, fileId: '', path: '', version: 0, ingestedMillis: 0 }, options);
  const times: number[] = [];
  const splitter = new LineSplitter(
    (bytes, start, end, offset, lengthBytes) => {
      builder.buildEvents(bytes, start, end, offset, lengthBytes, ({ timeMillis, isTimed }) => {
        if (isTimed) times.push(timeMillis);
      });
    },
    contentStart === 0 ? {} : { start: contentStart + 1, position: contentStart },
  );
  for (let lineStart = 0; ;) {
    const lineEnd = content.indexOf(LINE_FEED, lineStart) + 1;
    if (lineEnd === 0) return;
    splitter.push(content.subarray(lineStart, lineEnd));
    yield* times.splice(0);
    lineStart = lineEnd;
  }
}
