import { type ErrorCode, isTransient, KafkaInsightError } from '../../core/errors.ts';
import type { BulkItemResult, SearchEngine } from '../../core/ports.ts';
import { bulkBody, bulkRequests, type IndexDocument } from '../../core/search/bulk.ts';
import { type Failure, itemFailure } from '../../core/search/failures.ts';
import { counted } from '../../core/wording.ts';
import { retryTransient } from '../retry.ts';

/** Bulk requests in flight: the engine works on one while the next one's bytes travel. */
export const MAX_IN_FLIGHT = 2;

/** Time-out of one bulk request. */
const REQUEST_TIMEOUT_MILLIS = 30_000;

/** No attempt begins with less time than this: it would only time out, and hide what is really wrong. */
const LEAST_ATTEMPT_MILLIS = 1_000;

/** Errors of a whole request that a single document may cause: the request is halved until that document is alone. */
const DIVISIBLE: ReadonlySet<ErrorCode> = new Set(['BULK_TOO_LARGE', 'SEARCH_REFUSED']);

/** Documents that did not get into their indices, and why. */
export type Failures = ReadonlyMap<IndexDocument, Failure>;

/**
 * Puts documents into their indices and retries transient failures until the deadline. Returns what failed, permanently or until then. No
 * two of the documents may share index and id, since requests run concurrently. It consumes all documents, those of a request just before
 * it is sent, so that documents are made while requests are in flight.
 *
 * @param deadlineMillis epoch milliseconds
 */
export async function deliver(
  documents: Iterable<IndexDocument>,
  engine: SearchEngine,
  deadlineMillis: number,
): Promise<Failures> {
  const failures = new Map<IndexDocument, Failure>();
  let pending = documents;
  const attempt = async (): Promise<void> => {
    const failed = await sendAll(pending, engine, deadlineMillis);
    // these were sent again
    for (const [document, { code }] of failures) if (isTransient(code)) failures.delete(document);
    for (const [document, failure] of failed) failures.set(document, failure);
    const retryable = [...failed].filter(([, { code }]) => isTransient(code));
    pending = retryable.map(([document]) => document);
    const [first] = retryable;
    if (first === undefined) return;
    throw new KafkaInsightError(first[1].code, `Not indexed: ${counted(retryable.length, 'document')}.`);
  };
  try {
    await retryTransient(attempt, deadlineMillis - LEAST_ATTEMPT_MILLIS);
  } catch (error) {
    if (!(error instanceof KafkaInsightError)) throw error;
  }
  return failures;
}

async function sendAll(
  documents: Iterable<IndexDocument>,
  engine: SearchEngine,
  deadlineMillis: number,
): Promise<Failures> {
  const failures = new Map<IndexDocument, Failure>();
  const requests = bulkRequests(documents);
  const sendNext = async (): Promise<void> => {
    for (const request of requests) await send(request, engine, deadlineMillis, failures);
  };
  await Promise.all(Array.from({ length: MAX_IN_FLIGHT }, sendNext));
  return failures;
}

/** Sends one request and notes what failed; one that is refused as a whole is halved. */
async function send(
  documents: readonly IndexDocument[],
  engine: SearchEngine,
  deadlineMillis: number,
  failures: Map<IndexDocument, Failure>,
): Promise<void> {
  const outcome = await attemptOnce(documents, engine, deadlineMillis);
  if ('code' in outcome) {
    if (DIVISIBLE.has(outcome.code) && documents.length > 1) {
      const middle = Math.ceil(documents.length / 2);
      await send(documents.slice(0, middle), engine, deadlineMillis, failures);
      await send(documents.slice(middle), engine, deadlineMillis, failures);
      return;
    }
    // alone, and still too large: retrying cannot help
    const failure: Failure = outcome.code === 'BULK_TOO_LARGE' ? { ...outcome, code: 'RECORD_TOO_LARGE' } : outcome;
    for (const document of documents) failures.set(document, failure);
    return;
  }
  documents.forEach((document, at) => {
    const failure = itemFailure(outcome.items[at] ?? NO_RESULT);
    if (failure !== undefined) failures.set(document, failure);
  });
}

/** The result of an item that is missing in the response. */
const NO_RESULT: BulkItemResult = { status: 0, errorReason: 'The response says nothing of it.' };

async function attemptOnce(
  documents: readonly IndexDocument[],
  engine: SearchEngine,
  deadlineMillis: number,
): Promise<{ readonly items: readonly BulkItemResult[] } | Failure> {
  const leftMillis = deadlineMillis - Date.now();
  if (leftMillis <= 0) return { code: 'TIME_LIMIT', message: 'No time was left to send it.' };
  try {
    return { items: await engine.bulk(bulkBody(documents), Math.min(leftMillis, REQUEST_TIMEOUT_MILLIS)) };
  } catch (error) {
    if (error instanceof KafkaInsightError) return { code: error.code, message: error.message };
    throw error;
  }
}
