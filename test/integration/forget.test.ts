/** Undoes a wrong drop with the command, on the real system; and notices what comes back later. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsEnvironment } from '../../adapters/aws.ts';
import { type Environment, readEnvironment } from '../../adapters/environment-variables.ts';
import { createKafkaClient } from '../../adapters/kafka/client.ts';
import { kafkaEnvironment } from '../../adapters/kafka/configuration.ts';
import { createWorkQueue } from '../../adapters/sqs/work-queue.ts';
import { documentId } from '../../core/files/file-id.ts';
import { LOG_TOPIC } from '../../core/names.ts';
import { deadLetterLine } from '../../core/records/dead-letter.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { type RunningSystem, startSystem } from '../helpers/running-system.ts';
import { sharedOpenSearch } from './engines/shared.ts';

const run = randomBytes(6).toString('hex');
const dataset = `forget.${run}`;
let system: RunningSystem;

before(async () => {
  system = await startSystem(await sharedOpenSearch(), dataset);
});
after(() => system.stop());

const nameOf = (name: string): string => `inbox/${run}-${name}.log`;

/** Lines of October and of November, of two users alternately. */
function linesOf(name: string, count: number): string {
  return Array.from({ length: count }, (_, at) => {
    const month = at % 2 === 0 ? 'Oct' : 'Nov';
    return `192.0.2.${at % 200} - ${name}-${at % 2} [12/${month}/2026:10:00:00 +0000] "GET /${name}/${at} HTTP/1.1" 200 1\n`;
  }).join('');
}

async function keysOf(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of system.store.list(LOCAL_BUCKET, prefix)) keys.push(key);
  return keys;
}

async function fileIdOf(key: string): Promise<string> {
  return String((await system.documentsOf(key))[0]?.['kafkainsight.file.id']);
}

/** What the ledger's index has of a key, by dataset. */
async function ledgerOf(key: string): Promise<string[]> {
  await system.engine.request('POST', '/kafkainsight-ledger/_refresh');
  const body = { query: { term: { 'log.file.path': key } } };
  const answer = (await system.engine.request('POST', '/kafkainsight-ledger/_search', body)) as {
    hits: { hits: { _source: Record<string, string> }[] };
  };
  return answer.hits.hits.map(({ _source }) => _source['event.dataset'] ?? '').sort();
}

const OTHER_FILE = 'ZZZZZZZZZZZZZQ';

/** An indexed document as the record of a drop of now: with what its index leaves out (docs/fields.md). */
function recordOf(document: object | undefined): object {
  const now = Date.now();
  return { ...document, 'file.mtime': new Date(now).toISOString(), 'kafkainsight.file.version': now };
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
  const lines = [fileId, OTHER_FILE].map((id) => letterLine(documentId(id, 0), { 'kafkainsight.file.id': id }));
  await system.store.put(LOCAL_BUCKET, key, Buffer.from(lines.join('')));
  return key;
}

