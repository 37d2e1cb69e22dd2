import { LINE_FEED } from '../bytes/ascii.ts';

/** A document on its way into an index. */
export interface IndexDocument {
  readonly index: string;
  readonly id: string;
  /** `create` leaves a document that is there already as it is; `index` overwrites it. */
  readonly operation: 'index' | 'create';
  /** Overwrites no document of a greater version (`external_gte`). Without one it overwrites any. */
  readonly version?: number | undefined;
  /** The document as JSON on one line: no line feed, or what follows it would be treated as an action. */
  readonly source: Buffer;
  /** What of `source` is not sent, in order. Default: nothing. */
  readonly unsent?: readonly SourceRange[];
}

/** Bytes of a document, `[start, end)`. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/**
 * How large a bulk request grows before the next is begun: about two thousand access log lines. A full invocation (4.5 MB of
 * values) makes three, so that two can be on their way. Requests of half the size, measured in turns with these, took the engine a
 * tenth more processor time.
 */
export const BULK_BODY_BYTES = 2_000_000;

/**
 * Cuts documents, in their order, into bulk requests of at most {@link BULK_BODY_BYTES}; a larger document is alone. No
 * more documents are taken than the next request needs.
 */
export function* bulkRequests<Document extends IndexDocument>(documents: Iterable<Document>): Generator<Document[]> {
  let request: Document[] = [];
  let requestBytes = 0;
  for (const document of documents) {
    const bytes = bytesOf(document);
    if (requestBytes + bytes > BULK_BODY_BYTES && request.length > 0) {
      yield request;
      request = [];
      requestBytes = 0;
    }
    request.push(document);
    requestBytes += bytes;
  }
  if (request.length > 0) yield request;
}

/** The body of a bulk request: for each document an action line and its bytes as they are. */
export function bulkBody(documents: readonly IndexDocument[]): Buffer {
  const body = Buffer.allocUnsafe(documents.reduce((sum, document) => sum + bytesOf(document), 0));
  let position = 0;
  for (const document of documents) {
    position += body.write(actionLine(document), position, 'latin1');
    position = copySource(document, body, position);
    body[position++] = LINE_FEED;
  }
  return body.subarray(0, position);
}

/** Copies what is sent of a document; returns where it ends. */
function copySource({ source, unsent = NOTHING }: IndexDocument, body: Buffer, at: number): number {
  let position = at;
  let from = 0;
  for (const { start, end } of unsent) {
    position += source.copy(body, position, from, start);
    from = end;
  }
  return position + source.copy(body, position, from);
}

const NOTHING: readonly SourceRange[] = [];

/** Indices and ids are made of ASCII characters that JSON leaves as they are (records.ts sees to it). */
function actionLine({ index, id, operation, version }: IndexDocument): string {
  const versioned = version === undefined ? '' : `,"version":${version},"version_type":"external_gte"`;
  return `{"${operation}":{"_index":"${index}","_id":"${id}"${versioned}}}\n`;
}

/** What an action line needs at most in addition to index and id. */
const MAX_ACTION_BYTES = actionLineBytes(undefined);
const MAX_VERSIONED_ACTION_BYTES = actionLineBytes(Number.MAX_SAFE_INTEGER);

function actionLineBytes(version: number | undefined): number {
  return actionLine({ index: '', id: '', operation: 'create', version, source: Buffer.alloc(0) }).length;
}

/** The most bytes that a document needs in a body: its action line, its bytes, a line feed. */
function bytesOf({ index, id, version, source, unsent = NOTHING }: IndexDocument): number {
  const actionBytes = version === undefined ? MAX_ACTION_BYTES : MAX_VERSIONED_ACTION_BYTES;
  let sourceBytes = source.length;
  for (const { start, end } of unsent) sourceBytes -= end - start;
  return actionBytes + index.length + id.length + sourceBytes + 1;
}
