/** A picture that was taken, and how long it is shown. */
export interface Frame {
  /** Four bytes for each pixel, row by row: red, green, blue, and one that is ignored. */
  readonly pixels: Uint8Array;
  readonly millis: number;
}

type Colour = readonly [red: number, green: number, blue: number];

/** A rectangle of pixels, `right` and `bottom` excluded. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The last of the 256 colours means "as in the frame before". */
const UNCHANGED = 255;
const COLOUR_BITS = 8;
const CLEAR = 1 << COLOUR_BITS;
const END = CLEAR + 1;
const MAX_CODES = 4096;

/**
 * Encodes an animation that repeats forever as a GIF (GIF89a specification, W3C). All frames share one palette: the 255 most frequent
 * colours. Each frame holds only the rectangle that differs from the one before.
 */
export function encodeGif(width: number, height: number, frames: readonly Frame[]): Buffer {
  const palette = paletteOf(frames);
  const indexOf = nearestIn(palette);
  const parts = [header(width, height, palette)];
  let shown: Uint8Array | undefined;
  for (const { pixels, millis } of frames) {
    const indexes = Uint8Array.from({ length: width * height }, (_, at) => indexOf(colourAt(pixels, at)));
    const box = changedBox(width, height, indexes, shown);
    parts.push(frameHeader(box, millis), compress(pixelsIn(box, width, indexes, shown)));
    shown = indexes;
  }
  return Buffer.concat([...parts, Buffer.from([0x3b])]);
}

function colourAt(pixels: Uint8Array, at: number): number {
  return ((pixels[4 * at] ?? 0) << 16) | ((pixels[4 * at + 1] ?? 0) << 8) | (pixels[4 * at + 2] ?? 0);
}

function channels(colour: number): Colour {
  return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
}

function paletteOf(frames: readonly Frame[]): readonly Colour[] {
  const counts = new Map<number, number>();
  for (const { pixels } of frames) {
    for (let at = 0; at < pixels.length / 4; at++) {
      const colour = colourAt(pixels, at);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  }
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return sorted.slice(0, UNCHANGED).map(([colour]) => channels(colour));
}

function nearestIn(palette: readonly Colour[]): (colour: number) => number {
  const known = new Map<number, number>();
  return (colour) => {
    const found = known.get(colour) ?? nearest(palette, channels(colour));
    known.set(colour, found);
    return found;
  };
}

function nearest(palette: readonly Colour[], [red, green, blue]: Colour): number {
  const distances = palette.map(([r, g, b]) => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2);
  return distances.indexOf(Math.min(...distances));
}

/** The logical screen with its palette, and the extension that makes browsers repeat the animation. */
function header(width: number, height: number, palette: readonly Colour[]): Buffer {
  const screen = Buffer.alloc(7);
  screen.writeUInt16LE(width, 0);
  screen.writeUInt16LE(height, 2);
  screen[4] = 0b1111_0000 | (COLOUR_BITS - 1);
  const table = Buffer.alloc(3 * (UNCHANGED + 1));
  table.set(palette.flat());
  const repeat = Buffer.concat([
    Buffer.from([0x21, 0xff, 11]),
    Buffer.from('NETSCAPE2.0'),
    Buffer.from([3, 1, 0, 0, 0]),
  ]);
  return Buffer.concat([Buffer.from('GIF89a'), screen, table, repeat]);
}

/** The rectangle of what differs; one pixel where nothing does, since a frame cannot be empty. */
function changedBox(width: number, height: number, indexes: Uint8Array, shown: Uint8Array | undefined): Box {
  if (shown === undefined) return { left: 0, top: 0, right: width, bottom: height };
  const changed = Array.from(indexes.keys()).filter((at) => indexes[at] !== shown[at]);
  const columns = changed.map((at) => at % width);
  const least = (values: readonly number[]): number => values.reduce((one, other) => Math.min(one, other), width);
  const most = (values: readonly number[]): number => values.reduce((one, other) => Math.max(one, other), 0);
  if (changed.length === 0) return { left: 0, top: 0, right: 1, bottom: 1 };
  const rowOf = (at = 0): number => Math.floor(at / width);
  return { left: least(columns), right: most(columns) + 1, top: rowOf(changed[0]), bottom: rowOf(changed.at(-1)) + 1 };
}

function pixelsIn(box: Box, width: number, indexes: Uint8Array, shown: Uint8Array | undefined): Uint8Array {
  const across = box.right - box.left;
  return Uint8Array.from({ length: across * (box.bottom - box.top) }, (_, at) => {
    const place = (box.top + Math.floor(at / across)) * width + box.left + (at % across);
    const index = indexes[place] ?? 0;
    return shown?.[place] === index ? UNCHANGED : index;
  });
}

/** What a frame is drawn over is left in place; delays are in hundredths of a second. */
function frameHeader({ left, top, right, bottom }: Box, millis: number): Buffer {
  const bytes = Buffer.from([0x21, 0xf9, 4, 0b0000_0101, 0, 0, UNCHANGED, 0, 0x2c, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  bytes.writeUInt16LE(Math.round(millis / 10), 4);
  [left, top, right - left, bottom - top].forEach((value, at) => bytes.writeUInt16LE(value, 9 + 2 * at));
  return bytes;
}

/** LZW as in appendix F of the specification: codes of 9 to 12 bits, in blocks of up to 255 bytes. */
function compress(indexes: Uint8Array): Buffer {
  const bits = createBits();
  /** By prefix code and the index that follows it. */
  let codes = new Map<number, number>();
  let size = COLOUR_BITS + 1;
  let next = END + 1;
  bits.write(CLEAR, size);
  let prefix = indexes[0] ?? 0;
  for (const index of indexes.subarray(1)) {
    const key = (prefix << COLOUR_BITS) | index;
    const known = codes.get(key);
    if (known !== undefined) {
      prefix = known;
      continue;
    }
    bits.write(prefix, size);
    prefix = index;
    if (next === MAX_CODES) {
      bits.write(CLEAR, size);
      codes = new Map();
      size = COLOUR_BITS + 1;
      next = END + 1;
      continue;
    }
    if (next === 1 << size) size++;
    codes.set(key, next++);
  }
  bits.write(prefix, size);
  bits.write(END, size);
  return Buffer.concat([Buffer.from([COLOUR_BITS]), ...blocksOf(bits.bytes()), Buffer.from([0])]);
}

function blocksOf(bytes: Buffer): Buffer[] {
  const starts = Array.from({ length: Math.ceil(bytes.length / 255) }, (_, at) => 255 * at);
  return starts.flatMap((start) => {
    const block = bytes.subarray(start, start + 255);
    return [Buffer.from([block.length]), block];
  });
}

/** Codes are packed from the lowest bit of a byte to its highest. */
function createBits(): { write(code: number, size: number): void; bytes(): Buffer } {
  const written: number[] = [];
  let pending = 0;
  let count = 0;
  return {
    write: (code, size) => {
      pending |= code << count;
      for (count += size; count >= 8; count -= 8) {
        written.push(pending & 0xff);
        pending >>>= 8;
      }
    },
    bytes: () => Buffer.from(count === 0 ? written : [...written, pending]),
  };
}
