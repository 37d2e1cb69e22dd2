import { ADDRESS_BYTES, readIpAddress } from '../addresses/ip-address.ts';
import type { Networks } from '../addresses/networks.ts';
import { viewOf } from '../bytes/byte-view.ts';
import { field } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { STEP_BYTES } from '../bytes/word-steps.ts';
import { INTERNAL_PLACE } from '../site/internal-place.ts';
import type { NetworkPlace, NetworkTable } from './network-table.ts';

/**
 * Writes `source.geo.country_iso_code`, `source.as.number` and `source.as.organization.name` of the IP address `bytes[start, end)`, as far as
 * they are known, or `source.geo.name` where it is one of the site's own, and returns the number of the autonomous system, 0 where there is none.
 */
export type PlaceFields = (bytes: Buffer, start: number, end: number, writer: DocumentWriter) => number;

const INTERNAL = Buffer.from(field('source.geo.name', INTERNAL_PLACE));

/** What is known of networks. */
export interface PlaceTables {
  /** Locates addresses; asked for when the first one comes. */
  readonly networks?: (() => NetworkTable) | undefined;
  /** The site's own networks: their addresses are named, not located, whatever a table says. */
  readonly internal?: Networks | undefined;
}

/** Says where addresses are, as far as the tables do. */
export function createPlaceFields({ networks, internal }: PlaceTables): PlaceFields {
  const address = new Uint8Array(ADDRESS_BYTES);
  let texts: PlaceTexts | undefined;
  return (bytes, start, end, writer) => {
    if (!readIpAddress(bytes, start, end, address)) return 0;
    if (internal?.(address) === true) {
      writer.verbatim(INTERNAL, 0, INTERNAL.length);
      return 0;
    }
    if (networks === undefined) return 0;
    const table = networks();
    texts ??= new PlaceTexts(table);
    return texts.write(table.placeOf(address), writer);
  };
}

const FIRST_BYTES = 64 * 1024;
/** Of each place: where its fields begin and end, and its autonomous system. */
const NUMBERS = 3;
const UNMET = 2 ** 32 - 1;

/**
 * The fields of places, prepared when a place is first met. They are one after the other in one buffer, not objects: addresses come from everywhere,
 * and the processor has to fetch each object on the way to a place.
 */
class PlaceTexts {
  readonly #table: NetworkTable;
  readonly #numbers: Uint32Array;
  #bytes = Buffer.alloc(FIRST_BYTES);
  #words = viewOf(this.#bytes);
  #length = 0;

  constructor(table: NetworkTable) {
    this.#table = table;
    this.#numbers = new Uint32Array(table.placeCount * NUMBERS).fill(UNMET);
  }

  /** Writes the fields of a place; returns its autonomous system. */
  write(place: number, writer: DocumentWriter): number {
    const at = place * NUMBERS;
    if (this.#numbers[at] === UNMET) this.#add(at, this.#table.place(place));
    writer.copy(this.#words, this.#numbers[at] ?? 0, this.#numbers[at + 1] ?? 0);
    return this.#numbers[at + 2] ?? 0;
  }

  #add(at: number, place: NetworkPlace): void {
    const text = Buffer.from(textOf(place));
    const end = this.#length + text.length;
    if (end + STEP_BYTES > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes], 2 * this.#bytes.length);
      this.#words = viewOf(this.#bytes);
    }
    this.#bytes.set(text, this.#length);
    this.#numbers.set([this.#length, end, place.system?.number ?? 0], at);
    this.#length = end;
  }
}

function textOf({ country, system }: NetworkPlace): string {
  const organization = system?.organization;
  return [
    country === undefined ? '' : field('source.geo.country_iso_code', country),
    system === undefined ? '' : field('source.as.number', system.number),
    organization === undefined ? '' : field('source.as.organization.name', organization),
  ].join('');
}
