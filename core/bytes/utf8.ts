/**
 * How many bytes at `bytes[index]`, which is not ASCII, belong together: positive where they are one well-formed
 * sequence (Unicode 17, table 3-7), negative where they are a maximal subpart of an ill-formed one, which is replaced by
 * one U+FFFD (the practice that the WHATWG's decoder, and so Node's `toString`, follows).
 */
export function sequenceLength(bytes: Uint8Array, index: number, end: number): number {
  const lead = bytes[index] ?? 0;
  if (lead < 0xc2 || lead > 0xf4) return -1;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  const second = index + 1 < end ? (bytes[index + 1] ?? 0) : 0;
  if (second < lowest || second > highest) return -1;
  for (let offset = 2; offset < length; offset++) {
    const next = index + offset < end ? (bytes[index + offset] ?? 0) : 0;
    if (next < 0x80 || next > 0xbf) return -offset;
  }
  return length;
}
