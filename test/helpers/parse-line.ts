import { copyOf, createDocumentBuilder, type DocumentOptions } from '../../core/documents/documents.ts';
import type { Source } from '../../core/files/sources.ts';
import type { FormatChoice } from '../../core/format-table.ts';
import { withoutPattern } from './checked-pattern.ts';

/** The moment at which every file of these tests was modified. */
export const MODIFIED = '2026-11-22T12:00:00.000Z';

const options: DocumentOptions = { keepOriginal: 'failed', userAgentDetails: false };
const commonKeys = new Set([
  'file.mtime',
  'event.ingested',
  'kafkainsight.file.id',
  'kafkainsight.file.version',
  'log.file.path',
  'log.offset',
]);

/** A document without what it has from its file. */
export type ParsedLine = Readonly<Record<string, unknown>>;

/** The document of a line in a file of this format, without what all documents of the file share. */
export function parseLine(
  format: FormatChoice,
  line: string | Buffer,
  source: Omit<Source, 'prefix'> = {},
  changes: Partial<DocumentOptions> = {},
): ParsedLine {
  const bytes = Buffer.from(line);
  const millis = Date.parse(MODIFIED);
  const origin = { fileId: 'f', path: 'p', version: millis, modifiedMillis: millis, ingestedMillis: millis, format };
  const builder = createDocumentBuilder({ ...origin, source: { prefix: '', ...source } }, { ...options, ...changes });
  const built = builder.build({ bytes, start: 0, end: bytes.length, offset: 0, lengthBytes: bytes.length });
  const document = JSON.parse(copyOf(built).toString()) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(withoutPattern(document)).filter(([key]) => !commonKeys.has(key)));
}

/** Whether the format, and no other, is tried and accepts the line. */
export function accepts(format: FormatChoice, line: string | Buffer): boolean {
  return parseLine(format, line, { format })['event.kind'] === 'event';
}
