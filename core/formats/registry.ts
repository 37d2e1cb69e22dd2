import { field } from '../bytes/document-keys.ts';
import { type Beginning, type FormatName, formatNames, formatTable } from '../format-table.ts';
import { apacheCombined, apacheCommon } from './apache-access.ts';
import { apacheError } from './apache-error.ts';
import type { Format, LineReader } from './format.ts';
import { json } from './json.ts';
import { rfc3164 } from './rfc3164.ts';
import { rfc5424 } from './rfc5424.ts';
import { text } from './text.ts';

/** What reads the lines of each format. */
const readers: Readonly<Record<FormatName, LineReader>> = {
  apache_error: apacheError,
  apache_combined: apacheCombined,
  apache_common: apacheCommon,
  rfc5424,
  rfc3164,
  json,
  text,
};

const all = formatNames.map((name): Format => {
  const { dataset, fields } = formatTable[name];
  const readyMade = fields.map(([key, value]) => field(key, value));
  return { name, dataset, fields: readyMade.join(''), read: readers[name].read };
});
const byName = Object.fromEntries(all.map((format) => [format.name, format])) as Readonly<Record<FormatName, Format>>;

/** The format of a name. */
export function formatOf(name: FormatName): Format {
  return byName[name];
}

/** All formats but text, which accepts everything. */
export const structuredFormats = all.filter(({ name }) => formatTable[name].begins.length > 0);

const BYTES = 256;
const others = beginningWith('other');
const byFirstByte = Array.from({ length: BYTES }, (_, byte) => {
  const told = beginningWith(String.fromCharCode(byte));
  return told.length > 0 ? told : others;
});

function beginningWith(beginning: string): readonly Format[] {
  return structuredFormats.filter(({ name }) =>
    formatTable[name].begins.some((known: Beginning) => known === beginning),
  );
}

/** The structured formats that a line which begins with this byte may be of, the stricter ones first. */
export function candidates(firstByte: number | undefined): readonly Format[] {
  return byFirstByte[firstByte ?? 0] ?? others;
}
