import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { refreshAll } from '../../adapters/search/counts.ts';
import { documentId } from '../../core/files/file-id.ts';
import { ledgerRecord } from '../../core/ledger/ledger.ts';
import { LEDGER_INDEX, LOG_TOPIC } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { type DeadLetter, deadLetterLine } from '../../core/records/dead-letter.ts';
import { deadLetterDocument } from '../../core/records/dead-letter-document.ts';
import { bulkBody, type IndexDocument } from '../../core/search/bulk.ts';
import type { ForgetPorts } from '../../lambdas/forget/ports.ts';
import { check, type Report } from '../../lambdas/inspect/check.ts';
import { type MemoryObjectStore, memoryObjectStore } from '../fakes/object-store.ts';

export const STORED_FILE_BUCKET = 'bucket';
const PART_BYTES = 100;
const LINE_BYTES = 10;
const LINES = 15;
export const DEAD_LETTER_KEY = 'dead-letters/2026-11-22/MAPPING_ERROR/kafkainsight.logs-0-1-1.ndjson';

/** Where a line names who it is about: who did it, as whom, and to whom (ECS, "User fields"). */
const USER_FIELDS = ['user.name', 'user.effective.name', 'user.target.name'];

/** A file of 15 lines in two parts. Every third line is of `ann`, in one field or another; the one at byte 90 is a dead letter of hers. */
export interface StoredFile {
  readonly id: string;
  readonly key: string;
  readonly index: string;
  readonly store: MemoryObjectStore;
  readonly ports: ForgetPorts;
  reconcile(): Promise<Report>;
  /** Writes everything, as if the file had been dropped now. */
  ingest(): Promise<void>;
}

async function write(engine: SearchEngine, documents: readonly IndexDocument[]): Promise<void> {
  const results = await engine.bulk(bulkBody(documents), 30_000);
  for (const { status } of results) assert.ok(status < 300, String(status));
  await refreshAll(engine);
}

/** A file as if it had been dropped and ingested. `userName` is what documents have for a name. */
export async function storeFile(
  engine: SearchEngine,
  userName: (name: string) => string = (name) => name,
): Promise<StoredFile> {
  const id = randomBytes(10).toString('base64url');
  const name = randomBytes(6).toString('hex');
  const key = `inbox/${name}.log`;
  const index = `kafkainsight-logs-forget.${name}-2026.11`;
  const store = memoryObjectStore();
  const ports = {
    engine,
    store,
    bucket: STORED_FILE_BUCKET,
    waiting: () => Promise.resolve(0),
    pseudonymKey: () => Promise.resolve(undefined),
  };
  const file: StoredFile = {
    id,
    key,
    index,
    store,
    ports,
    async ingest() {
      await store.put(STORED_FILE_BUCKET, key, Buffer.alloc(LINES * LINE_BYTES));
      await write(engine, await documentsOf(file, userName));
    },
    reconcile: () => {
      const asked = { key, settleSeconds: -60, retentionDays: 30 };
      return check({ ...ports, givenUp: () => Promise.resolve(0) }, asked, Date.now());
    },
  };
  await file.ingest();
  return file;
}

async function documentsOf(file: StoredFile, userName: (name: string) => string): Promise<IndexDocument[]> {
  const now = new Date().toISOString();
  const lines = Array.from({ length: LINES }, (_, line): IndexDocument => {
    const offset = line * LINE_BYTES;
    const name = ['ann', 'bob', 'eve'][line % 3] ?? '';
    const document = {
      '@timestamp': now,
      'event.dataset': 'text',
      'event.ingested': now,
      'file.mtime': now,
      'kafkainsight.file.id': file.id,
      'log.file.path': file.key,
      'log.offset': offset,
      [USER_FIELDS[Math.floor(line / 3) % 3] ?? '']: userName(`${name}-${file.id}`),
      ...(line === 2 ? { message: `a word about ann-${file.id}` } : {}),
    };
    return { index: file.index, id: documentId(file.id, offset), operation: 'index', source: jsonOf(document) };
  });
  const dead = lines[9];
  assert.ok(dead !== undefined);
  const letter: DeadLetter = {
    id: dead.id,
    kind: 'log',
    value: dead.source,
    timestampMillis: Date.now(),
    origin: { topic: LOG_TOPIC, partition: 0, offset: '1' },
    code: 'MAPPING_ERROR',
    message: 'no such field',
    deadMillis: Date.now(),
  };
  await file.store.put(STORED_FILE_BUCKET, DEAD_LETTER_KEY, Buffer.from(`${deadLetterLine(letter)}\n`));
  const object = await file.store.head(STORED_FILE_BUCKET, file.key);
  return [
    ...lines.filter((line) => line !== dead),
    deadLetterDocument(letter, { bucket: STORED_FILE_BUCKET, key: DEAD_LETTER_KEY }, true),
    entry(file, object, 0),
    entry(file, object, PART_BYTES),
  ];
}

type StoredObject = Awaited<ReturnType<MemoryObjectStore['head']>>;

function entry({ id, key }: StoredFile, { etag, storedMillis }: StoredObject, start: number): IndexDocument {
  const end = Math.min(start + PART_BYTES, LINES * LINE_BYTES);
  const lines = (end - start) / LINE_BYTES;
  const { key: entryId, value } = ledgerRecord({
    file: {
      id,
      pin: { bucket: STORED_FILE_BUCKET, key, etag },
      sizeBytes: LINES * LINE_BYTES,
      modifiedMillis: Date.now(),
      storedMillis,
      layers: [],
      format: 'text',
      source: { prefix: '' },
      partBytes: PART_BYTES,
    },
    ...{ start, end, last: start > 0, lines, events: lines, produced: lines, unparsed: 0, text: 0, untimed: 0 },
    ...{ startedMillis: Date.now(), finishedMillis: Date.now() },
  });
  return { index: LEDGER_INDEX, id: entryId, operation: 'index', source: value };
}

function jsonOf(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
