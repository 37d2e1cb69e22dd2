import { buildRecordDocument, copyOf } from '../../../core/documents/documents.ts';
import { type LogField, logFields } from '../../../core/fields.ts';
import type { Query } from '../../../core/search/conditions.ts';

/** The fields of a line that distinguish it from others; the rest is derived from these or about the file. */
const saidFields: readonly LogField[] = [
  '@timestamp',
  'source.address',
  'user.name',
  'http.request.method',
  'url.original',
  'http.response.status_code',
  'http.response.body.bytes',
  'http.request.referrer',
  'user_agent.original',
  'host.hostname',
  'process.name',
  'process.pid',
  'log.level',
  'log.logger',
  'message',
];
const OPENING_BRACE = '{';
const INFERRED = 'kafkainsight.time.inferred';

/** The value of a line in one field. */
export interface Said {
  /** In the form that a reader would type. */
  readonly text: string;
  readonly query: Query;
}

/**
 * The values of a whole log line, read as the pipeline reads it: raw lines that a format accepts are not stored, but their values are. An
 * incomplete time is not searched for, since it was completed from the line's file.
 *
 * @returns `undefined` for text that is not a log line: without a time, unless it is a JSON object
 */
export function readLine(line: string): readonly Said[] | undefined {
  const document = documentOf(line);
  const inferred = document[INFERRED];
  const hasTime = !(Array.isArray(inferred) && inferred.includes('time'));
  if (!hasTime && !(line.startsWith(OPENING_BRACE) && document['event.dataset'] === 'json')) return undefined;
  const said = saidFields.flatMap((field): Said[] => {
    const value = document[field];
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    if (field === '@timestamp' && inferred !== undefined) return [];
    return [{ text: `${field}:${textOf(value)}`, query: saidQuery(field, value) }];
  });
  return said.length === 0 ? undefined : said;
}

function documentOf(line: string): Readonly<Record<string, unknown>> {
  const origin = {
    topic: '',
    partition: 0,
    offset: '0',
    timestampMillis: 0,
    ingestedMillis: 0,
    source: { prefix: '' },
  };
  const built = buildRecordDocument(Buffer.from(line), origin, { keepOriginal: 'failed', userAgentDetails: false });
  return JSON.parse(copyOf(built).toString()) as Readonly<Record<string, unknown>>;
}

function saidQuery(field: LogField, value: string | number): Query {
  if (logFields[field] === 'text') return { match_phrase: { [field]: { query: value } } };
  return { term: { [field]: { value } } };
}

function textOf(value: string | number): string {
  return typeof value === 'string' && /[\s"()]/.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : String(value);
}
