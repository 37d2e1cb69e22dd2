/** A line by its definition: its bytes (as latin1 text), its byte offset, and its full length. */
export type NaiveLine = readonly [text: string, offset: number, lengthBytes: number];

/**
 * A literal implementation of the definition of a line, over a string with one character for each byte, which the splitter and everything
 * built on it are compared with.
 */
export function naiveLines(content: Buffer, maxLineBytes = Infinity): NaiveLine[] {
  const lines: NaiveLine[] = [];
  let offset = 0;
  for (const raw of content.toString('latin1').split('\n')) {
    const mark = offset === 0 && raw.startsWith('\xef\xbb\xbf') ? 3 : 0;
    const text = raw.slice(mark).replace(/\r+$/, '');
    if (text.replaceAll('\0', '') !== '') lines.push([text.slice(0, maxLineBytes - mark), offset + mark, text.length]);
    offset += raw.length + 1;
  }
  return lines;
}
