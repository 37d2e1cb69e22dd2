import { LOG_INDICES } from '../../adapters/search/counts.ts';
import { isKeptEtag } from '../../core/files/kept-etag.ts';
import { statePrefix } from '../../core/files/part-state.ts';
import { contentsOf, gapsOf, latestOfKeys } from '../../core/ledger/contents.ts';
import type { Tombstone } from '../../core/ledger/erasures.ts';
import type { LedgerPart } from '../../core/ledger/ledger-part.ts';
import { DEAD_LETTER_INDEX, ERASED_DATASET, LEDGER_DATASET, LEDGER_INDEX, REPLAY_PREFIX } from '../../core/names.ts';
import type { ObjectSummary } from '../../core/ports.ts';
import { readTombstones } from '../inspect/erasures.ts';
import { readLedger, readLedgerOf } from '../inspect/search.ts';
import type { FilesAnswer, FileSurvey, Place } from './answer.ts';
import { findLetters, type LetterFields } from './find-dead-letters.ts';
import { countByIndex, notAfter } from './find-documents.ts';
import type { ForgetPorts } from './ports.ts';

/** A file as the ledger knows it, and its objects. */
export interface LedgerFile {
  readonly fileId: string;
  readonly parts: readonly LedgerPart[];
  readonly tombstones: readonly Tombstone[];
  /** Objects with its content. */
  readonly objects: readonly ObjectSummary[];
  /** Whether one of its keys has a content that is not in the ledger: a drop that is not ingested yet. */
  readonly hasUnknownObject: boolean;
}

/** Queries for a file's documents up to a time, by kind of index. */
export interface FileQueries {
  readonly documents: object;
  readonly letters: object;
  readonly ledger: object;
}

/** Queries for a file's documents in the three kinds of indices. */
export function fileQueries(fileId: string, untilMillis: number): FileQueries {
  const ofFile = { term: { 'kafkainsight.file.id': fileId } };
  const older = notAfter('@timestamp', untilMillis);
  const entries = { terms: { 'event.dataset': [LEDGER_DATASET, ERASED_DATASET] } };
  return {
    documents: { bool: { filter: [ofFile, notAfter('event.ingested', untilMillis)] } },
    letters: { bool: { filter: [ofFile, older] } },
    ledger: { bool: { filter: [ofFile, older, entries] } },
  };
}

/** Whether a dead letter belongs to the file: to one of its lines or ledger entries. */
export function isOfFile(fileId: string): (fields: LetterFields) => boolean {
  return (fields) => fields['kafkainsight.file.id'] === fileId;
}

/** The files that were dropped under a key, or the one with an id; including forgotten ones, as long as there is a record of that. */
export async function findFiles(
  ports: ForgetPorts,
  which: { readonly key: string } | { readonly fileId: string },
): Promise<readonly LedgerFile[]> {
  const { engine } = ports;
  const ids =
    'fileId' in which
      ? [which.fileId]
      : [...(await readLedger(engine, 0, which.key)), ...(await readTombstones(engine, which))].map(
          ({ fileId }) => fileId,
        );
  const fileIds = [...new Set(ids)];
  const parts = Map.groupBy(await readLedgerOf(engine, 0, fileIds), ({ fileId }) => fileId);
  const tombstones = Map.groupBy(await readTombstones(engine, { fileIds }), ({ fileId }) => fileId);
  const files: LedgerFile[] = [];
  for (const fileId of fileIds) {
    const known = { fileId, parts: parts.get(fileId) ?? [], tombstones: tombstones.get(fileId) ?? [] };
    files.push({ ...known, ...(await objectsOf(ports, known)) });
  }
  return files;
}

/** The etags that the file's content has had, by key. */
export function etagsOf({ parts, tombstones }: Pick<LedgerFile, 'parts' | 'tombstones'>): Map<string, Set<string>> {
  const byKey = new Map<string, Set<string>>();
  const add = (key: string, etag: string): void => {
    byKey.set(key, (byKey.get(key) ?? new Set()).add(etag));
  };
  for (const { key, etag } of parts) add(key, etag);
  for (const { key, etags } of tombstones) for (const etag of etags) add(key, etag);
  return byKey;
}

