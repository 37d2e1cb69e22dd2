import { hashTable, wordHash } from '../bytes/word-hash.ts';

/**
 * Words that say how what is near them is masked:
 * - `value`: stands for a value wherever it is
 * - `unit`: belongs to the value before it
 * - `month`: belongs to the value before or behind it
 * - `name`: the word behind it is a name where it ends the sentence, or a word of `beside` is next
 * - `beside`: begins what is said beside a name
 */
export type WordKind = 'value' | 'unit' | 'month' | 'name' | 'beside';

const words: Readonly<Record<WordKind, string>> = {
  value: 'true false null nil none nan undefined mon tue wed thu fri sat sun',
  unit: 'b kb mb gb tb pb kib mib gib tib byte bytes bit bits bps kbps mbps gbps hz khz mhz ghz ns us ms msec s sec secs second seconds min mins minute minutes h hour hours day days am pm utc gmt',
  month:
    'jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday',
  name: 'user username login account',
  beside: 'from by at on via using with has is was to for in',
};

/** The longest of {@link words}. */
export const MAX_KNOWN_BYTES = 9;

/** What a word means, by its `wordHash`. */
export const wordKindOf: (hash: number) => WordKind | undefined = hashTable(
  Object.entries(words).flatMap(([kind, list]) =>
    list.split(' ').map((word) => [wordHash(word), kind as WordKind] as const),
  ),
);

/** Last labels of host names without a digit, by their `wordHash`: common ones, and those of networks of one's own. */
export const isTopLevelDomain: (hash: number) => boolean | undefined = hashTable(
  'com net org edu gov mil info biz io dev app cloud local lan localdomain internal intranet corp home arpa cn jp kr tw hk sg in ru ua de at ch uk fr nl be br mx ar au nz us ca pl cz it es pt se no fi dk ie il tr za eu'
    .split(' ')
    .map((word) => [wordHash(word), true] as const),
);
