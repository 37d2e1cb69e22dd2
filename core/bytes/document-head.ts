const OPENING = '{"@timestamp":"0000-00-00T00:00:00.000Z"';

/** Where the time is in a document. */
export const TIMESTAMP_POSITION = OPENING.indexOf('0');

/** The beginning of documents: room for `@timestamp`, then ready-made fields, which begin with a comma. */
export function documentHead(fields: string): Buffer {
  return Buffer.from(OPENING + fields);
}

/** For what is written and never becomes a document. */
export const NO_HEAD = Buffer.alloc(0);
