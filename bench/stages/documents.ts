import { readFileSync } from 'node:fs';
import { networkFile } from '../../adapters/networks/network-file.ts';
import { networkTableLoader } from '../../adapters/networks/network-table.ts';
import { copyOf, createDocumentBuilder } from '../../core/documents/documents.ts';
import { documentId } from '../../core/files/file-id.ts';
import { LineSplitter } from '../../core/files/lines.ts';
import type { OutgoingRecord } from '../../core/ports.ts';
import { readEnvelope } from '../../core/records/envelope.ts';
import type { LineFile } from '../lines/line-files.ts';

/** A day after the lines, so that the time of none is inferred to be another year's. */
export const MODIFIED_MILLIS = Date.parse('2026-11-23T12:00:00Z');
/** Of the topics: as many as `npm start` makes. */
export const PARTITIONS = 4;

/** As functions have it, for documents like theirs. */
const networks = networkTableLoader(networkFile());

/** How documents are made for a measurement. */
export interface DocumentSettings {
  /** Another gives other ids, and so other documents. */
  readonly fileId: string;
  readonly userAgentDetails: boolean;
}

/** What the index function sends of a record's document. */
export function sentOf(value: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let from = 0;
  for (const { start, end } of readEnvelope(value)?.unindexed ?? []) {
    pieces.push(value.subarray(from, start));
    from = end;
  }
  return Buffer.concat([...pieces, value.subarray(from)]);
}

/** The records that the ingest function makes of a file, ready to be produced or indexed. */
export function recordsOf(file: LineFile, { fileId, userAgentDetails }: DocumentSettings): OutgoingRecord[] {
  const origin = {
    fileId,
    version: MODIFIED_MILLIS,
    path: 'inbox/access.log',
    modifiedMillis: MODIFIED_MILLIS,
    ingestedMillis: Date.now(),
    format: file.format,
    source: { prefix: '' },
  };
  const builder = createDocumentBuilder(origin, {
    keepOriginal: 'failed',
    userAgentDetails,
    networks,
  });
  const records: OutgoingRecord[] = [];
  const splitter = new LineSplitter((line) => {
    const value = copyOf(builder.build(line));
    records.push({ key: documentId(fileId, line.offset), value, kind: 'log' });
  });
  splitter.push(readFileSync(file.path));
  splitter.finish();
  return records;
}
