import { type ErrorCode, isTransient, KafkaInsightError } from '../../core/errors.ts';
import type { ObjectStore, SearchEngine } from '../../core/ports.ts';
import { type DeadLetter, deadLetterLine, deadLetterObjects } from '../../core/records/dead-letter.ts';
import { deadLetterDocument } from '../../core/records/dead-letter-document.ts';
import { deliver } from './deliver.ts';

/** Where dead letters go. */
export interface DeadLetterPorts {
  readonly store: Pick<ObjectStore, 'put'>;
  readonly bucket: string;
  readonly engine: SearchEngine;
  /** False where values may contain what the stage pseudonymises: they are then only in the object. */
  readonly valuesAreSearchable: boolean;
}

/**
 * Writes dead letters to the object store, then makes them searchable. Returns those that are not safe yet, and why: their records must
 * not be acknowledged. One that is in the store is safe even if the engine rejects it permanently.
 *
 * @param letters each partition's in the order of their offsets
 * @param deadlineMillis epoch milliseconds
 */
export async function writeDeadLetters(
  letters: readonly DeadLetter[],
  ports: DeadLetterPorts,
  deadlineMillis: number,
): Promise<Map<DeadLetter, ErrorCode>> {
  const unsafe = new Map<DeadLetter, ErrorCode>();
  const stored = new Map<DeadLetter, string>();
  for (const { key, letters: members } of deadLetterObjects(letters)) {
    const code = await store(key, members, ports);
    for (const letter of members) {
      if (code === undefined) stored.set(letter, key);
      else unsafe.set(letter, code);
    }
  }
  const documents = Array.from(stored, ([letter, key]) =>
    deadLetterDocument(letter, { bucket: ports.bucket, key }, ports.valuesAreSearchable),
  );
  const failures = await deliver(documents, ports.engine, deadlineMillis);
  [...stored.keys()].forEach((letter, at) => {
    const document = documents[at];
    const code = document && failures.get(document)?.code;
    if (code !== undefined && isTransient(code)) unsafe.set(letter, code);
  });
  return unsafe;
}

/** Returns why the object could not be written; `undefined` where it was. */
async function store(
  key: string,
  letters: readonly DeadLetter[],
  { store, bucket }: DeadLetterPorts,
): Promise<ErrorCode | undefined> {
  try {
    await store.put(bucket, key, Buffer.from(letters.map((letter) => `${deadLetterLine(letter)}\n`).join('')));
    return undefined;
  } catch (error) {
    if (error instanceof KafkaInsightError) return error.code;
    throw error;
  }
}
