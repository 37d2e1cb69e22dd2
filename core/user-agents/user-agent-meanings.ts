import { hashTable, pairHash, wordHash } from '../bytes/word-hash.ts';
import { libraryWords, type MachineKind, MACHINES, machineWords, operators } from './client-kinds.ts';
import {
  clients,
  type Device,
  DEVICES,
  deviceWords,
  type KnownClient,
  NO_RANK,
  SILENT_WORDS,
  systems,
  versionWords,
} from './user-agent-names.ts';
import type { UserAgentWords } from './user-agent-words.ts';

/** What a word says. A rank is a place in a list of names; the least is the strongest. */
export interface Meaning {
  /** Rank in {@link clients}, {@link NO_RANK} where it names none. */
  client: number;
  /** Whether it names the client before a `/` only. */
  isProduct: boolean;
  /** Rank in {@link systems}. */
  system: number;
  /** Where the system's version is: after the word, from the word itself on, or elsewhere. */
  version: 'behind' | 'from-word' | 'none';
  /** Rank in {@link versionWords}. */
  versionWord: number;
  /** A bit for each of {@link DEVICES}. */
  devices: number;
  /** A bit for each of {@link MACHINES}. */
  machines: number;
  /** Whether it is one of {@link libraryWords}. */
  isLibrary: boolean;
  /** Place in {@link operators}, -1 where it names none. */
  operator: number;
}

/** What is not a place in {@link operators}. */
export const NO_OPERATOR = -1;

/** What most words say. */
export const NOTHING: Meaning = {
  client: NO_RANK,
  isProduct: false,
  system: NO_RANK,
  version: 'behind',
  versionWord: NO_RANK,
  devices: 0,
  machines: 0,
  isLibrary: false,
  operator: NO_OPERATOR,
};

/** The bit of a machine in a set of them; 0 for a person. */
export function machineBit(machine: MachineKind | undefined): number {
  return machine === undefined ? 0 : 1 << MACHINES.indexOf(machine);
}

/** The bit of a device in a set of them. */
export function deviceBit(device: Device | undefined): number {
  return device === undefined ? 0 : 1 << DEVICES.indexOf(device);
}

const meanings = new Map<string, Meaning>();

/** The meaning of each word of a list `a|b`. */
function meaningsOf(words = ''): Meaning[] {
  return words.split('|').map((word) => {
    const meaning = meanings.get(word) ?? { ...NOTHING };
    meanings.set(word, meaning);
    return meaning;
  });
}

function addClient({ products, words, device }: KnownClient, rank: number): void {
  for (const meaning of meaningsOf(products)) Object.assign(meaning, { client: rank, isProduct: true });
  for (const meaning of meaningsOf(words)) meaning.client = rank;
  for (const meaning of [...meaningsOf(products), ...meaningsOf(words)]) meaning.devices |= deviceBit(device);
}

clients.forEach(addClient);
for (const [rank, { words, versionWords: beginnings, unversioned }] of systems.entries()) {
  for (const meaning of meaningsOf(words)) meaning.system = rank;
  for (const meaning of meaningsOf(beginnings)) Object.assign(meaning, { system: rank, version: 'from-word' });
  for (const meaning of meaningsOf(unversioned)) Object.assign(meaning, { system: rank, version: 'none' });
}
for (const device of DEVICES)
  for (const meaning of meaningsOf(deviceWords[device])) meaning.devices |= deviceBit(device);
for (const machine of MACHINES)
  for (const meaning of meaningsOf(machineWords[machine])) meaning.machines |= machineBit(machine);
for (const meaning of meaningsOf(libraryWords)) meaning.isLibrary = true;
for (const [place, { words }] of operators.entries()) {
  for (const meaning of meaningsOf(words)) Object.assign(meaning, { operator: place, machines: machineBit('crawler') });
}
for (const [rank, { words }] of versionWords.entries())
  for (const meaning of meaningsOf(words)) meaning.versionWord = rank;
meaningsOf(SILENT_WORDS);

/** `like Gecko`: what follows is not meant. */
export const [LIKE] = meaningsOf('like');
/** `(compatible; probe/1.0)`: what follows is. */
export const [COMPATIBLE] = meaningsOf('compatible');
meanings.delete('');

const byHash = hashTable([...meanings].map(([word, meaning]) => [wordHash(word), meaning]));

/** What a word means: together with the one before it, alone, or by the letters with which it begins. */
export function meaningOf(words: UserAgentWords, bytes: Buffer): Meaning {
  const { hash, hashBefore } = words;
  const pair = hashBefore === 0 ? undefined : byHash(pairHash(hashBefore, hash));
  return pair ?? byHash(hash) ?? byHash(words.beginningHash(bytes)) ?? NOTHING;
}
