import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ByteRange, ObjectPin, ObjectStore } from '../../core/ports.ts';

/** One implementation of the port, ready for use. */
export interface OpenedStore {
  readonly store: ObjectStore;
  readonly bucket: string;
  close(): Promise<void>;
}

/**
 * What every object store has to do (core/ports.ts).
 *
 * @param lacks what it cannot do, by the nature of the server
 */
export function objectStoreContract(
  name: string,
  open: () => Promise<OpenedStore>,
  lacks: { readonly conditionalWrites?: string } = {},
): void {
  describe(`object store: ${name}`, () => {
    let opened: OpenedStore;
    let store: ObjectStore;
    let bucket: string;

    before(async () => {
      opened = await open();
      ({ store, bucket } = opened);
    });
    after(() => opened.close());

    async function put(key: string, body: string | Buffer, metadata?: Record<string, string>): Promise<ObjectPin> {
      await store.put(bucket, key, Buffer.from(body), metadata);
      return store.head(bucket, key);
    }

    async function read(object: ObjectPin, range?: ByteRange): Promise<string> {
      const chunks: Uint8Array[] = [];
      for await (const chunk of store.read(object, range)) chunks.push(chunk);
      return Buffer.concat(chunks).toString();
    }

    async function list(prefix: string): Promise<string[]> {
      const keys: string[] = [];
      for await (const { key } of store.list(bucket, prefix)) keys.push(key);
      return keys;
    }

    test('tells size, etag and the time that the metadata gives', async () => {
      await store.put(bucket, 'facts', Buffer.from('12345'), { mtime: '2026-11-22T10:02:52.123Z' });
      const facts = await store.head(bucket, 'facts');
      // S3 gives an object put in one piece the quoted MD5 of its bytes: `printf 12345 | md5sum`
      assert.deepEqual(
        [facts.bucket, facts.key, facts.sizeBytes, facts.etag],
        [bucket, 'facts', 5, '"827ccb0eea8a706c4c34a16891f84e7b"'],
      );
      assert.equal(facts.modifiedMillis, Date.UTC(2026, 10, 22, 10, 2, 52, 123));
    });

    test('tells when it was stored where there is no metadata, or none that can be read', async () => {
      for (const metadata of [undefined, { mtime: 'yesterday' }]) {
        const startMillis = Date.now();
        await store.put(bucket, 'undated', Buffer.from('x'), metadata);
        const { modifiedMillis } = await store.head(bucket, 'undated');
        // LastModified has whole seconds
        assert.ok(modifiedMillis > startMillis - 1000 && modifiedMillis <= Date.now());
      }
    });

    test('reads an object, or the range that is asked for', async () => {
      const object = await put('ranges', '0123456789');
      assert.equal(await read(object), '0123456789');
      assert.equal(await read(object, { start: 0 }), '0123456789');
      assert.equal(await read(object, { start: 3 }), '3456789');
      assert.equal(await read(object, { start: 3, end: 5 }), '34');
      assert.equal(await read(object, { start: 3, end: 3 }), '');
      assert.equal(await read(object, { start: 8, end: 100 }), '89');
      assert.equal(await read(object, { start: 10 }), '');
      assert.equal(await read(object, { start: 11, end: 12 }), '');
      assert.equal(await read(await put('empty', '')), '');
    });

    test('reads an object of many chunks, and lets a reader go early', async () => {
      const body = Buffer.alloc(3_000_000, 'abcdefg');
      const object = await put('large', body);
      assert.equal(await read(object), body.toString());
      for (let round = 0; round < 5; round += 1) {
        for await (const chunk of store.read(object)) {
          assert.ok(chunk.length > 0 && chunk.length < body.length);
          break;
        }
      }
      assert.equal(await read(object, { start: 2_999_999 }), 'c');
    });

    test('refuses to read what is no longer the pinned object', async () => {
      const old = await put('overwritten', 'old');
      await put('overwritten', 'new');
      await assert.rejects(read(old), { code: 'OBJECT_CHANGED' });
      await assert.rejects(read(old, { start: 1, end: 2 }), { code: 'OBJECT_CHANGED' });
      await assert.rejects(read(old, { start: 100 }), { code: 'OBJECT_CHANGED' });
    });

    test('says so where there is no object', async () => {
      const object = await put('deleted', 'x');
      await store.delete(bucket, 'deleted');
      await store.delete(bucket, 'deleted');
      await assert.rejects(store.head(bucket, 'deleted'), { code: 'OBJECT_NOT_FOUND' });
      await assert.rejects(read(object), { code: 'OBJECT_NOT_FOUND' });
      await assert.rejects(store.copy(bucket, 'deleted', 'copy'), { code: 'OBJECT_NOT_FOUND' });
    });

    test('gives a small object as a whole, and nothing where there is none', async () => {
      const { etag } = await put('small', 'one');
      assert.deepEqual(await store.get(bucket, 'small'), { body: Buffer.from('one'), etag });
      await put('small', '');
      assert.equal((await store.get(bucket, 'small'))?.body.length, 0);
      assert.equal(await store.get(bucket, 'no such object'), undefined);
    });

    test('writes on a condition', { skip: lacks.conditionalWrites ?? false }, async () => {
      const write = (body: string, etag?: string): Promise<string | undefined> =>
        store.putIf(bucket, 'conditional', Buffer.from(body), etag);
      const text = async (): Promise<string | undefined> => (await store.get(bucket, 'conditional'))?.body.toString();
      assert.equal(await write('none there to be replaced', '"827ccb0eea8a706c4c34a16891f84e7b"'), undefined);
      assert.equal(await text(), undefined);
      const first = await write('first');
      assert.equal(first, (await store.get(bucket, 'conditional'))?.etag);
      assert.equal(await write('something is there'), undefined);
      assert.equal(await text(), 'first');
      const second = await write('second', first);
      assert.equal(second, (await store.get(bucket, 'conditional'))?.etag);
      assert.equal(await write('another is there', first), undefined);
      assert.equal(await text(), 'second');
      await store.delete(bucket, 'conditional');
      assert.equal(await write('nothing is there', second), undefined);
      assert.ok(await write('new'));
    });

    test('lets one of many writers win', { skip: lacks.conditionalWrites ?? false }, async () => {
      for (const existing of [false, true]) {
        const key = `contended-${existing}`;
        const etag = existing ? (await put(key, 'before')).etag : undefined;
        const written = await Promise.all(
          Array.from({ length: 8 }, (_, writer) => store.putIf(bucket, key, Buffer.from(`writer ${writer}`), etag)),
        );
        const [winner, ...others] = written.filter((one) => one !== undefined);
        assert.deepEqual([winner, others], [(await store.get(bucket, key))?.etag, []]);
      }
    });

    test('lists what begins with a prefix, however many', async () => {
      const keys = Array.from({ length: 1001 }, (_, index) => `many/${String(index).padStart(4, '0')}`);
      for (const key of keys) await store.put(bucket, key, Buffer.from(key));
      assert.deepEqual(await list('many/'), keys);
      assert.deepEqual(await list('many/100'), ['many/1000']);
      assert.deepEqual(await list('none/'), []);
      for await (const { sizeBytes, etag, storedMillis } of store.list(bucket, 'many/0000')) {
        assert.equal(sizeBytes, 'many/0000'.length);
        assert.equal(etag, (await store.head(bucket, 'many/0000')).etag);
        assert.ok(Math.abs(storedMillis - Date.now()) < 60_000);
      }
    });

    test('takes any key, and copies an object with its metadata', async () => {
      const keys = ['a b+c%20d', 'é/日本/😀', "quo'te&<amp>?#=;:@,!*()", 'per%cent'];
      for (const key of keys) {
        await put(`odd/${key}`, key, { mtime: '2026-01-01T00:00:00Z' });
        await store.copy(bucket, `odd/${key}`, `copied/${key}`);
        const copy = await store.head(bucket, `copied/${key}`);
        assert.equal(copy.modifiedMillis, Date.UTC(2026, 0, 1));
        assert.equal(await read(copy), key);
      }
      assert.deepEqual((await list('odd/')).sort(), keys.map((key) => `odd/${key}`).sort());
    });
  });
}
