import { COLON, DOT, isDigit, SLASH, UNDERSCORE } from '../bytes/ascii.ts';
import { wordsOf } from '../bytes/byte-view.ts';
import { KnownText } from '../bytes/known-text.ts';
import { MACHINES, operators } from './client-kinds.ts';
import {
  COMPATIBLE,
  deviceBit,
  LIKE,
  machineBit,
  type Meaning,
  meaningOf,
  NO_OPERATOR,
  NOTHING,
} from './user-agent-meanings.ts';
import {
  BOT_ENDINGS,
  clients,
  DEVICES,
  NO_RANK,
  OTHER_BOT,
  OTHER_PROGRAM,
  systems,
  versionWords,
} from './user-agent-names.ts';
import { UserAgentWords } from './user-agent-words.ts';

/** A range of the user agent's bytes; empty where it does not say so. */
export interface UserAgentRange {
  start: number;
  end: number;
}

const ADDRESS_LENGTH = '://'.length;
const OTHER_BOT_RANK = clients.indexOf(OTHER_BOT);
const OTHER_PROGRAM_RANK = clients.indexOf(OTHER_PROGRAM);
const BOT_BIT = deviceBit('bot');
const DESKTOP_BIT = deviceBit('desktop');
const CRAWLER_BIT = machineBit('crawler');
const TOOL_BIT = machineBit('tool');
const TOOL = MACHINES.indexOf('tool');
const SYSTEM_DEVICES = systems.map(({ device }) => deviceBit(device));
/** Where in {@link versionWords} the word of each client is; -1 where the version is its own. */
const CLIENT_VERSION_WORDS = clients.map(({ version }) => versionWords.findIndex(({ name }) => name === version));
const VERSION = versionWords.findIndex(({ name }) => name === 'version');

/** How nearly all browsers begin, and where the version is in it. */
const MOZILLA = new KnownText(Buffer.from('Mozilla/5.0 ('));
const MOZILLA_VERSION = 8;
const MOZILLA_RANK = clients.findIndex(({ products }) => products === 'mozilla');

/**
 * Reads user agents, one at a time: `Name/version` and comments of fields parted by `;` (RFC 9110, section 10.1.5). What each
 * word says is looked up; of clients and of systems, the strongest is kept.
 */
export class UserAgentReader {
  /** Rank in {@link clients} and in {@link systems}; {@link NO_RANK} where none is known. */
  client = NO_RANK;
  system = NO_RANK;
  /** The word that names the client. */
  readonly clientName: UserAgentRange = { start: 0, end: 0 };
  readonly systemVersion: UserAgentRange = { start: 0, end: 0 };
  readonly #words = new UserAgentWords();
  readonly #ownVersion: UserAgentRange = { start: 0, end: 0 };
  readonly #versions: readonly UserAgentRange[] = versionWords.map(() => ({ start: 0, end: 0 }));
  #devices = 0;
  #machines = 0;
  #operator = NO_OPERATOR;
  #isCompatible = false;

