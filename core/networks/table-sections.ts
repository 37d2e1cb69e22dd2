/** What a table of networks consists of. */
export interface NetworkSections {
  /** Where a place begins, IPv4, in rising order; the first is 0. */
  readonly starts4: Uint32Array;
  readonly places4: Uint32Array;
  /** The same of the first halves of IPv6 addresses, 32 bits each. */
  readonly high6: Uint32Array;
  readonly low6: Uint32Array;
  readonly places6: Uint32Array;
  /** By place: two capitals, big-endian, or 0. */
  readonly countries: Uint32Array;
  /** By place: the number of the autonomous system, or 0. */
  readonly systems: Uint32Array;
  /** By place: where the name of the organisation is in `text`, its length first; 0 where there is none. */
  readonly names: Uint32Array;
  readonly text: Uint8Array;
}

/** `KIN1`: raised with the form, so that a table of another is refused. */
const FORM = 0x4b494e31;
const ARRAYS = ['starts4', 'places4', 'high6', 'low6', 'places6', 'countries', 'systems', 'names'] as const;
const WORD_BYTES = 4;
/** The form, the length of each array, and that of the text. */
const HEAD_WORDS = 1 + ARRAYS.length + 1;

/** The sections one after the other, in the order of bytes that processors of Lambda and of laptops have. */
export function writeSections(sections: NetworkSections): Buffer {
  const arrays = ARRAYS.map((name) => sections[name]);
  const head = Uint32Array.from([FORM, ...arrays.map(({ length }) => length), sections.text.length]);
  return Buffer.concat([...[head, ...arrays].map(bytesOf), sections.text]);
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/**
 * The sections of a table, as views of its bytes.
 *
 * @throws RangeError where the bytes are none, or not all of one
 */
export function readSections(bytes: Uint8Array): NetworkSections {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % WORD_BYTES === 0 ? bytes : Uint8Array.from(bytes);
  const words = (start: number, length: number): Uint32Array =>
    new Uint32Array(buffer, byteOffset + start * WORD_BYTES, length);
  const [form, ...lengths] = byteLength < HEAD_WORDS * WORD_BYTES ? [] : words(0, HEAD_WORDS);
  const textBytes = lengths.pop() ?? 0;
  const textStart = (HEAD_WORDS + sum(lengths)) * WORD_BYTES;
  if (form !== FORM || byteLength !== textStart + textBytes) {
    throw new RangeError(`The table of networks has ${byteLength} bytes, which are not of its form or not all of it.`);
  }
  const array = (name: (typeof ARRAYS)[number]): Uint32Array => {
    const index = ARRAYS.indexOf(name);
    return words(HEAD_WORDS + sum(lengths.slice(0, index)), lengths[index] ?? 0);
  };
  return {
    starts4: array('starts4'),
    places4: array('places4'),
    high6: array('high6'),
    low6: array('low6'),
    places6: array('places6'),
    countries: array('countries'),
    systems: array('systems'),
    names: array('names'),
    text: new Uint8Array(buffer, byteOffset + textStart, textBytes),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
