import { KafkaInsightError } from '../../core/errors.ts';

/** What was read, and the error that ended it. */
export interface TargetOutcome {
  readonly content: Buffer;
  readonly code?: string;
  readonly message?: string;
}

/** Reads the bytes in chunks of a size. */
export function inChunks(bytes: Buffer, chunkBytes: number): () => AsyncGenerator<Uint8Array> {
  return async function* read() {
    for (let start = 0; start < bytes.length; start += chunkBytes) {
      yield await Promise.resolve(bytes.subarray(start, start + chunkBytes));
    }
  };
}

/** Reads to the end, or to one of our errors. */
export async function outcomeOf(pieces: AsyncIterable<Uint8Array>): Promise<TargetOutcome> {
  const taken: Buffer[] = [];
  try {
    for await (const piece of pieces) taken.push(Buffer.from(piece));
  } catch (error) {
    if (!(error instanceof KafkaInsightError)) throw error;
    return { content: Buffer.concat(taken), code: error.code, message: error.message };
  }
  return { content: Buffer.concat(taken) };
}
