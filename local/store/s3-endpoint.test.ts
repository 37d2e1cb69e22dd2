import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { type StoreFixture, storeFixture } from '../../test/helpers/store.ts';
import { LOCAL_BUCKET as Bucket } from './store.ts';

let fixture: StoreFixture;

beforeEach(async () => {
  fixture = await storeFixture();
});

afterEach(async () => {
  await fixture.remove();
});

function failsWith(name: string, status: number): (error: unknown) => boolean {
  return (error) =>
    error instanceof S3ServiceException && error.name === name && error.$metadata.httpStatusCode === status;
}

describe('the local S3', () => {
  it('gives back what was put, by whole, range and end, with metadata', async () => {
    const etag = await fixture.put('inbox/a b.log', 'hello, world', { mtime: '2026-11-22T10:02:52.000Z' });
    // md5 of "hello, world", as md5sum prints it
    assert.equal(etag, '"e4d7f1b4ed2e42d15898f4b27b019da4"');
    assert.equal(await fixture.text('inbox/a b.log'), 'hello, world');
    assert.equal(await fixture.text('inbox/a b.log', { Range: 'bytes=7-9' }), 'wor');
    assert.equal(await fixture.text('inbox/a b.log', { Range: 'bytes=7-' }), 'world');
    assert.equal(await fixture.text('inbox/a b.log', { Range: 'bytes=-3' }), 'rld');
    const head = await fixture.s3.send(new HeadObjectCommand({ Bucket, Key: 'inbox/a b.log' }));
    assert.deepEqual([head.ContentLength, head.Metadata, head.ETag], [12, { mtime: '2026-11-22T10:02:52.000Z' }, etag]);
    await assert.rejects(fixture.text('inbox/a b.log', { Range: 'bytes=12-' }), failsWith('InvalidRange', 416));
  });

  it('keeps an empty object', async () => {
    await fixture.put('inbox/empty.log', '');
    assert.equal(await fixture.text('inbox/empty.log'), '');
  });

  it('refuses a read that is pinned to another content', async () => {
    const first = await fixture.put('inbox/a.log', 'first');
    await fixture.put('inbox/a.log', 'second');
    await assert.rejects(fixture.text('inbox/a.log', { IfMatch: first }), failsWith('PreconditionFailed', 412));
    await assert.rejects(fixture.text('inbox/none.log'), failsWith('NoSuchKey', 404));
  });

  it('lets a reader finish the content that it began, when the object is overwritten', async () => {
    const content = randomBytes(4 * 1024 * 1024).toString('hex');
    await fixture.put('inbox/a.log', content);
    const { Body } = await fixture.s3.send(new GetObjectCommand({ Bucket, Key: 'inbox/a.log' }));
    await fixture.put('inbox/a.log', 'other');
    assert.equal(await Body?.transformToString(), content);
  });

  it('takes streams as the SDK sends them, in aws-chunked encoding', async () => {
    const content = randomBytes(3_000_001);
    const Body = Readable.from([content.subarray(0, 7), content.subarray(7, 2_000_000), content.subarray(2_000_000)]);
    await fixture.s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'inbox/stream.log',
        Body,
        ContentLength: content.length,
        ChecksumAlgorithm: 'CRC32',
      }),
    );
    const got = await fixture.s3.send(new GetObjectCommand({ Bucket, Key: 'inbox/stream.log' }));
    assert.ok(content.equals((await got.Body?.transformToByteArray()) ?? new Uint8Array()));
  });

  it('lists every key below a prefix, in the order of their bytes, over several pages', async () => {
    const body = (): AsyncIterable<Uint8Array> => Readable.from([]);
    const keys = Array.from(
      { length: 1005 },
      (_, index) => `dead-letters/${index % 2 === 0 ? 'A' : 'a-'}${index}.ndjson`,
    );
    const odd = ['dead-letters/&<>".ndjson', 'dead-letters/ü/é 1+1.ndjson', 'dead-letters/😀'];
    for (const key of [...keys, ...odd, 'dead-letters0', 'dead-letter'])
      await fixture.store.objects.put(key, body(), {});
    const listed: string[] = [];
    for await (const page of paginateListObjectsV2({ client: fixture.s3 }, { Bucket, Prefix: 'dead-letters/' })) {
      listed.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
    }
    const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
    assert.deepEqual(listed, [...keys, ...odd].sort(byBytes));
  });

  it('copies with metadata, and keeps a shared content until the last of its objects is gone', async () => {
    await fixture.put('dead-letters/a', 'letter', { mtime: '1' });
    await fixture.s3.send(new CopyObjectCommand({ Bucket, Key: 'replay/a', CopySource: `${Bucket}/dead-letters/a` }));
    await fixture.s3.send(new DeleteObjectCommand({ Bucket, Key: 'dead-letters/a' }));
    assert.equal(await fixture.text('replay/a'), 'letter');
    assert.deepEqual((await fixture.s3.send(new HeadObjectCommand({ Bucket, Key: 'replay/a' }))).Metadata, {
      mtime: '1',
    });
    await fixture.s3.send(new DeleteObjectCommand({ Bucket, Key: 'replay/a' }));
    assert.deepEqual(await readdir(join(fixture.options.folder, 'objects')), []);
  });

  it('refuses by name what it does not have', async () => {
    const command = new GetObjectCommand({ Bucket, Key: 'inbox/a.log', VersionId: '1' });
    await assert.rejects(fixture.s3.send(command), failsWith('NotImplemented', 501));
    await assert.rejects(
      fixture.s3.send(new GetObjectCommand({ Bucket: 'other', Key: 'a' })),
      failsWith('NoSuchBucket', 404),
    );
  });

  it('answers no request that was sent to another name than this machine', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(fixture.store.url, { headers: { host: 'rebound.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject).end();
    });
    assert.equal(status, 403);
  });

  it('appends, and still reads what was there before by its etag', async () => {
    const write = async (text: string, offset: number): Promise<string> => {
      const put = { Bucket, Key: 'inbox/a.log', Body: text, WriteOffsetBytes: offset };
      return (await fixture.s3.send(new PutObjectCommand(put))).ETag ?? '';
    };
    await assert.rejects(write('late', 4), failsWith('InvalidWriteOffset', 400));
    const first = await write('one\n', 0);
    await assert.rejects(write('again', 0), failsWith('InvalidWriteOffset', 400));
    const second = await write('two\n', 4);
    const third = await write('', 8);
    assert.equal(third, second);
    await write('three\n', 8);
    const texts = [first, second, undefined].map((IfMatch) =>
      fixture.text('inbox/a.log', IfMatch === undefined ? {} : { IfMatch }),
    );
    assert.deepEqual(await Promise.all(texts), ['one\n', 'one\ntwo\n', 'one\ntwo\nthree\n']);
    assert.equal(await fixture.text('inbox/a.log', { IfMatch: second, Range: 'bytes=5-100' }), 'wo\n');
    assert.equal((await readdir(join(fixture.options.folder, 'objects'))).length, 1);
    await fixture.put('inbox/a.log', 'another\n');
    await assert.rejects(fixture.text('inbox/a.log', { IfMatch: second }), failsWith('PreconditionFailed', 412));
  });

  it('appends to one of two objects that share a content, and to what another wrote at the same time never twice', async () => {
    await fixture.put('inbox/a.log', 'one\n');
    await fixture.s3.send(new CopyObjectCommand({ Bucket, Key: 'inbox/b.log', CopySource: `${Bucket}/inbox/a.log` }));
    const { objects } = fixture.store;
    const before = objects.find('inbox/a.log');
    assert.ok(before);
    const append = (text: string): Promise<unknown> => objects.append(before, Readable.from([Buffer.from(text)]), {});
    const results = await Promise.allSettled([append('two\n'), append('three\n')]);
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.equal(await fixture.text('inbox/a.log'), results[0].status === 'fulfilled' ? 'one\ntwo\n' : 'one\nthree\n');
    assert.equal(await fixture.text('inbox/b.log'), 'one\n');
  });

  it('gives the next content of a file a later LastModified, however soon it comes and whatever the clock says', async () => {
    let lastMillis = 0;
    for (const text of ['one', 'two', 'three']) {
      await fixture.put('inbox/a.log', text);
      const { LastModified } = await fixture.s3.send(new HeadObjectCommand({ Bucket, Key: 'inbox/a.log' }));
      assert.ok((LastModified?.getTime() ?? 0) > lastMillis);
      lastMillis = LastModified?.getTime() ?? 0;
    }
  });

  it('answers 409 where what a write is conditional on changes while its body comes', async () => {
    const { objects } = fixture.store;
    const body = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('slow');
      await fixture.put('state/a', 'quick');
    };
    await assert.rejects(objects.put('state/a', body(), {}, { absent: true }), { reason: 'changed meanwhile' });
    assert.equal(await fixture.text('state/a'), 'quick');
    assert.equal((await readdir(join(fixture.options.folder, 'objects'))).length, 1);
  });
});
