import { createHash, createHmac } from 'node:crypto';

/**
 * The key of what is derived from a file's content, where names are replaced by pseudonyms: without it, whoever sees an id or a hash could
 * try every address and name until the content fits. It is the stage's key of pseudonyms. Absent where names are kept.
 */
export type IdKey = Uint8Array | undefined;

/** A SHA-256, or HMAC-SHA-256 where there is a key. `purpose` keeps those of one purpose from being those of another. */
export function idHash(key: IdKey, purpose: string): ReturnType<typeof createHash | typeof createHmac> {
  return key === undefined ? createHash('sha256') : createHmac('sha256', key).update(`${purpose}\0`);
}

/** A digest as it is kept: keyed where there is a key. */
export function keyedDigest(digest: Buffer, key: IdKey, purpose: string): Buffer {
  return key === undefined ? digest : idHash(key, purpose).update(digest).digest();
}
