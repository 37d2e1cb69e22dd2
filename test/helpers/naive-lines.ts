/** A line as its definition reads: its bytes (as latin1 text), its byte offset, and its full length. */
export type NaiveLine = readonly [text: string, offset: number, lengthBytes: number];

/**
 * The definition of a line read literally, over a string of one character a byte: what the splitter and all that is built
 * on it are compared with.
 */
export function naiveLines(content: Buffer, maxLineBytes = Infinity): NaiveLine[] {
  const lines: NaiveLine[] = [];
  let offset = 0;
  for (const raw of content.toString('latin1').split('\n')) {
    const mark = offset === 0 && raw.startsWith('\xef\xbb\xbf') ? 3 : 0;
    const text = raw.slice(mark).replace(/\r+$/, '');
    if (text !== '') lines.push([text.slice(0, maxLineBytes - mark), offset + mark, text.length]);
    offset += raw.length + 1;
  }
  return lines;
}
