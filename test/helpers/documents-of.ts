import { copyOf, createDocumentBuilder, type DocumentOptions } from '../../core/documents/documents.ts';
import { LineSplitter } from '../../core/files/lines.ts';
import { MODIFIED, type ParsedLine } from './parse-line.ts';

/** The documents of a file of JSON lines that may hold many events each. */
export function documentsOfJson(
  content: string,
  changes: Partial<DocumentOptions> = {},
  maxLineBytes?: number,
): ParsedLine[] {
  const millis = Date.parse(MODIFIED);
  const origin = { fileId: 'f', path: 'p', version: 1, modifiedMillis: millis, ingestedMillis: millis } as const;
  const builder = createDocumentBuilder(
    { ...origin, format: 'json', source: { prefix: '' } },
    { keepOriginal: 'failed', userAgentDetails: false, ...changes },
  );
  const documents: ParsedLine[] = [];
  const splitter = new LineSplitter(
    (line) => {
      builder.buildEvents(line, (document) => {
        documents.push(JSON.parse(copyOf(document).toString()) as ParsedLine);
      });
    },
    { takesApart: true, ...(maxLineBytes !== undefined && { maxLineBytes }) },
  );
  splitter.push(Buffer.from(content));
  splitter.finish();
  return documents;
}
