import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type NetworkTexts, packNetworks } from '../../core/networks/pack-networks.ts';
import type { AddressVersion } from '../../core/networks/ranges.ts';

const MODULES = path.join(import.meta.dirname, '..', '..', 'node_modules');
const PACKAGES = ['asn', 'asn-country', 'geo-whois-asn-country'] as const;
/** What the bytes of a table depend on in addition to the packages. */
const PACKING = ['pack-networks', 'ranges', 'special-networks', 'table-sections'];

/**
 * The path of the table of networks, which is packed once for the packages that are installed: some seconds. It may be asked for by several
 * processes at once.
 */
export function networkFile(): string {
  const folder = path.join(MODULES, '.cache', 'networks');
  const file = path.join(folder, `${contentName()}.bin`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const draft = path.join(folder, `.${randomUUID()}`);
  writeFileSync(draft, packNetworks({ 4: textsOf(4), 6: textsOf(6) }));
  renameSync(draft, file);
  return file;
}

function contentName(): string {
  const hash = createHash('sha256');
  for (const name of PACKAGES) hash.update(readFileSync(path.join(MODULES, '@ip-location-db', name, 'package.json')));
  for (const name of PACKING) {
    hash.update(readFileSync(path.join(import.meta.dirname, '..', '..', 'core', 'networks', `${name}.ts`)));
  }
  return hash.digest('hex').slice(0, 16);
}

function textsOf(version: AddressVersion): NetworkTexts {
  const read = (name: (typeof PACKAGES)[number]): string =>
    readFileSync(path.join(MODULES, '@ip-location-db', name, `${name}-ipv${version}-num.csv`), 'utf8');
  return { systems: read('asn'), countries: [read('geo-whois-asn-country'), read('asn-country')] };
}