/** The objects under the file's keys: those with its content, and whether there is one of an unknown file. */
async function objectsOf(
  { engine, store, bucket }: ForgetPorts,
  file: Pick<LedgerFile, 'parts' | 'tombstones'>,
): Promise<Pick<LedgerFile, 'objects' | 'hasUnknownObject'>> {
  const objects: ObjectSummary[] = [];
  let hasUnknownObject = false;
  for (const [key, etags] of etagsOf(file)) {
    for await (const object of store.list(bucket, key)) {
      if (object.key !== key) continue;
      if ([...etags].some((etag) => isKeptEtag(etag, object))) objects.push(object);
      else hasUnknownObject ||= (await readLedger(engine, 0, key)).every(({ etag }) => !isKeptEtag(etag, object));
    }
  }
  return { objects, hasUnknownObject };
}

/** Returns what exists of files. Errors: those of the ports. */
export async function surveyFiles(
  ports: ForgetPorts,
  which: { readonly key: string } | { readonly fileId: string },
): Promise<FilesAnswer> {
  const takenMillis = Date.now();
  const waiting = await ports.waiting();
  const files: FileSurvey[] = [];
  for (const file of await findFiles(ports, which)) files.push(await surveyFile(ports, file, takenMillis, waiting));
  return { takenMillis, waiting, files };
}

async function surveyFile(
  ports: ForgetPorts,
  file: LedgerFile,
  untilMillis: number,
  waiting: number,
): Promise<FileSurvey> {
  const { fileId, parts, tombstones, objects } = file;
  const places = await filePlaces(ports, fileId, untilMillis);
  const keptKeys = new Set(tombstones.filter(({ kept }) => kept).map(({ key }) => key));
  const isReplayed = places.some(({ where }) => where.startsWith(REPLAY_PREFIX));
  return {
    fileId,
    keys: [...etagsOf(file).keys()],
    hasObject: objects.length > 0,
    isOpen: waiting > 0 && (isReplayed || file.hasUnknownObject || hasOpenParts(parts)),
    newestMillis: Math.max(0, ...parts.map(({ finishedMillis }) => finishedMillis)),
    places: [
      ...places,
      ...objects
        .filter(({ key }) => !keptKeys.has(key) || parts.length > 0)
        .map(({ key, sizeBytes }): Place => ({ what: 'bytes', where: key, count: sizeBytes })),
    ],
  };
}

/** What is deleted of a file, without its objects. */
export async function filePlaces(ports: ForgetPorts, fileId: string, untilMillis: number): Promise<Place[]> {
  const { engine } = ports;
  const { documents, letters, ledger } = fileQueries(fileId, untilMillis);
  return [
    ...(await countByIndex(engine, 'documents', LOG_INDICES, documents)),
    ...(await countByIndex(engine, 'dead letters', DEAD_LETTER_INDEX, letters)),
    ...(await letterPlaces(ports, isOfFile(fileId), untilMillis)),
    ...(await countByIndex(engine, 'ledger entries', LEDGER_INDEX, ledger)),
    ...(await statePlaces(ports, fileId)),
  ];
}

/** The states of the file's parts, because of which only new lines are produced. */
async function statePlaces(ports: ForgetPorts, fileId: string): Promise<Place[]> {
  const keys: string[] = [];
  for await (const { key } of statesOf(ports, fileId)) keys.push(key);
  const count = keys.length;
  return count === 0 ? [] : [{ what: 'states', where: statePrefix(fileId), count }];
}

/** The objects that keep the states of a file's parts. */
export function statesOf({ store, bucket }: ForgetPorts, fileId: string): AsyncIterable<ObjectSummary> {
  return store.list(bucket, statePrefix(fileId));
}

/** The objects that contain the wanted dead letters. */
export async function letterPlaces(
  ports: ForgetPorts,
  isMeant: (fields: LetterFields) => boolean,
  untilMillis: number,
): Promise<Place[]> {
  const places: Place[] = [];
  for await (const { key, letters } of findLetters(ports, isMeant, untilMillis)) {
    places.push({ what: 'dead letters', where: key, count: letters.length });
  }
  return places;
}

/** A part without an entry is being read, or was given up; the queue shows which. */
function hasOpenParts([first, ...rest]: readonly LedgerPart[]): boolean {
  return first !== undefined && latestOfKeys(contentsOf([first, ...rest])).some((one) => gapsOf(one).length > 0);
}
