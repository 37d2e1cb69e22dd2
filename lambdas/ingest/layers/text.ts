import { CARRIAGE_RETURN, LINE_FEED } from '../../../core/bytes/ascii.ts';
import type { Layer } from '../../../core/files/layers.ts';

/**
 * UTF-16 as UTF-8, without its byte order mark. What is ill-formed becomes U+FFFD. Offsets count bytes of the UTF-8.
 */
export async function* utf8Of(
  pieces: AsyncIterable<Uint8Array>,
  encoding: Extract<Layer, 'utf-16le' | 'utf-16be'>,
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of pieces) yield Buffer.from(decoder.decode(piece, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** The same bytes with a line feed for each carriage return. */
export async function* withLineFeeds(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece);
    for (let at = bytes.indexOf(CARRIAGE_RETURN); at !== -1; at = bytes.indexOf(CARRIAGE_RETURN, at + 1)) {
      bytes[at] = LINE_FEED;
    }
    yield bytes;
  }
}
