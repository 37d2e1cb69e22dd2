import { OPENING_BRACKET } from '../ascii.ts';
import { apacheCombined } from './apache-combined.ts';
import { apacheCommon } from './apache-common.ts';
import { apacheError } from './apache-error.ts';
import type { Format, FormatName } from './format.ts';
import { text } from './text.ts';

const byName = new Map<FormatName, Format>(
  [apacheCombined, apacheCommon, apacheError, text].map((format) => [format.name, format]),
);

/** The format of a name. */
export function formatOf(name: FormatName): Format {
  return byName.get(name) ?? text;
}

const NONE: readonly Format[] = [];
const ERROR: readonly Format[] = [apacheError];
const ACCESS: readonly Format[] = [apacheCombined, apacheCommon];

/** The structured formats that a line which begins with this byte may be of, the stricter ones first. */
export function candidates(firstByte: number | undefined): readonly Format[] {
  switch (firstByte) {
    case undefined:
    case 0x7b: // {
    case 0x3c: // <
      return NONE;
    case OPENING_BRACKET:
      return ERROR;
    default:
      return ACCESS;
  }
}
