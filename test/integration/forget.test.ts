/** A wrong drop is undone, by the command, on the real system; and what comes back by itself is noticed. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { createWorkQueue } from '../../adapters/sqs/work-queue.ts';
import { readRunFile } from '../../local/runner/run-file.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { LOG_TOPIC } from '../../pipeline/names.ts';
import type { ObjectStore, SearchEngine } from '../../pipeline/ports.ts';
import { deadLetterLine } from '../../pipeline/records/dead-letter.ts';
import { deleteDocuments, type Documents, readDocuments } from '../faults/documents.ts';
import { type CommandResult, runCommand } from '../helpers/command.ts';
import { kafkaClient } from './engines/kafka-client.ts';
import { sharedOpenSearch } from './engines/shared.ts';

const run = randomBytes(6).toString('hex');
const dataset = `forget.${run}`;
const indices = `/kafkainsight-logs-${dataset}-*`;
const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-forget-'));
const data = join(folder, 'data');
const inbox = join(folder, 'inbox');
const stop = new AbortController();
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

let engine: SearchEngine;
let store: ObjectStore;
let ended: Promise<CommandResult>;

before(async () => {
  const search = await sharedOpenSearch();
  engine = createSearchEngine({ engine: 'opensearch', url: search, authentication: { kind: 'none' } });
  const sources = join(folder, 'sources.json');
  mkdirSync(inbox);
  writeFileSync(sources, JSON.stringify([{ prefix: '', dataset }]));
  const args = ['start', '--opensearch-url', search, '--data', data, '--inbox', inbox];
  ended = runCommand([...args, '--sources', sources, '--any-ports', '--no-story'], { signal: stop.signal });
  while (readRunFile(data) === undefined) await sleep(200);
  const endpoint = readRunFile(data)?.environment['AWS_ENDPOINT_URL_S3'];
  assert.ok(endpoint);
  store = createObjectStore({ region: 'local', s3Endpoint: endpoint, credentials });
});

after(async () => {
  stop.abort();
  await ended;
  await deleteDocuments(engine, indices);
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const nameOf = (name: string): string => `inbox/${run}-${name}.log`;

/** Lines of October and of November, of two users by turns. */
function linesOf(name: string, count: number): string {
  return Array.from({ length: count }, (_, at) => {
    const month = at % 2 === 0 ? 'Oct' : 'Nov';
    return `192.0.2.${at % 200} - ${name}-${at % 2} [12/${month}/2026:10:00:00 +0000] "GET /${name}/${at} HTTP/1.1" 200 1\n`;
  }).join('');
}

async function drop(key: string, content: string): Promise<void> {
  await store.put(LOCAL_BUCKET, key, Buffer.from(content), { mtime: '2026-11-22T12:00:00Z' });
}

function command(name: string, ...args: readonly string[]): Promise<CommandResult> {
  return runCommand([name, '--data', data, ...args]);
}

async function until(pattern: RegExp, name: string, ...args: readonly string[]): Promise<CommandResult> {
  const endMillis = Date.now() + 120_000;
  for (;;) {
    const result = await command(name, ...args);
    if (pattern.test(result.output)) return result;
    assert.ok(Date.now() < endMillis, `${name} never said ${String(pattern)}:\n${result.output}${result.errors}`);
    await sleep(500);
  }
}

async function dropped(key: string, content: string): Promise<void> {
  const lines = content.split('\n').length - 1;
  await drop(key, content);
  await until(new RegExp(`${key} +${lines} +${lines} +0 +complete`), 'reconcile', key, '--settle', '0');
}

async function documentsOf(key: string): Promise<Record<string, unknown>[]> {
  const documents: Documents = await readDocuments(engine, indices);
  return [...documents.values()]
    .map((text) => JSON.parse(text) as Record<string, unknown>)
    .filter((document) => document['log.file.path'] === key);
}

async function keysOf(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(LOCAL_BUCKET, prefix)) keys.push(key);
  return keys;
}

async function fileIdOf(key: string): Promise<string> {
  return String((await documentsOf(key))[0]?.['kafkainsight.file.id']);
}

/** What the ledger's index has of a key, by dataset. */
async function ledgerOf(key: string): Promise<string[]> {
  await engine.request('POST', '/kafkainsight-ledger/_refresh');
  const body = { query: { term: { 'log.file.path': key } } };
  const answer = (await engine.request('POST', '/kafkainsight-ledger/_search', body)) as {
    hits: { hits: { _source: Record<string, string> }[] };
  };
  return answer.hits.hits.map(({ _source }) => _source['event.dataset'] ?? '').sort();
}

