import { CARRIAGE_RETURN, LINE_FEED } from '../../core/bytes/ascii.ts';

/** A chunk header is a length and at most a signature; anything longer is not a header. */
const MAX_HEADER_BYTES = 1024;

/**
 * Decodes the `aws-chunked` content encoding, in which the SDKs send streams: `<hex length>[;chunk-signature=…]`, CR LF, the bytes, CR
 * LF, until a chunk of length zero; trailers after it (checksums) are ignored. AWS: "Signature calculations for the Authorization header:
 * transferring payload in multiple chunks".
 */
export async function* decodeAwsChunked(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let header: number[] = [];
  let left = 0;
  let trailing = 0;
  let ended = false;
  for await (const piece of body) {
    for (let at = 0; at < piece.length && !ended;) {
      if (left > 0) {
        const end = Math.min(piece.length, at + left);
        yield piece.subarray(at, end);
        left -= end - at;
        at = end;
        if (left === 0) trailing = 2;
        continue;
      }
      const byte = piece[at++] ?? 0;
      if (trailing > 0) trailing -= 1;
      else if (byte === LINE_FEED) {
        left = chunkLength(header);
        header = [];
        ended = left === 0;
      } else if (byte !== CARRIAGE_RETURN && header.push(byte) > MAX_HEADER_BYTES) throw malformed();
    }
  }
  if (!ended) throw malformed();
}

function chunkLength(header: readonly number[]): number {
  const match = /^([0-9a-f]{1,12})(;.*)?$/i.exec(String.fromCharCode(...header));
  if (!match?.[1]) throw malformed();
  return Number.parseInt(match[1], 16);
}

function malformed(): Error {
  return new Error('The body is not what its content encoding, aws-chunked, says.');
}
