import assert from 'node:assert/strict';
import type { DocumentOptions } from '../../core/documents/documents.ts';
import { MODIFIED, type ParsedLine, parseLine } from './parse-line.ts';

/** What all documents of JSON lines have. */
export const head = { 'event.dataset': 'json', 'event.kind': 'event' };
/** What documents without a known time have. */
export const inferredTime = { '@timestamp': MODIFIED, 'kafkainsight.time.inferred': ['time'] };
/** What has no field. */
export const rest = (document: ParsedLine): unknown => document['kafkainsight.json'];

/** The document of an object (or of a text), without what all have. */
export function parseJson(line: unknown, changes: Partial<DocumentOptions> = {}): ParsedLine {
  const document = parseLine(
    'json',
    typeof line === 'string' ? line : JSON.stringify(line),
    { format: 'json' },
    changes,
  );
  assert.equal(document['event.kind'], 'event', JSON.stringify(line));
  return document;
}
