import { MAPPED_BYTES } from '../addresses/ip-address.ts';
import { readSections } from './table-sections.ts';

/** What is known of where an address is. */
export interface NetworkPlace {
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  /** The autonomous system that announces it, and who runs that. */
  readonly system?: { readonly number: number; readonly organization?: string };
}

/** Finds the place of an address: packed once (pack-networks.ts), read as it is. */
export interface NetworkTable {
  /** How many places there are; they are numbered from 0, which is that of an address of which nothing is known. */
  readonly placeCount: number;
  /** The number of the place of the 16 bytes of an address (core/addresses/ip-address.ts). */
  placeOf(address: Uint8Array): number;
  place(number: number): NetworkPlace;
}

/** Of the addresses of IPv4, as many as have the same first 16 bits are looked for among their own. */
const BLOCK_BITS = 16;

/**
 * Opens a table that packNetworks made. The bytes are used as they are, and must not change.
 *
 * @throws RangeError where they are of another form
 */
export function openNetworks(bytes: Uint8Array): NetworkTable {
  const { starts4, places4, high6, low6, places6, countries, systems, names, text } = readSections(bytes);
  const blocks = blockStarts(starts4);
  const texts = Buffer.from(text.buffer, text.byteOffset, text.byteLength);

  function placeOf4(address: number): number {
    const block = address >>> BLOCK_BITS;
    let low = blocks[block] ?? 0;
    let high = blocks[block + 1] ?? starts4.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts4[middle] ?? 0) <= address) low = middle + 1;
      else high = middle;
    }
    return places4[low - 1] ?? 0;
  }

  function placeOf6(first: number, second: number): number {
    let low = 0;
    let high = high6.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const start = high6[middle] ?? 0;
      if (start < first || (start === first && (low6[middle] ?? 0) <= second)) low = middle + 1;
      else high = middle;
    }
    return places6[low - 1] ?? 0;
  }

  return {
    placeCount: countries.length,
    placeOf(address) {
      if (isMapped(address)) return placeOf4(word(address, MAPPED_BYTES));
      return placeOf6(word(address, 0), word(address, 4));
    },
    place(number) {
      const country = countries[number] ?? 0;
      const system = systems[number] ?? 0;
      const name = names[number] ?? 0;
      const organization = texts.toString('utf8', name + 1, name + 1 + (texts[name] ?? 0));
      return {
        ...(country > 0 && { country: String.fromCharCode(country >> 8, country & 0xff) }),
        ...(system > 0 && { system: { number: system, ...(organization !== '' && { organization }) } }),
      };
    },
  };
}

/** Where the starts of each block of addresses begin, in the order of the blocks; the last is where they end. */
function blockStarts(starts: Uint32Array): Uint32Array {
  const blocks = new Uint32Array((1 << BLOCK_BITS) + 1).fill(starts.length);
  let block = 0;
  for (let index = 0; index < starts.length; index++) {
    const of = (starts[index] ?? 0) >>> BLOCK_BITS;
    while (block <= of) blocks[block++] = index;
  }
  return blocks;
}

/** Whether the address is an IPv4 one (RFC 4291, section 2.5.5.2). */
function isMapped(address: Uint8Array): boolean {
  return word(address, 0) === 0 && word(address, 4) === 0 && word(address, 8) === 0xffff;
}

function word(bytes: Uint8Array, index: number): number {
  return (
    (((bytes[index] ?? 0) << 24) |
      ((bytes[index + 1] ?? 0) << 16) |
      ((bytes[index + 2] ?? 0) << 8) |
      (bytes[index + 3] ?? 0)) >>>
    0
  );
}
