import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { CopyObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import type { S3Event } from 'aws-lambda';
import { KafkaInsightError } from '../../core/errors.ts';
import { type StoreFixture, storeFixture } from '../../test/helpers/store.ts';
import { LOCAL_BUCKET as Bucket, openStore } from './store.ts';

let fixture: StoreFixture;

beforeEach(async () => {
  fixture = await storeFixture();
});

afterEach(async () => {
  await fixture.remove();
});

describe('the events of new objects', () => {
  it('are queued for inbox/ and replay/ alone, as S3 would write them', async () => {
    await fixture.put('inbox/sub folder/ü+1.log', 'one\n');
    await fixture.put('dead-letters/a', 'letter');
    await fixture.s3.send(new CopyObjectCommand({ Bucket, Key: 'replay/a', CopySource: `${Bucket}/dead-letters/a` }));
    const events = (await fixture.receive()).map(({ Body }) => (JSON.parse(Body ?? '') as S3Event).Records[0]);
    assert.deepEqual(
      events.map((event) => [event?.eventName, event?.s3.bucket.name, event?.s3.object.key, event?.s3.object.size]),
      [
        ['ObjectCreated:Put', Bucket, 'inbox/sub+folder/%C3%BC%2B1.log', 4],
        ['ObjectCreated:Copy', Bucket, 'replay/a', 6],
      ],
    );
  });
});

describe('the data folder', () => {
  it('gives objects, messages and what was in flight again after a restart, and sweeps broken uploads', async () => {
    await fixture.put('inbox/a.log', 'one\n');
    await fixture.put('inbox/b.log', 'two\n');
    const taken = await fixture.receive();
    assert.equal(taken.length, 2);
    await fixture.close();
    await writeFile(join(fixture.options.folder, 'objects', 'broken'), 'half');
    await fixture.open();
    assert.equal(await fixture.text('inbox/a.log'), 'one\n');
    assert.equal((await readdir(join(fixture.options.folder, 'objects'))).length, 2);
    assert.equal((await fixture.receive()).length, 2);
  });

  it("lets contents go that were ingested a week ago, and are no other file's and no message's; the objects stay", async () => {
    for (const key of ['inbox/done.log', 'inbox/waiting é.log', 'inbox/copied.log', 'dead-letters/a'])
      await fixture.put(key, key);
    for (const { Body, ReceiptHandle } of await fixture.receive())
      if (Body?.includes('waiting') !== true) fixture.store.queues.delete(ReceiptHandle ?? '');
    const { objects } = fixture.store;
    const kept = (): string[] =>
      objects
        .list('', '', 10)
        .filter((object) => objects.isKept(object))
        .map(({ key }) => key);
    const week = 7 * 86_400_000;
    objects.prune(Date.now() + week - 60_000);
    assert.equal(kept().length, 4);
    objects.prune(Date.now() + week + 60_000);
    assert.deepEqual(kept(), ['dead-letters/a', 'inbox/waiting é.log']);
    assert.equal(objects.list('inbox/', '', 10).length, 3);
    await assert.rejects(fixture.text('inbox/done.log'), { name: 'NoSuchKey' });
    await fixture.put('inbox/done.log', 'again');
    assert.equal(await fixture.text('inbox/done.log'), 'again');
  });

  it('is emptied for a fresh start', async () => {
    await fixture.put('inbox/a.log', 'one\n');
    await fixture.close();
    const fresh = await openStore({ ...fixture.options, fresh: true });
    const left = [fresh.objects.list('', '', 10), fresh.queues.depth('kafkainsight-ingest').visible];
    await fresh.close();
    await fixture.open();
    assert.deepEqual(left, [[], 0]);
    assert.deepEqual(await readdir(join(fixture.options.folder, 'objects')), []);
  });

  it('of an earlier form is refused, and left as it is; a fresh start takes it over', async () => {
    await fixture.put('inbox/a.log', 'one\n');
    await fixture.close();
    const database = new DatabaseSync(join(fixture.options.folder, 'store.sqlite'));
    database.exec('PRAGMA user_version = 0');
    database.close();
    const outdated = { code: 'DATA_OUTDATED', message: /npm start -- --fresh/ };
    await assert.rejects(openStore(fixture.options), outdated);
    await assert.rejects(openStore(fixture.options), outdated);
    await (await openStore({ ...fixture.options, fresh: true })).close();
    await fixture.open();
    assert.deepEqual(fixture.store.objects.list('', '', 10), []);
  });

  it('belongs to one process at a time', async () => {
    await assert.rejects(
      openStore({ ...fixture.options }),
      (error) => error instanceof KafkaInsightError && error.code === 'ALREADY_RUNNING',
    );
  });

  it('says which port is taken', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kafkainsight-store-'));
    const port = Number(new URL(fixture.store.url).port);
    await assert.rejects(
      openStore({ ...fixture.options, folder, port }),
      (error) =>
        error instanceof KafkaInsightError && error.code === 'PORT_TAKEN' && error.message.includes(String(port)),
    );
    await rm(folder, { recursive: true });
  });

  it('keeps memory flat however large an object is', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'a');
    const before = process.memoryUsage().rss;
    await fixture.store.objects.put(
      'inbox/huge.log',
      Readable.from(
        (function* () {
          for (let i = 0; i < 200; i += 1) yield chunk;
        })(),
      ),
      {},
    );
    const { Body } = await fixture.s3.send(new GetObjectCommand({ Bucket, Key: 'inbox/huge.log' }));
    let sizeBytes = 0;
    for await (const piece of Body as Readable) sizeBytes += (piece as Buffer).length;
    assert.equal(sizeBytes, 200 * chunk.length);
    assert.ok(
      process.memoryUsage().rss - before < 150 * 2 ** 20,
      `${(process.memoryUsage().rss - before) / 2 ** 20} MiB`,
    );
  });
});
