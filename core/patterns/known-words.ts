import { hashTable, nextHash, wordHash } from '../bytes/word-hash.ts';

/** How words say what is variable, be it themselves or what is next to them. */
const words = {
  /** A value wherever it is. */
  value: 'true false null nil none nan undefined mon tue wed thu fri sat sun',
  /** Part of the value before it. */
  unit:
    'b kb mb gb tb pb kib mib gib tib byte bytes bit bits bps kbps mbps gbps hz khz mhz ghz ns us ms msec s sec secs second seconds ' +
    'min mins minute minutes h hour hours day days am pm utc gmt est edt cst cdt mst mdt pst pdt cet cest bst ist jst msk',
  /** Part of the value before or after it. */
  date:
    'jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october november ' +
    'december monday tuesday wednesday thursday friday saturday sunday',
  /** The word after it is a name where that ends the sentence, or is followed by one of `beside` or `origin`. */
  title: 'user username',
  /** The word after it is a name where that is followed by one of `origin`: `password for root from 192.0.2.1`. */
  recipient: 'for',
  beside: 'by at on via using with has is was',
  /** Never a name. */
  aspect:
    'account action activity agent authentication data error group id info input interface limit login logout mode name not ok output password ' +
    'profile quota request role session settings space successful unknown',
  origin: 'from',
} as const;

/** One of the kinds of words. */
export type WordKind = keyof typeof words;

/** Last labels of host names: common ones, and those of networks that are not public. */
const TOP_LEVEL_DOMAINS =
  'com net org edu gov mil info biz io dev app cloud local lan localdomain internal intranet corp home arpa ' +
  'ar at au be br ca ch cn cz de dk es eu fi fr hk ie il in it jp kr mx nl no nz pl pt ru se sg tr tw ua uk us za';

const kinds = hashTable<WordKind>(
  // the first kind of a word counts
  new Map(
    Object.entries(words)
      .reverse()
      .flatMap(([kind, list]) => list.split(' ').map((word) => [wordHash(word), kind as WordKind] as const)),
  ),
);

const domains = hashTable<true>(TOP_LEVEL_DOMAINS.split(' ').map((word) => [wordHash(word), true] as const));

/** Makes a capital letter small, and leaves digits and small letters as they are. */
const SMALL = 0x20;

/** The hash of a word with one byte more, of either case. */
export function nextWordHash(hash: number, byte: number): number {
  return nextHash(hash, byte | SMALL);
}

/** What a word means, by its hash. */
export function wordKindOf(hash: number): WordKind | undefined {
  return kinds(hash);
}

/** Whether host names end with this label, by its hash. */
export function isTopLevelDomain(hash: number): boolean {
  return domains(hash) === true;
}
