import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyOf, createDocumentBuilder, type DocumentBuilder } from '../core/documents/documents.ts';
import type { FormatName } from '../core/format-table.ts';
import { formatTable } from '../core/format-table.ts';

const SAMPLES = join(import.meta.dirname, '..', 'local', 'sample-logs');
/** Lines of a sample that are read: flog's have 5,000, which differ in their values alone. */
const LINES_READ = 200;
const MODIFIED_MILLIS = Date.UTC(2026, 10, 22, 12);

/** What documents of all formats have; that of the last two depends on a line's time. */
const COMMON: ReadonlySet<string> = new Set([
  ...['@timestamp', 'event.dataset', 'event.kind', 'log.file.path', 'log.offset'],
  ...['kafkainsight.time.inferred', 'kafkainsight.stored'],
]);

/** The fields, in alphabetical order, that documents of a format's example and of its sample have besides those of all formats, without enrichment. */
export function fieldsOfFormat(name: FormatName): readonly string[] {
  const lines = [formatTable[name].example, ...sampleOf(name)];
  const builder = builderOf(name);
  return [...new Set(lines.flatMap((line) => fieldsOfLine(builder, line)))].filter((key) => !COMMON.has(key)).sort();
}

function sampleOf(name: FormatName): readonly string[] {
  const file = join(SAMPLES, formatTable[name].inStory ? '' : 'formats', `${name}.log`);
  return readFileSync(file, 'utf8').split('\n', LINES_READ).filter(Boolean);
}

function builderOf(format: FormatName): DocumentBuilder {
  const times = { modifiedMillis: MODIFIED_MILLIS, ingestedMillis: MODIFIED_MILLIS };
  return createDocumentBuilder(
    { fileId: '', path: '', version: 0, ...times, format, source: { prefix: '' } },
    { keepOriginal: 'failed', userAgentDetails: false, isEnriched: false },
  );
}

function fieldsOfLine(builder: DocumentBuilder, line: string): string[] {
  const bytes = Buffer.from(line);
  const built = builder.build({ bytes, start: 0, end: bytes.length, offset: 0, lengthBytes: bytes.length });
  return Object.entries(JSON.parse(copyOf(built).toString()) as Record<string, unknown>).flatMap(namesOf);
}

/** The name of a field; of a flattened one those of its leaves. */
function namesOf([key, value]: readonly [string, unknown]): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [key];
  return Object.entries(value).flatMap(([name, inner]) => namesOf([`${key}.${name}`, inner]));
}
