/** Short strings joined are cheap; long chains of them are costly for the garbage collector. */
const CHAIN_CHARACTERS = 2048;
const CHUNK_BYTES = 1 << 16;
/** Size of one member of a gzip file: large enough to compress well. */
const GZIP_CHUNK_BYTES = 1 << 20;

/** Collects lines until there are enough of them to be worth a write. */
export interface Chunk {
  add(line: string): void;
  flush(): void;
}

/** Makes a collector; its bytes are valid until `write` returns. Lines are ASCII, as all printable values are. */
export function createChunk(write: (bytes: Buffer) => void, gzip: boolean): Chunk {
  const bytes = Buffer.allocUnsafe(gzip ? GZIP_CHUNK_BYTES : CHUNK_BYTES);
  let length = 0;
  let chain = '';
  const empty = (): void => {
    if (length > 0) write(bytes.subarray(0, length));
    length = 0;
  };
  const settle = (): void => {
    if (length + chain.length > bytes.length) empty();
    length += bytes.write(chain, length, 'latin1');
    chain = '';
  };
  return {
    add(line) {
      chain += line;
      chain += '\n';
      if (chain.length >= CHAIN_CHARACTERS) settle();
    },
    flush() {
      settle();
      empty();
    },
  };
}
