/**
 * What is between the bytes of a file and its content, and is removed while it is read: a compression, UTF-16, or lines
 * that end with a carriage return alone.
 */
export const layerNames = ['gzip', 'zstd', 'bzip2', 'xz', 'utf-16le', 'utf-16be', 'cr'] as const;

/** One of the known layers. */
export type Layer = (typeof layerNames)[number];

/** One of the layers that are compressions. */
export type Compression = Extract<Layer, 'gzip' | 'zstd' | 'bzip2' | 'xz'>;

/**
 * By which first bytes, in hexadecimal, a compression is known, never by a file's name: gzip (RFC 1952, 2.3.1), a Zstandard
 * or skippable frame (RFC 8878, 3.1.1 and 3.1.2), bzip2 with its first block or, of an empty file, its end (`BZh`, the level,
 * and the digits of pi or of its square root), xz (The .xz File Format 1.2.1, 2.1.1.1).
 */
const COMPRESSIONS: readonly (readonly [Compression, RegExp])[] = [
  ['gzip', /^1f8b/],
  ['zstd', /^(?:28b52ffd|5.2a4d18)/],
  ['bzip2', /^425a683[1-9](?:314159265359|177245385090)/],
  ['xz', /^fd377a585a00/],
];
const MAGIC_BYTES = 16;

/** The compression of content that begins so; undefined where there is none that is known. */
export function compressionOf(beginning: Buffer): Compression | undefined {
  const magic = beginning.toString('hex', 0, MAGIC_BYTES);
  return COMPRESSIONS.find(([, pattern]) => pattern.test(magic))?.[0];
}

/** Below so many UTF-16 code units, what has no mark is not taken for UTF-16. */
const MIN_UNITS = 4;
/** At least this share of the code units has to be ASCII where no mark says that it is UTF-16. */
const MIN_ASCII_SHARE = 0.9;

/**
 * The UTF-16 encoding of content that begins so, by its mark U+FEFF; without one, where nearly all code units are ASCII and
 * none has a zero where ASCII has none. Undefined for everything else, UTF-32 with its mark too.
 */
export function utf16Of(beginning: Buffer): Layer | undefined {
  const mark = beginning.toString('latin1', 0, 4);
  if (mark.startsWith('\xff\xfe') && mark !== '\xff\xfe\0\0') return 'utf-16le';
  if (mark.startsWith('\xfe\xff')) return 'utf-16be';
  if (isUtf16(beginning, 0)) return 'utf-16le';
  return isUtf16(beginning, 1) ? 'utf-16be' : undefined;
}

/** @param low where the low byte of each code unit is: 0 or 1 */
function isUtf16(beginning: Buffer, low: 0 | 1): boolean {
  const units = beginning.length >> 1;
  if (units < MIN_UNITS || beginning[1 - low] !== 0) return false;
  let ascii = 0;
  for (let index = 0; index < 2 * units; index += 2) {
    const byte = beginning[index + low] ?? 0;
    if (byte === 0) return false;
    if (beginning[index + 1 - low] === 0 && isTextByte(byte)) ascii++;
  }
  return ascii >= units * MIN_ASCII_SHARE;
}

/** Printable ASCII, tabulator, line feed, carriage return. */
function isTextByte(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/**
 * Whether the lines of text that begins so end with a carriage return alone: it holds one, and no line feed. One at its end
 * may be half of a Windows line end.
 */
export function hasReturnsOnly(beginning: Buffer): boolean {
  return !beginning.includes('\n') && /\r[^\r]/.test(beginning.toString('latin1'));
}

/** The layers in one word: `none`, `gzip`, or `gzip+utf-16le` of UTF-16 inside gzip. */
export function layersText(layers: readonly Layer[]): string {
  return layers.length === 0 ? 'none' : layers.join('+');
}

/** The layers that {@link layersText} wrote; those that this version does not know are left out. */
export function layersOf(text: string): Layer[] {
  const words = text.split('+');
  return words.flatMap((word) => layerNames.find((name) => name === word) ?? []);
}