async function textOf(key: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of system.store.read(await system.store.head(LOCAL_BUCKET, key))) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe('a wrong drop', { concurrency: false }, () => {
  const key = nameOf('wrong');
  const content = linesOf('wrong', 50);

  it('is described first, and stays where nobody can be asked', async () => {
    await system.dropped(key, content);
    const dry = await system.command('forget', key, '--dry-run');
    assert.equal(dry.code, 0, dry.errors);
    assert.match(dry.output, new RegExp(`kafkainsight-logs-${dataset}-2026\\.10 +documents +25\n`));
    assert.match(dry.output, new RegExp(`kafkainsight-logs-${dataset}-2026\\.11 +documents +25\n`));
    assert.match(dry.output, /kafkainsight-ledger +ledger entries +1\n/);
    assert.match(dry.output, new RegExp(`${key} +bytes +${content.length.toLocaleString('en-GB')}\n`));
    const { code, errors } = await system.command('forget', key);
    assert.equal(code, 2);
    assert.match(errors, /no terminal.*nothing was deleted.*--yes/s);
    assert.equal((await system.documentsOf(key)).length, 50);
  });

  it('is called wrongly with an unknown file, two files, or a file and a person', async () => {
    assert.match((await system.command('forget', nameOf('unknown'))).errors, / is unknown: /);
    for (const args of [[], [key, key], [key, '--user', 'ann'], ['--user', 'ann', '--keep-object']]) {
      assert.equal((await system.command('forget', ...args)).code, 2, args.join(' '));
    }
  });

  it('goes with everything that there is of it, and nothing else goes', async () => {
    const other = nameOf('right');
    await system.dropped(other, linesOf('right', 10));
    const letters = await addDeadLetters(await fileIdOf(key), 'dead-letters/');
    const archived = await addDeadLetters(await fileIdOf(key), 'replayed/');
    const dry = await system.command('forget', key, '--dry-run');
    assert.match(dry.output, new RegExp(`${letters} +dead letters +1\n${archived} +dead letters +1\n`));
    const { code, output, errors } = await system.command('forget', key, '--yes');
    assert.equal(code, 0, output + errors);
    assert.match(output, /Nothing is left\./);
    assert.deepEqual(await system.documentsOf(key), []);
    assert.deepEqual(await keysOf(key), []);
    assert.deepEqual(await ledgerOf(key), ['kafkainsight.forgotten']);
    for (const one of [letters, archived])
      assert.match(await textOf(one), new RegExp(`^\\{"id":"${documentId(OTHER_FILE, 0)}"[^\\n]*\\n$`));
    assert.equal((await system.documentsOf(other)).length, 10);
    assert.equal((await system.command('reconcile', other, '--settle', '0')).code, 0);
    const again = await system.command('forget', key, '--yes');
    assert.deepEqual([again.code, again.output.startsWith('Nothing is left of')], [0, true], again.errors);
  });

  it('that is dropped anew is a file like any other', async () => {
    await system.dropped(key, content);
    assert.equal((await system.command('forget', key, '--yes')).code, 0);
  });

  it('goes under every name that it had, and may come back under another', async () => {
    const [first, rotated, later] = [nameOf('rotated'), `${nameOf('rotated')}.1`, `${nameOf('rotated')}.2`];
    const lines = linesOf('rotated', 8);
    for (const name of [first, rotated]) await system.dropped(name, lines);
    const { code, output, errors } = await system.command('forget', first, '--yes');
    assert.equal(code, 0, output + errors);
    assert.match(output, new RegExp(`${first}, ${rotated}`));
    assert.deepEqual(await keysOf(first), []);
    assert.match((await system.command('reconcile', first, '--settle', '0')).output, /forgotten\n\nNo differences/);
    await sleep(1_100); // LastModified has whole seconds
    await system.dropped(later, lines);
    const reconciled = await system.command('reconcile', first, '--settle', '0');
    assert.equal(reconciled.code === 1, false, reconciled.output);
  });

  it('goes with its file in the watched folder, which would be taken again', async () => {
    const path = join(system.inbox, `${run}-watched.log`);
    const watched = nameOf('watched');
    writeFileSync(path, linesOf('watched', 4));
    await system.until(new RegExp(`${watched} +4 +4 +0 +complete`), 'reconcile', watched, '--settle', '0');
    const { code, output } = await system.command('forget', watched, '--yes');
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
    await system.dropped(key, content);
    assert.equal((await system.command('forget', key, '--yes', '--keep-object')).code, 0);
    assert.deepEqual(await keysOf(key), [key]);
    assert.deepEqual(await system.documentsOf(key), []);
    const reconciled = await system.command('reconcile', key, '--settle', '0');
    assert.deepEqual([reconciled.code, /forgotten$/m.test(reconciled.output)], [0, true], reconciled.output);
    assert.match((await system.command('forget', key, '--yes', '--keep-object')).output, /Nothing is left of/);
    await sleep(1_100); // LastModified has whole seconds
    await system.dropped(key, content);
  });
});