  /** Reads the user agent `bytes[start, end)`. */
  read(bytes: Buffer, start: number, end: number): void {
    this.#begin();
    const words = this.#words;
    words.begin(this.#takeMozilla(bytes, start, end));
    let isLike = false;
    while (words.advance(bytes, end)) {
      const isProduct = words.end < end && bytes[words.end] === SLASH;
      // `like iPhone OS 7_0_3 Mac OS X AppleWebKit/537`: likeness ends with the words that single spaces part, or with a product.
      isLike &&= words.hashBefore !== 0 && !isProduct;
      if (isLike) continue;
      const meaning = meaningOf(words, bytes);
      isLike = meaning === LIKE;
      this.#isCompatible ||= meaning === COMPATIBLE;
      if (meaning === NOTHING) this.#takeUnknown(bytes, end);
      else this.#takeKnown(meaning, bytes, isProduct);
      if (meaning.machines !== 0 || meaning.isLibrary) {
        this.#takeMachine(meaning, bytes, isProduct || words.start === start || this.#isCompatible);
      }
      const isNew = isProduct && meaning.client === NO_RANK && words.versionEnd > words.versionStart;
      if (isNew && (words.start === start || this.#isCompatible)) this.#takeClient(OTHER_PROGRAM_RANK);
    }
  }

  /** The client's version. */
  get clientVersion(): UserAgentRange {
    const own = this.#ownVersion;
    const of = CLIENT_VERSION_WORDS[this.client] ?? -1;
    if (of < 0) return isEmpty(own) ? this.#versionOf(VERSION) : own;
    const version = this.#versionOf(of);
    return isEmpty(version) && clients[this.client]?.elseOwnVersion ? own : version;
  }

  /** The place in the list of devices of what it runs on, or -1. */
  get device(): number {
    let devices = this.#devices;
    // A browser would name its system.
    if (this.client === OTHER_PROGRAM_RANK && this.#isCompatible && this.system === NO_RANK) devices |= BOT_BIT;
    if (devices === 0) devices = SYSTEM_DEVICES[this.system] ?? 0;
    return 31 - Math.clz32(devices & -devices);
  }

  /** The place in {@link MACHINES} of what sent it, or -1 for a person's browser or app. */
  get machine(): number {
    const isBot = DEVICES[this.device] === 'bot';
    const machines = this.#machines | (isBot ? CRAWLER_BIT : 0);
    if (machines !== 0) return 31 - Math.clz32(machines & -machines);
    const isProgram = this.client === OTHER_PROGRAM_RANK || this.client === NO_RANK;
    if (isProgram && ((this.#devices | (SYSTEM_DEVICES[this.system] ?? 0)) & ~DESKTOP_BIT) === 0) return TOOL;
    return this.client === MOZILLA_RANK && this.system === NO_RANK ? TOOL : -1;
  }

  /** The systems that the crawler which it says to be comes from; undefined where it is none whose operator says so. */
  get systems(): readonly number[] | undefined {
    return operators[this.#operator]?.systems;
  }

  #begin(): void {
    this.client = NO_RANK;
    this.system = NO_RANK;
    this.#devices = 0;
    this.#machines = 0;
    this.#operator = NO_OPERATOR;
    this.#isCompatible = false;
    setRange(this.#ownVersion, 0, 0);
    for (let rank = 0; rank < this.#versions.length; rank++) setRange(this.#versionOf(rank), 0, 0);
  }

  /** Reads the beginning that nearly all user agents have, as its words would be read, and returns where to continue. */
  #takeMozilla(bytes: Buffer, start: number, end: number): number {
    if (!MOZILLA.isAt(wordsOf(bytes), start, end)) return start;
    this.client = MOZILLA_RANK;
    setRange(this.clientName, start, start + MOZILLA_VERSION - 1);
    setRange(this.#ownVersion, start + MOZILLA_VERSION, start + MOZILLA_VERSION + 3);
    return start + MOZILLA.lengthBytes;
  }

  #takeKnown(meaning: Meaning, bytes: Buffer, isProduct: boolean): void {
    const words = this.#words;
    if (isProduct || !meaning.isProduct) this.#takeClient(meaning.client);
    if (meaning.system <= this.system && meaning.system !== NO_RANK) this.#takeSystem(meaning, bytes);
    this.#devices |= meaning.devices;
    if (meaning.versionWord === NO_RANK) return;
    const version = this.#versionOf(meaning.versionWord);
    if (isEmpty(version)) setRange(version, words.versionStart, words.versionEnd);
  }

  #takeUnknown(bytes: Buffer, end: number): void {
    const words = this.#words;
    const bits = botBits(bytes, words.start, words.lettersEnd) | botBits(bytes, words.start, words.end);
    if (bits !== 0) {
      this.#devices |= BOT_BIT;
      this.#machines |= bits;
      this.#takeClient(OTHER_BOT_RANK);
    } else if (words.end + ADDRESS_LENGTH < end && isAddress(bytes, words.end)) {
      this.#devices |= BOT_BIT;
      words.skipAddress(bytes, end);
    }
  }

  /** Reads a machine's name, of which some are names of bots as well. */
  #takeMachine(meaning: Meaning, bytes: Buffer, isMeant: boolean): void {
    const { start, end } = this.#words;
    if (meaning.operator !== NO_OPERATOR) this.#operator = meaning.operator;
    this.#machines |= meaning.machines | (meaning.isLibrary && isMeant ? TOOL_BIT : 0);
    if (botBits(bytes, start, end) === 0 && meaning.operator === NO_OPERATOR) return;
    this.#devices |= BOT_BIT;
    this.#takeClient(OTHER_BOT_RANK);
  }

  /** Of a name that comes twice, the one with a version counts. */
  #takeClient(rank: number): void {
    const isAgain = rank === this.client && isEmpty(this.#ownVersion);
    if (rank === NO_RANK || (rank >= this.client && !isAgain)) return;
    const words = this.#words;
    this.client = rank;
    setRange(this.clientName, words.start, words.end);
    setRange(this.#ownVersion, words.versionStart, words.versionEnd);
  }

  #takeSystem(meaning: Meaning, bytes: Buffer): void {
    const range = this.systemVersion;
    if (meaning.system < this.system) {
      this.system = meaning.system;
      setRange(range, 0, 0);
    }
    if (!isEmpty(range) || meaning.version === 'none') return;
    const { start, end, versionStart, versionEnd } = this.#words;
    const numberEnd = endOfNumber(bytes, versionStart, versionEnd);
    if (meaning.version === 'behind') setRange(range, versionStart, numberEnd);
    else setRange(range, start, numberEnd > versionStart ? numberEnd : end);
  }

  #versionOf(rank: number): UserAgentRange {
    return this.#versions[rank] ?? this.#ownVersion;
  }
}

function setRange(range: UserAgentRange, start: number, end: number): void {
  range.start = start;
  range.end = end;
}

/** Whether the user agent does not say it. */
export function isEmpty({ start, end }: UserAgentRange): boolean {
  return end <= start;
}

/** Systems' versions are numbers: `10_15_7` of `10_15_7`, `2.1` of `2.1-update1`. */
function endOfNumber(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && (isDigit(bytes[index]) || bytes[index] === DOT || bytes[index] === UNDERSCORE)) index++;
  return index;
}

/** `://`: bots say where to read about them, people's browsers hardly ever name a page. */
function isAddress(bytes: Buffer, index: number): boolean {
  return bytes[index] === COLON && bytes[index + 1] === SLASH && bytes[index + 2] === SLASH;
}

const ENDINGS = Object.entries(BOT_ENDINGS).map(([ending, machine]) => ({
  ending: Buffer.from(ending),
  bit: machineBit(machine),
}));
/** 1 for the last letters of {@link BOT_ENDINGS}, so that few words are looked at. */
const LAST_LETTERS = new Uint8Array(256);
for (const { ending } of ENDINGS) LAST_LETTERS[ending.at(-1) ?? 0] = 1;

/** Which machine's name a word is that ends as the names of bots do, and is more than that; 0 where it does not. */
function botBits(bytes: Buffer, start: number, end: number): number {
  if (LAST_LETTERS[(bytes[end - 1] ?? 0) | 0x20] !== 1) return 0;
  const found = ENDINGS.find(({ ending }) => {
    const at = end - ending.length;
    return at > start && ending.every((letter, index) => ((bytes[at + index] ?? 0) | 0x20) === letter);
  });
  return found?.bit ?? 0;
}
