import { LESS_THAN, OPENING_BRACE, OPENING_BRACKET, SPACE, TAB } from '../bytes/ascii.ts';
import { apacheCombined } from './apache-combined.ts';
import { apacheCommon } from './apache-common.ts';
import { apacheError } from './apache-error.ts';
import type { Format, FormatName } from './format.ts';
import { json } from './json.ts';
import { rfc3164 } from './rfc3164.ts';
import { rfc5424 } from './rfc5424.ts';
import { text } from './text.ts';

/** All formats but text, which accepts everything. */
export const structuredFormats: readonly Format[] = [apacheCombined, apacheCommon, apacheError, rfc3164, rfc5424, json];

const byName = new Map<FormatName, Format>([...structuredFormats, text].map((format) => [format.name, format]));

/** The format of a name. */
export function formatOf(name: FormatName): Format {
  return byName.get(name) ?? text;
}

/** An access line begins so where its client is an IPv6 address with a port. */
const BRACKETED: readonly Format[] = [apacheError, apacheCombined, apacheCommon];
const JSON_LINES: readonly Format[] = [json];
const SYSLOG: readonly Format[] = [rfc5424, rfc3164];
const OTHERS: readonly Format[] = [apacheCombined, apacheCommon, rfc3164];

/** The structured formats that a line which begins with this byte may be of, the stricter ones first. */
export function candidates(firstByte: number | undefined): readonly Format[] {
  switch (firstByte ?? 0) {
    case OPENING_BRACE:
    case SPACE:
    case TAB:
      return JSON_LINES;
    case LESS_THAN:
      return SYSLOG;
    case OPENING_BRACKET:
      return BRACKETED;
    default:
      return OTHERS;
  }
}
