import { type AddressVersion, boundariesOf, type Ranges, readRanges, valueReader } from './ranges.ts';
import { specialRanges } from './special-networks.ts';
import { type NetworkSections, writeSections } from './table-sections.ts';

/** Texts of ip-location-db, each for one version of addresses. */
export interface NetworkTexts {
  /** `first,last,country` of independent sources: an address is in a country only where all of them say so. */
  readonly countries: readonly string[];
  /** `first,last,number,name` of autonomous systems. */
  readonly systems: string;
}

/** Longer names of organisations are cut: the length takes one byte. */
const MAX_NAME_BYTES = 255;
const COUNTRY = /^[A-Z]{2}$/;
const SYSTEM = /^(\d{1,10}),(?:"(.*)"|(.*))$/;

/**
 * Packs what is known of networks into the table that {@link openNetworks} reads. The same texts give the same bytes.
 *
 * @throws RangeError where a text is not of its form
 */
export function packNetworks(texts: Readonly<Record<AddressVersion, NetworkTexts>>): Buffer {
  const places = new Places();
  const sections = { 4: packVersion(texts[4], 4, places), 6: packVersion(texts[6], 6, places) };
  return writeSections({
    starts4: Uint32Array.from(sections[4].starts, Number),
    places4: Uint32Array.from(sections[4].places),
    high6: Uint32Array.from(sections[6].starts, (start) => Number(start >> 32n)),
    low6: Uint32Array.from(sections[6].starts, (start) => Number(start & 0xffff_ffffn)),
    places6: Uint32Array.from(sections[6].places),
    ...places.sections(),
  });
}

/** The places of all addresses of a version: that of each start holds up to the next. */
function packVersion(
  { countries, systems }: NetworkTexts,
  version: AddressVersion,
  places: Places,
): { readonly starts: readonly bigint[]; readonly places: readonly number[] } {
  const lists: readonly Ranges[] = [
    specialRanges(version),
    readRanges(systems, version),
    ...countries.map((text) => readRanges(text, version)),
  ];
  const [special, system, ...country] = lists.map(valueReader);
  const found: { starts: bigint[]; places: number[] } = { starts: [0n], places: [0] };
  for (const address of boundariesOf(lists)) {
    const isSpecial = special?.(address) !== undefined;
    const systemText = system?.(address);
    const [first, ...others] = country.map((read) => read(address));
    const agreed = first !== undefined && others.every((other) => other === first) ? first : undefined;
    const place = isSpecial ? 0 : places.of(agreed, systemText);
    if (place === found.places.at(-1)) continue;
    found.starts.push(address);
    found.places.push(place);
  }
  return found;
}

/** Each combination of a country and a system has a number; 0 is that of nothing known. */
class Places {
  readonly #numbers = new Map<string, number>([['', 0]]);
  readonly #countries = [0];
  readonly #systems = [0];
  readonly #names = [0];
  readonly #nameOffsets = new Map<string, number>();
  readonly #text: Buffer[] = [Buffer.of(0)];
  #textBytes = 1;

  of(country: string | undefined, systemText: string | undefined): number {
    const key = `${country ?? ''}${systemText ?? ''}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (country !== undefined && !COUNTRY.test(country))
      throw new RangeError(`A country is ${country}; it must be two capitals.`);
    const [, number, quoted, plain] = SYSTEM.exec(systemText ?? '0,') ?? [];
    if (number === undefined) throw new RangeError(`A system is ${systemText ?? ''}; it must be a number and a name.`);
    const place = this.#countries.length;
    this.#numbers.set(key, place);
    this.#countries.push(country === undefined ? 0 : Buffer.from(country).readUInt16BE());
    this.#systems.push(Number(number));
    this.#names.push(this.#nameOffset(quoted?.replaceAll('""', '"') ?? plain ?? ''));
    return place;
  }

  #nameOffset(name: string): number {
    const known = this.#nameOffsets.get(name);
    if (name === '') return 0;
    if (known !== undefined) return known;
    const bytes = Buffer.from(cut(name.trim()));
    const offset = this.#textBytes;
    this.#nameOffsets.set(name, offset);
    this.#text.push(Buffer.of(bytes.length), bytes);
    this.#textBytes += bytes.length + 1;
    return offset;
  }

  sections(): Pick<NetworkSections, 'countries' | 'systems' | 'names' | 'text'> {
    return {
      countries: Uint32Array.from(this.#countries),
      systems: Uint32Array.from(this.#systems),
      names: Uint32Array.from(this.#names),
      text: Uint8Array.from(Buffer.concat(this.#text)),
    };
  }
}

function cut(name: string): string {
  let text = name;
  while (Buffer.byteLength(text) > MAX_NAME_BYTES) text = text.slice(0, -1);
  return text;
}
