import * as v from 'valibot';
import { fromWindows1252 } from '../../core/bytes/windows-1252.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { DOCUMENT_ID_PATTERN } from '../../core/files/file-id.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { findLine, type LineAddress } from '../../lambdas/inspect/line-address.ts';
import { type RawLineBucket, readRawLine } from '../raw-line/read-raw-line.ts';
import type { RawLineAnswer } from './protocol.ts';
import { checked } from './questions.ts';

const requestSchema = v.strictObject({ line: v.pipe(v.string(), v.regex(DOCUMENT_ID_PATTERN)) });

const PROGRESS_MILLIS = 200;

/**
 * Returns a line as it is in its object, each answer a line of JSON: how far the reading is, at most five times a second, and in the
 * end the line, or why there is none.
 *
 * @param body what the browser sent, checked here
 * @throws KafkaInsightError USAGE_INVALID, LINE_UNKNOWN; SEARCH_* of the search engine
 */
export async function answerRawLine(
  engine: SearchEngine,
  bucket: RawLineBucket,
  body: unknown,
): Promise<AsyncIterable<string>> {
  const { line } = checked(requestSchema, body);
  return answers(bucket, await findLine(engine, line));
}

async function* answers(bucket: RawLineBucket, address: LineAddress): AsyncGenerator<string> {
  let saidMillis = performance.now();
  try {
    for await (const step of readRawLine(bucket, address)) {
      if (step.kind === 'progress') {
        if (performance.now() - saidMillis < PROGRESS_MILLIS) continue;
        saidMillis = performance.now();
        yield jsonLine(step);
      } else {
        const { bytes, ...line } = step.line;
        const text = (fromWindows1252(bytes, 0, bytes.length) ?? bytes).toString();
        yield jsonLine({ kind: 'line', ...line, offset: address.offset, text, shownBytes: bytes.length });
      }
    }
  } catch (error) {
    if (!(error instanceof KafkaInsightError)) throw error;
    yield jsonLine({ kind: 'error', code: error.code, message: error.message });
  }
}

function jsonLine(answer: RawLineAnswer): string {
  return `${JSON.stringify(answer)}\n`;
}