describe('what is still on its way', { concurrency: false }, () => {
  const key = nameOf('late');
  const content = linesOf('late', 20);

  const block = (isBlocked: boolean): Promise<unknown> =>
    system.engine.request('PUT', `${system.indices}/_settings`, {
      'index.blocks.read_only_allow_delete': isBlocked || null,
    });

  it('is not overtaken: refused without --wait, waited for with it', async () => {
    await system.dropped(key, content);
    await block(true);
    await system.drop(key, content + linesOf('later', 20));
    await system.until(/^all +[1-9]\d*$/m, 'status');
    const { code, errors } = await system.command('forget', key, '--yes');
    assert.equal(code, 1, errors);
    assert.match(errors, /STILL_ON_ITS_WAY[^]*--wait/);
    assert.equal((await system.documentsOf(key)).length, 20);
    const waiting = system.command('forget', key, '--yes', '--wait');
    await sleep(3_000);
    await block(false);
    const waited = await waiting;
    assert.equal(waited.code, 0, waited.output + waited.errors);
    assert.deepEqual(await system.documentsOf(key), []);
  });

  it('and comes back later is named by reconcile, and can be forgotten again', async () => {
    await system.dropped(key, content);
    const fileId = await fileIdOf(key);
    const [document] = await system.documentsOf(key);
    assert.equal((await system.command('forget', key, '--yes')).code, 0);
    const value = JSON.stringify({ ...recordOf(document), 'event.ingested': new Date().toISOString() });
    const id = documentId(fileId, Number(document?.['log.offset']));
    await produce(system.environment, id, value);
    await system.until(/FORGOTTEN_BACK[^]*1 document/, 'reconcile', key, '--settle', '0');
    const { code, output } = await system.command('forget', '--id', fileId, '--yes');
    assert.equal(code, 0, output);
    assert.match((await system.command('reconcile', key, '--settle', '0')).output, /forgotten\n\nNo differences/);
  });

  it('and is a message of the queue ends there, since its object is gone', async () => {
    await system.dropped(key, content);
    assert.equal((await system.command('forget', key, '--yes')).code, 0);
    const { environment } = system;
    const { aws } = readEnvironment(awsEnvironment, environment);
    const record = { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' };
    const s3 = { bucket: { name: LOCAL_BUCKET }, object: { key } };
    const body = JSON.stringify({ Records: [{ ...record, s3 }] });
    await createWorkQueue(aws, environment['QUEUE_URL'] ?? '').send([body]);
    await system.until(/given up \(dead-letter queue\) +[1-9]/, 'status');
    assert.deepEqual(await system.documentsOf(key), []);
  });

  it('and is a dead letter that somebody kept and replays is named', async () => {
    await system.dropped(key, content);
    const fileId = await fileIdOf(key);
    const [document] = await system.documentsOf(key);
    assert.equal((await system.command('forget', key, '--yes')).code, 0);
    const line = letterLine(documentId(fileId, Number(document?.['log.offset'])), recordOf(document));
    await system.store.put(LOCAL_BUCKET, `replay/${run}.ndjson`, Buffer.from(line));
    await system.until(/FORGOTTEN_BACK/, 'reconcile', key, '--settle', '0');
    const { output } = await system.command('forget', '--id', fileId, '--yes');
    assert.match(output, new RegExp(`replay/${run}\\.ndjson +dead letters +1`));
    assert.deepEqual(await keysOf(`replay/${run}`), []);
  });
});

describe('a person', { concurrency: false }, () => {
  const keys = [nameOf('one'), nameOf('two')];
  const user = `${run}-0`;

  it('is erased from all files, and reconcile does not miss what was erased', async () => {
    for (const key of keys) await system.dropped(key, linesOf(run, 10));
    const dry = await system.command('forget', '--user', user, '--dry-run');
    assert.match(dry.output, new RegExp(`kafkainsight-logs-${dataset}-2026\\.10 +documents +10\n`));
    assert.match(dry.output, /Not deleted: the lines in the objects/);
    const { code, output, errors } = await system.command('forget', '--user', user, '--yes');
    assert.equal(code, 0, output + errors);
    for (const key of keys) {
      assert.deepEqual([...new Set((await system.documentsOf(key)).map((one) => one['user.name']))], [`${run}-1`]);
      const reconciled = await system.command('reconcile', key, '--settle', '0');
      assert.match(reconciled.output, new RegExp(`${key} +10 +5 +0 +complete`));
    }
  });

  it('is back with a file that is dropped again', async () => {
    const [key = ''] = keys;
    await system.dropped(key, linesOf(run, 10));
    assert.equal((await system.command('forget', '--user', user, '--yes')).code, 0);
    await system.until(new RegExp(`${key} +10 +5 +0 +complete`), 'reconcile', key, '--settle', '0');
  });
});

async function produce(environment: Environment, key: string, value: string): Promise<void> {
  const producer = createKafkaClient(readEnvironment(kafkaEnvironment, environment).kafka).producer();
  await producer.connect();
  await producer.send({ topic: LOG_TOPIC, messages: [{ key, value, headers: { kafkainsight: 'log' } }] });
  await producer.disconnect();
}
