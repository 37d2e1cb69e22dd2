import { counted } from '../../../core/wording.ts';
import type { DataViewName } from '../../../dashboards/definition.ts';
import { OTHER } from '../../../dashboards/others.ts';
import { NO_VALUE } from '../../../dashboards/rows.ts';

/**
 * Characters that are invisible, or that reverse the text around them: control characters (ANSI escapes begin with one), and the marks
 * that change the writing direction, join or hide (Unicode Standard Annex 9; categories Cc, Cf, Zl, Zp).
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
/** What joins two pictures into one (Unicode Technical Standard 51, ZWJ sequences) hides nothing. */
const JOINER = /(?<=\p{Extended_Pictographic}(?:\u{fe0f}|\p{Emoji_Modifier})?)\u{200d}(?=\p{Extended_Pictographic})/gu;

/** Makes invisible characters visible (`\x1b`, `\u{202e}`), so that a log line cannot pretend to be another. */
export function visible(text: string): string {
  const joiners = new Set(Array.from(text.matchAll(JOINER), ({ index }) => index));
  return text.replaceAll(INVISIBLE, (character, index: number) => {
    if (joiners.has(index)) return character;
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

const nouns: Readonly<Partial<Record<DataViewName, string>>> = {
  logs: 'line',
  cases: 'case',
  findings: 'finding',
  visits: 'visit',
};

/** How many documents of a data view: `1 line`, `2 visits`. */
export function countedDocuments(documents: number, dataView: DataViewName): string {
  return counted(documents, nouns[dataView] ?? 'document');
}

/** The text of a value that documents are grouped by. */
export function textOfKey(key: string | number): string {
  if (key === OTHER) return 'Other';
  return key === NO_VALUE ? '–' : visible(String(key));
}

/** A length of time, in its two largest units: `57 minutes`, `2 h 5 min`. */
export function lengthText(millis: number): string {
  const rounded = Math.round(millis / (millis < 10 * SECOND ? 1 : SECOND)) * (millis < 10 * SECOND ? 1 : SECOND);
  const index = lengths.findIndex(([size]) => rounded >= size);
  const [size, unit, short] = lengths[index] ?? [1, 'millisecond', 'ms'];
  const number = Math.floor(rounded / size);
  const [nextSize = 0, , nextShort = ''] = lengths[index + 1] ?? [];
  const rest = nextSize < SECOND ? 0 : Math.floor((rounded - number * size) / nextSize);
  return rest === 0 ? counted(number, unit) : `${number} ${short} ${rest} ${nextShort}`;
}

const SECOND = 1000;
const lengths = [
  [86_400_000, 'day', 'd'],
  [3_600_000, 'hour', 'h'],
  [60_000, 'minute', 'min'],
  [SECOND, 'second', 's'],
  [1, 'millisecond', 'ms'],
] as const;

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A whole number with thousands separators. */
export function count(value: number): string {
  return whole.format(value);
}

const UTC = 'UTC';
const localZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
let zone = localZone;

/** Whether times are shown in UTC, and not in the browser's zone. */
export function isUtc(): boolean {
  return zone === UTC;
}

/** Shows times in UTC, or in the browser's zone. */
export function useUtc(utc: boolean): void {
  zone = utc ? UTC : localZone;
}

/** The zone in which times are shown, under its IANA name. */
export function shownZone(): string {
  return zone;
}

const formats = [localZone, UTC].map((timeZone) => {
  const format = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone,
  });
  return [timeZone, format] as const;
});
const formatOf = new Map(formats);

/** A time in the shown zone, to the second. */
export function time(millis: number): string {
  return Number.isNaN(millis) ? 'no time' : (formatOf.get(zone)?.format(millis) ?? '');
}

/** Says in which zone times are shown, with its current offset from UTC. */
export function zoneHint(): string {
  if (isUtc()) return 'Times are shown in UTC';
  const minutes = -new Date().getTimezoneOffset();
  const sign = minutes < 0 ? '−' : '+';
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = String(Math.abs(minutes) % 60).padStart(2, '0');
  return `Times are shown in ${localZone} (UTC${sign}${hours}:${rest})`;
}
