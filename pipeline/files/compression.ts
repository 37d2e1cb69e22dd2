/** How a file's bytes are to be read. */
export const compressions = ['none', 'gzip', 'zstd'] as const;

/** One of the known compressions. */
export type Compression = (typeof compressions)[number];

/**
 * Tells by a file's first bytes, never by its name, whether it is compressed: gzip begins with 1f 8b (RFC 1952, 2.3.1), a
 * Zstandard frame with 28 b5 2f fd (RFC 8878, 3.1.1).
 */
export function detectCompression(beginning: Uint8Array): Compression {
  if (beginning[0] === 0x1f && beginning[1] === 0x8b) return 'gzip';
  if (beginning[0] === 0x28 && beginning[1] === 0xb5 && beginning[2] === 0x2f && beginning[3] === 0xfd) return 'zstd';
  return 'none';
}
