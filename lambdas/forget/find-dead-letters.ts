import { KafkaInsightError } from '../../core/errors.ts';
import { ARCHIVE_PREFIX, DEAD_LETTER_PREFIX, REPLAY_PREFIX } from '../../core/names.ts';
import type { ObjectSummary } from '../../core/ports.ts';
import { type DeadLetter, readDeadLetter } from '../../core/records/dead-letter.ts';
import type { ForgetPorts } from './ports.ts';

/** The document of a dead letter, as far as it is one. */
export type LetterFields = Readonly<Record<string, unknown>>;

/** An object that contains some of the wanted dead letters. */
export interface LetterObject {
  readonly key: string;
  readonly letters: readonly DeadLetter[];
  /** Its other lines. */
  readonly rest: readonly Buffer[];
}

/** In the order in which `replay` moves dead letters, so that none is missed in transit. */
const PREFIXES = [DEAD_LETTER_PREFIX, REPLAY_PREFIX, ARCHIVE_PREFIX];

type LetterPorts = Pick<ForgetPorts, 'store' | 'bucket'>;

/**
 * Finds dead letters by their content: the index has only the newest copy of each, and not all of them. Ignores what was stored later
 * than `untilMillis`. Errors: those of the store.
 */
export async function* findLetters(
  ports: LetterPorts,
  isMeant: (fields: LetterFields) => boolean,
  untilMillis: number,
): AsyncGenerator<LetterObject> {
  for (const prefix of PREFIXES) {
    for await (const object of ports.store.list(ports.bucket, prefix)) {
      if (object.storedMillis > untilMillis) continue;
      const found = await sortLetters(ports, object, isMeant);
      if (found !== undefined && found.letters.length > 0) yield found;
    }
  }
}

/**
 * Removes the letters from their object. Below `replay/` the whole object is deleted, since whatever is written there is ingested:
 * nothing waits for it any more, and its letters are below `replayed/` as well.
 */
export async function removeLetters({ store, bucket }: LetterPorts, { key, rest }: LetterObject): Promise<void> {
  if (rest.length === 0 || key.startsWith(REPLAY_PREFIX)) await store.delete(bucket, key);
  else await store.put(bucket, key, Buffer.concat(rest.flatMap((line) => [line, Buffer.from('\n')])));
}

/** The fields of the document in a dead letter; none for another producer's record, which is not a document yet. */
export function fieldsOf({ kind, value }: DeadLetter): LetterFields {
  if (kind === 'raw') return {};
  try {
    const fields: unknown = JSON.parse(value.toString());
    return typeof fields === 'object' && fields !== null ? (fields as LetterFields) : {};
  } catch {
    return {};
  }
}

/** `undefined` where the object is gone or has changed by now. */
async function sortLetters(
  { store, bucket }: LetterPorts,
  { key, etag }: ObjectSummary,
  isMeant: (fields: LetterFields) => boolean,
): Promise<LetterObject | undefined> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of store.read({ bucket, key, etag })) pieces.push(piece);
  } catch (error) {
    if (error instanceof KafkaInsightError && MOVED.has(error.code)) return undefined;
    throw error;
  }
  const letters: DeadLetter[] = [];
  const rest: Buffer[] = [];
  for (const line of linesOf(Buffer.concat(pieces))) {
    const letter = letterOf(line);
    if (letter !== undefined && isMeant(fieldsOf(letter))) letters.push(letter);
    else rest.push(line);
  }
  return { key, letters, rest };
}

const MOVED: ReadonlySet<string> = new Set(['OBJECT_NOT_FOUND', 'OBJECT_CHANGED']);

function* linesOf(content: Buffer): Generator<Buffer> {
  for (let from = 0; from < content.length;) {
    const feed = content.indexOf('\n', from);
    const to = feed === -1 ? content.length : feed;
    if (to > from) yield content.subarray(from, to);
    from = to + 1;
  }
}

/** `undefined` for what is not a dead letter: it is left unchanged. */
function letterOf(line: Buffer): DeadLetter | undefined {
  try {
    return readDeadLetter(line);
  } catch (error) {
    if (error instanceof KafkaInsightError && error.code === 'REPLAY_LINE_INVALID') return undefined;
    throw error;
  }
}
