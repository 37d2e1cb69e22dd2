import { errorClasses, type ErrorCode, isErrorCode } from '../../core/errors.ts';
import { DEAD_LETTER_PREFIX } from '../../core/names.ts';
import type { ObjectSummary } from '../../core/ports.ts';
import { type DeadLetter, readDeadLetter } from '../../core/records/dead-letter.ts';
import { timeOption, usageError } from '../command.ts';
import type { DocumentedOptions } from '../manual.ts';
import { didYouMean } from '../nearest.ts';
import type { Bucket } from './bucket.ts';

/** Options that select dead letters. */
export const letterOptions = {
  since: {
    type: 'string',
    value: 'TIME',
    help: 'Only those written since this time (ISO 8601, UTC without an offset, such as 2026-11-22 or 2026-11-22T10:00:00Z).',
  },
  code: { type: 'string', value: 'CODE', help: 'Only those with this error code, such as MAPPING_ERROR.' },
} as const satisfies DocumentedOptions;

/** Selects objects with dead letters. */
export interface LetterFilter {
  readonly sinceMillis: number;
  readonly code?: ErrorCode;
}

/** Reads the options that select dead letters. Errors: USAGE_INVALID. */
export function letterFilter(values: {
  readonly since?: string | undefined;
  readonly code?: string | undefined;
}): LetterFilter {
  const sinceMillis = values.since === undefined ? 0 : timeOption('since', values.since);
  if (values.code === undefined) return { sinceMillis };
  if (!isErrorCode(values.code)) {
    const near = didYouMean(values.code, Object.keys(errorClasses));
    throw usageError(`--code is ${values.code}.${near} It must be an error code, such as MAPPING_ERROR.`);
  }
  return { sinceMillis, code: values.code };
}

/** The objects that match the filter, oldest first; all are listed before the first is touched. */
export async function letterObjects(
  { store, bucket }: Bucket,
  filter: LetterFilter,
): Promise<readonly ObjectSummary[]> {
  const objects: ObjectSummary[] = [];
  for await (const object of store.list(bucket, DEAD_LETTER_PREFIX)) {
    // dead-letters/<day>/<code>/<name>
    const code = object.key.split('/')[2];
    if (object.storedMillis >= filter.sinceMillis && (filter.code === undefined || code === filter.code))
      objects.push(object);
  }
  return objects.sort((a, b) => a.storedMillis - b.storedMillis);
}

/** The dead letters of one object. Errors: REPLAY_LINE_INVALID and those of the store. */
export async function readLetters({ store, bucket }: Bucket, key: string): Promise<readonly DeadLetter[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.read(await store.head(bucket, key))) pieces.push(piece);
  const content = Buffer.concat(pieces);
  const letters: DeadLetter[] = [];
  for (let from = 0; from < content.length;) {
    const feed = content.indexOf('\n', from);
    const to = feed === -1 ? content.length : feed;
    if (to > from) letters.push(readDeadLetter(content.subarray(from, to)));
    from = to + 1;
  }
  return letters;
}
