/** A document on its way into an index. */
export interface IndexDocument {
  readonly index: string;
  readonly id: string;
  /** `create` leaves a document that is there already as it is; `index` overwrites it. */
  readonly operation: 'index' | 'create';
  /** The document as JSON on one line: no line feed, or what follows it would be taken for an action. */
  readonly source: Buffer;
}

/**
 * How large a bulk request grows before the next is begun: about two thousand access log lines. A full invocation (4.5 MB of
 * values) makes three, so that two can be on their way.
 */
export const BULK_BODY_BYTES = 2_000_000;

const LINE_FEED = 0x0a;

/**
 * Cuts documents, in their order, into bulk requests of at most {@link BULK_BODY_BYTES}; a larger document stands alone.
 */
export function* bulkRequests<Document extends IndexDocument>(documents: readonly Document[]): Generator<Document[]> {
  let request: Document[] = [];
  let requestBytes = 0;
  for (const document of documents) {
    const bytes = actionLine(document).length + document.source.length + 1;
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
  const lines = documents.map(actionLine);
  const sizeBytes = documents.reduce((sum, { source }, at) => sum + (lines[at]?.length ?? 0) + source.length + 1, 0);
  const body = Buffer.allocUnsafe(sizeBytes);
  let position = 0;
  documents.forEach(({ source }, at) => {
    position += body.write(lines[at] ?? '', position, 'latin1');
    position += source.copy(body, position);
    body[position++] = LINE_FEED;
  });
  return body;
}

/** Indices and ids are made of characters that JSON leaves as they are (records.ts sees to it). */
function actionLine({ index, id, operation }: IndexDocument): string {
  return `{"${operation}":{"_index":"${index}","_id":"${id}"}}\n`;
}