/** The dead letter of a line, as a line of an object. */
function letterLine(id: string, document: object): string {
  const letter = deadLetterLine({
    id,
    kind: 'log',
    value: Buffer.from(JSON.stringify(document)),
    timestampMillis: 0,
    origin: { topic: LOG_TOPIC, partition: 0, offset: '1' },
    code: 'MAPPING_ERROR',
    message: 'no such field',
    deadMillis: 0,
  });
  return `${letter}\n`;
}

/** A dead letter of a line of the file, in an object with one of another file. */
async function addDeadLetters(fileId: string, prefix: string): Promise<string> {
  const key = `${prefix}2026-11-22/MAPPING_ERROR/${run}-${fileId}.ndjson`;
  const lines = [fileId, 'ffffffffffffffffffff'].map((id) => letterLine(`${id}-0`, { 'kafkainsight.file.id': id }));
  await store.put(LOCAL_BUCKET, key, Buffer.from(lines.join('')));
  return key;
}

async function textOf(key: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.read(await store.head(LOCAL_BUCKET, key))) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe('a wrong drop', { concurrency: false }, () => {
  const key = nameOf('wrong');
  const content = linesOf('wrong', 50);

  it('is described first, and stays where nobody can be asked', async () => {
    await dropped(key, content);
    const dry = await command('forget', key, '--dry-run');
    assert.equal(dry.code, 0, dry.errors);
    assert.match(dry.output, new RegExp(`kafkainsight-logs-${dataset}-2026\\.10 +documents +25\n`));
    assert.match(dry.output, new RegExp(`kafkainsight-logs-${dataset}-2026\\.11 +documents +25\n`));
    assert.match(dry.output, /kafkainsight-ledger +ledger entries +1\n/);
    assert.match(dry.output, new RegExp(`${key} +bytes +${content.length.toLocaleString('en-GB')}\n`));
    const { code, errors } = await command('forget', key);
    assert.equal(code, 2);
    assert.match(errors, /no terminal.*nothing was deleted.*--yes/s);
    assert.equal((await documentsOf(key)).length, 50);
  });

  it('is called wrongly with an unknown file, two files, or a file and a person', async () => {
    assert.match((await command('forget', nameOf('unknown'))).errors, /Nothing is known of/);
    for (const args of [[], [key, key], [key, '--user', 'ann'], ['--user', 'ann', '--keep-object']]) {
      assert.equal((await command('forget', ...args)).code, 2, args.join(' '));
    }
  });

  it('goes with everything that there is of it, and nothing else goes', async () => {
    const other = nameOf('right');
    await dropped(other, linesOf('right', 10));
    const letters = await addDeadLetters(await fileIdOf(key), 'dead-letters/');
    const archived = await addDeadLetters(await fileIdOf(key), 'replayed/');
    const dry = await command('forget', key, '--dry-run');
    assert.match(dry.output, new RegExp(`${letters} +dead letters +1\n${archived} +dead letters +1\n`));
    const { code, output, errors } = await command('forget', key, '--yes');
    assert.equal(code, 0, output + errors);
    assert.match(output, /Nothing is left of it/);
    assert.deepEqual(await documentsOf(key), []);
    assert.deepEqual(await keysOf(key), []);
    assert.deepEqual(await ledgerOf(key), ['kafkainsight.forgotten']);
    for (const one of [letters, archived]) assert.match(await textOf(one), /^\{"id":"f{20}-0"[^\n]*\n$/);
    assert.equal((await documentsOf(other)).length, 10);
    assert.equal((await command('reconcile', other, '--settle', '0')).code, 0);
    const again = await command('forget', key, '--yes');
    assert.deepEqual([again.code, again.output.startsWith('Nothing is left of')], [0, true], again.errors);
  });

  it('that is dropped anew is a file like any other', async () => {
    await dropped(key, content);
    assert.equal((await command('forget', key, '--yes')).code, 0);
  });

  it('goes with its file in the watched folder, which would be taken again', async () => {
    const path = join(inbox, `${run}-watched.log`);
    const watched = nameOf('watched');
    writeFileSync(path, linesOf('watched', 4));
    await until(new RegExp(`${watched} +4 +4 +0 +complete`), 'reconcile', watched, '--settle', '0');
    const { code, output } = await command('forget', watched, '--yes');
    assert.equal(code, 0);
    assert.ok(output.includes(`${path}  the file itself`), output);
    assert.equal(existsSync(path), false);
    assert.deepEqual(await keysOf(watched), []);
  });
});

describe('an object that is kept', { concurrency: false }, () => {
  const key = nameOf('kept');
  const content = linesOf('kept', 6);

  it('is no difference, until it is dropped again', async () => {
    await dropped(key, content);
    assert.equal((await command('forget', key, '--yes', '--keep-object')).code, 0);
    assert.deepEqual(await keysOf(key), [key]);
    assert.deepEqual(await documentsOf(key), []);
    const reconciled = await command('reconcile', key, '--settle', '0');
    assert.deepEqual([reconciled.code, /forgotten$/m.test(reconciled.output)], [0, true], reconciled.output);
    assert.match((await command('forget', key, '--yes', '--keep-object')).output, /Nothing is left of/);
    await sleep(1_100); // LastModified has whole seconds
    await dropped(key, content);
  });
});

describe('what is still on its way', { concurrency: false }, () => {
  const key = nameOf('late');
  const content = linesOf('late', 20);

  const block = (isBlocked: boolean): Promise<unknown> =>
    engine.request('PUT', `${indices}/_settings`, { 'index.blocks.read_only_allow_delete': isBlocked || null });

  it('is not overtaken: refused without --wait, waited for with it', async () => {
    await dropped(key, content);
    await block(true);
    await drop(key, content + linesOf('later', 20));
    await until(/^all +[1-9]\d*$/m, 'status');
    const { code, errors } = await command('forget', key, '--yes');
    assert.equal(code, 1, errors);
    assert.match(errors, /STILL_ON_ITS_WAY[^]*--wait/);
    assert.equal((await documentsOf(key)).length, 20);
    const waiting = command('forget', key, '--yes', '--wait');
    await sleep(3_000);
    await block(false);
    const waited = await waiting;
    assert.equal(waited.code, 0, waited.output + waited.errors);
    assert.deepEqual(await documentsOf(key), []);
  });

  it('and comes back later is named by reconcile, and can be forgotten again', async () => {
    await dropped(key, content);
    const fileId = await fileIdOf(key);
    const [document] = await documentsOf(key);
    assert.equal((await command('forget', key, '--yes')).code, 0);
    const brokers = readRunFile(data)?.environment['KAFKA_BROKERS']?.split(',') ?? [];
    const value = JSON.stringify({ ...document, 'event.ingested': new Date().toISOString() });
    const id = `${fileId}-${String(document?.['log.offset'])}`;
    await produce(brokers, id, value);
    await until(/FORGOTTEN_BACK[^]*1 documents/, 'reconcile', key, '--settle', '0');
    const { code, output } = await command('forget', '--id', fileId, '--yes');
    assert.equal(code, 0, output);
    assert.match((await command('reconcile', key, '--settle', '0')).output, /forgotten\n\nNo differences/);
  });

  it('and is a message of the queue ends there, since its object is gone', async () => {
    await dropped(key, content);
    assert.equal((await command('forget', key, '--yes')).code, 0);
    const environment = readRunFile(data)?.environment ?? {};
    const aws = { region: 'local', sqsEndpoint: environment['AWS_ENDPOINT_URL_SQS'] ?? '', credentials };
    const record = { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' };
    const s3 = { bucket: { name: LOCAL_BUCKET }, object: { key } };
    const body = JSON.stringify({ Records: [{ ...record, s3 }] });
    await createWorkQueue(aws, environment['QUEUE_URL'] ?? '').send([body]);
    await until(/given up \(dead-letter queue\) +[1-9]/, 'status');
    assert.deepEqual(await documentsOf(key), []);
  });

  it('and is a dead letter that somebody kept and replays is named', async () => {
    await dropped(key, content);
    const fileId = await fileIdOf(key);
    const [document] = await documentsOf(key);
    assert.equal((await command('forget', key, '--yes')).code, 0);
    const line = letterLine(`${fileId}-${String(document?.['log.offset'])}`, document ?? {});
    await store.put(LOCAL_BUCKET, `replay/${run}.ndjson`, Buffer.from(line));
    await until(/FORGOTTEN_BACK/, 'reconcile', key, '--settle', '0');
    const { output } = await command('forget', '--id', fileId, '--yes');
    assert.match(output, new RegExp(`replay/${run}\\.ndjson +dead letters +1`));
    assert.deepEqual(await keysOf(`replay/${run}`), []);
  });
});

async function produce(brokers: readonly string[], key: string, value: string): Promise<void> {
  const producer = kafkaClient(brokers).producer();
  await producer.connect();
  await producer.send({ topic: LOG_TOPIC, messages: [{ key, value, headers: { kafkainsight: 'log' } }] });
  await producer.disconnect();
}
