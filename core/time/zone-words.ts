import { isCapital } from '../bytes/ascii.ts';
import { TextTable } from '../bytes/text-table.ts';

/**
 * Abbreviations of zones, with the minutes by which clocks are ahead of UTC; `undefined` where it means several (the tz database has
 * China's and Cuba's CST, India's and Israel's IST). Devices print them after a time.
 */
const ZONE_WORDS: ReadonlyMap<string, number | undefined> = new Map<string, number | undefined>([
  ...(['UTC', 'GMT', 'UT', 'WET'] as const).map((word) => [word, 0] as const),
  ...(['CET', 'MET', 'WEST'] as const).map((word) => [word, 60] as const),
  ...(['CEST', 'MEST', 'EET'] as const).map((word) => [word, 120] as const),
  ...(['EEST', 'MSK'] as const).map((word) => [word, 180] as const),
  ['JST', 540],
  ['EDT', -240],
  ['MDT', -360],
  ['PDT', -420],
  ...'EST CST MST PST CDT AST ADT AKST AKDT HST NST NDT BST IST SGT HKT KST PHT WIB AEST AEDT ACST ACDT AWST NZST NZDT SAST'
    .split(' ')
    .map((word) => [word, undefined] as const),
]);

const MIN_WORD_BYTES = 2;
const MAX_WORD_BYTES = 4;
const known = new TextTable(isZoneWord);

/** Whether zones have this abbreviation. */
export function isZoneWord(word: string): boolean {
  return ZONE_WORDS.has(word);
}

/** The same of `bytes[start, end)`: most words behind a time are none. */
export function isZoneWordAt(bytes: Buffer, start: number, end: number): boolean {
  const length = end - start;
  return length >= MIN_WORD_BYTES && length <= MAX_WORD_BYTES && known.of(bytes, start, end);
}

/** Minutes ahead of UTC in the zone of this abbreviation; NaN where it is none or not certain. */
export function zoneWordMinutes(word: string): number {
  return ZONE_WORDS.get(word) ?? NaN;
}

/** Where the capitals at `bytes[start]` end, as far as an abbreviation goes. */
export function zoneWordEnd(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && index - start <= MAX_WORD_BYTES && isCapital(bytes[index])) index++;
  return index;
}
