import { LAMBDA_PAYLOAD_BYTES } from '../core/limits.ts';

/** The largest response, less what surrounds the items. */
const MAX_ANSWER_BYTES = LAMBDA_PAYLOAD_BYTES - 10_000;

/**
 * Says of each item whether it fits into a response after those before it, in JSON; after one that does not, none does.
 *
 * @param maxBytes of the items; counts and brackets are on top. Default: what Lambda allows
 */
export function answerRoom(maxBytes = MAX_ANSWER_BYTES): (item: object) => boolean {
  let leftBytes = maxBytes;
  return (item) => (leftBytes -= Buffer.byteLength(JSON.stringify(item)) + 1) >= 0;
}
