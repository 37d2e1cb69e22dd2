import { ADDRESS_BYTES, readIpAddress } from '../addresses/ip-address.ts';
import type { Networks } from '../addresses/networks.ts';
import { field } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { INTERNAL_PLACE } from '../site/internal-place.ts';
import type { NetworkTable } from './network-table.ts';

/**
 * Writes `source.geo.country_iso_code`, `source.as.number` and `source.as.organization.name` of the IP address `bytes[start, end)`, as far as
 * they are known, or `source.geo.name` where it is one of the site's own, and returns the number of the autonomous system, 0 where there is none.
 */
export type PlaceFields = (bytes: Buffer, start: number, end: number, writer: DocumentWriter) => number;

/** The fields of a place, ready-made. */
interface Written {
  readonly fields: Buffer;
  readonly system: number;
}

const NOTHING: Written = { fields: Buffer.alloc(0), system: 0 };
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
  const known: Written[] = [NOTHING];
  return (bytes, start, end, writer) => {
    if (!readIpAddress(bytes, start, end, address)) return 0;
    if (internal?.(address) === true) {
      writer.verbatim(INTERNAL, 0, INTERNAL.length);
      return 0;
    }
    if (networks === undefined) return 0;
    const table = networks();
    const place = table.placeOf(address);
    const { fields, system } = (known[place] ??= written(table, place));
    writer.verbatim(fields, 0, fields.length);
    return system;
  };
}

function written(table: NetworkTable, number: number): Written {
  const { country, system } = table.place(number);
  const organization = system?.organization;
  const fields = [
    country === undefined ? '' : field('source.geo.country_iso_code', country),
    system === undefined ? '' : field('source.as.number', system.number),
    organization === undefined ? '' : field('source.as.organization.name', organization),
  ];
  return { fields: Buffer.from(fields.join('')), system: system?.number ?? 0 };
}
