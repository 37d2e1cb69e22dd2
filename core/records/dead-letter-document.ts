import { DOCUMENT_ID_PATTERN, FILE_ID_DIGITS, fileOfDocument } from '../files/file-id.ts';
import { DEAD_LETTER_DATASET, DEAD_LETTER_INDEX } from '../names.ts';
import type { IndexDocument } from '../search/bulk.ts';
import type { DeadLetter } from './dead-letter.ts';

/** How much of the value can be looked at, in bytes; all of it is in the object. */
const MAX_ORIGINAL_BYTES = 32 * 1024;

/**
 * The searchable form of a dead letter. Its id is that of the document that was meant: a record that is dead-lettered
 * again, by another delivery or after a replay, overwrites it.
 *
 * @param object the object that holds the dead letter
 * @param valuesAreSearchable false where values may hold what a stage pseudonymises
 */
export function deadLetterDocument(
  letter: DeadLetter,
  object: { readonly bucket: string; readonly key: string },
  valuesAreSearchable: boolean,
): IndexDocument {
  const { id, kind, index, value, modifiedMillis, origin, code, message, deadMillis } = letter;
  const document = {
    '@timestamp': isoTime(deadMillis),
    'event.dataset': DEAD_LETTER_DATASET,
    'file.mtime': modifiedMillis === undefined ? undefined : isoTime(modifiedMillis),
    'event.kind': 'pipeline_error',
    'event.original': valuesAreSearchable ? value.toString('utf8', 0, MAX_ORIGINAL_BYTES) : undefined,
    'error.code': code,
    'error.message': message,
    'kafka.topic': origin.topic,
    'kafka.partition': origin.partition,
    'kafka.offset': origin.offset,
    'kafkainsight.dead_letter.id': id,
    'kafkainsight.dead_letter.kind': kind,
    'kafkainsight.dead_letter.index': index,
    'kafkainsight.file.id': fileOf(id, kind),
    'aws.s3.bucket.name': object.bucket,
    'aws.s3.object.key': object.key,
  };
  return { index: DEAD_LETTER_INDEX, id, operation: 'index', source: Buffer.from(JSON.stringify(document)) };
}

/** The file of a line or of a ledger's entry; another producer's record has none. */
function fileOf(id: string, kind: DeadLetter['kind']): string | undefined {
  if (kind === 'ledger') return id.slice(0, FILE_ID_DIGITS);
  return DOCUMENT_ID_PATTERN.test(id) ? fileOfDocument(id) : undefined;
}

function isoTime(millis: number): string {
  return new Date(millis).toISOString();
}
