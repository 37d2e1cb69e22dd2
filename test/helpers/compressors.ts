import { crc32, gzipSync, zstdCompressSync } from 'node:zlib';
import BZip2 from 'bzip2-wasm';

const bzip2 = new BZip2();
await bzip2.init();

/** Compresses as bzip2 does. @param level 1 to 9 */
export function bzip2Sync(content: Buffer, level = 9): Buffer {
  return Buffer.from(bzip2.compress(content, level, content.length + Math.ceil(content.length / 100) + 600));
}

/** LZMA2's chunks are at most so long (The .xz File Format 1.2.1, 5.3.1, and LZMA SDK, lzma2 specification). */
const CHUNK_BYTES = 65_536;

/**
 * An xz file of one block whose LZMA2 chunks are stored, written from The .xz File Format 1.2.1: header, block with a
 * dictionary of 4 KiB, index, footer; checked by CRC-32.
 */
export function xzSync(content: Buffer): Buffer {
  const flags = Buffer.from([0, 1]);
  const header = Buffer.concat([Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), flags, checksum(flags)]);
  const blockHeader = Buffer.from([2, 0, 0x21, 1, 0, 0, 0, 0]);
  const data = Buffer.concat([...chunks(content), Buffer.from([0])]);
  const unpaddedBytes = blockHeader.length + 4 + data.length + 4;
  const block = [blockHeader, checksum(blockHeader), padded(data), checksum(content)];
  const records = content.length === 0 ? [] : [variable(unpaddedBytes), variable(content.length)];
  const index = padded(Buffer.concat([Buffer.from([0, records.length / 2]), ...records]));
  const footer = Buffer.concat([littleEndian((index.length + 4) / 4 - 1), flags]);
  return Buffer.concat([
    header,
    ...(content.length === 0 ? [] : block),
    index,
    checksum(index),
    checksum(footer),
    footer,
    Buffer.from('YZ'),
  ]);
}

function chunks(content: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let start = 0; start < content.length; start += CHUNK_BYTES) {
    const chunk = content.subarray(start, start + CHUNK_BYTES);
    const size = Buffer.alloc(2);
    size.writeUInt16BE(chunk.length - 1);
    // 1: stored, and the dictionary begins again; 2: stored
    found.push(Buffer.from([start === 0 ? 1 : 2]), size, chunk);
  }
  return found;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes], Math.ceil(bytes.length / 4) * 4);
}

function checksum(bytes: Buffer): Buffer {
  return littleEndian(crc32(bytes));
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** A multibyte integer: seven bits a byte, the lowest first. */
function variable(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Buffer.from([...bytes, rest]);
}

/** Every compression that is read. */
export const compressors = {
  gzip: (content: Buffer): Buffer => gzipSync(content),
  zstd: (content: Buffer): Buffer => zstdCompressSync(content),
  bzip2: (content: Buffer): Buffer => bzip2Sync(content),
  xz: xzSync,
} as const;
