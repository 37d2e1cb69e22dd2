import { isUtf8 } from 'node:buffer';

/** What windows-1252 does not have. */
const NOTHING = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/** The text of a line by its definition (docs/files.md), using Node's decoders. */
export function asRead(line: Buffer): string {
  const text = line.toString();
  const hasCharacters = line.includes('\ufffd') || /[^\p{ASCII}\ufffd]/u.test(text);
  if (isUtf8(line) || hasCharacters || NOTHING.some((byte) => line.includes(byte))) return text;
  return new TextDecoder('windows-1252').decode(line);
}
