import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import type { ByteRange, ObjectStore } from '../../core/ports.ts';
import { answeringServer, type SeenRequest } from '../helpers/http-server.ts';

const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
const pin = { bucket: 'bucket', key: 'key', etag: '"e"' };

/** Runs a test with a store whose server responds as the test says. */
async function withStore(
  answer: (response: ServerResponse, request: SeenRequest, index: number) => void,
  work: (store: ObjectStore, seen: readonly SeenRequest[]) => Promise<void>,
): Promise<void> {
  const server = await answeringServer(answer);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const store = createObjectStore({ region: 'us-east-1', credentials, s3Endpoint: server.url }, { idleMillis: 300 });
  try {
    await work(store, server.seen);
  } finally {
    await server.close();
  }
}

async function read(
  store: ObjectStore,
  range?: ByteRange,
  object: Parameters<ObjectStore['read']>[0] = pin,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(object, range)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Where the request wants to begin and, as S3 counts, its last byte. */
function rangeOf({ headers }: SeenRequest): [number, number] {
  const [, start = '0', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  return [Number(start), last === '' ? content.length - 1 : Number(last)];
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`);
}

describe('S3 client on a server that fails', () => {
  test('goes on from the byte where a connection broke, still pinned', async () => {
    const breakAfter = 50_000;
    await withStore(
      (response, request) => {
        const [start, last] = rangeOf(request);
        response.writeHead(start === 0 ? 200 : 206, { 'content-length': last + 1 - start });
        const body = content.subarray(start, last + 1);
        if (body.length <= breakAfter) response.end(body);
        else response.write(body.subarray(0, breakAfter), () => response.destroy());
      },
      async (store, seen) => {
        assert.deepEqual(await read(store), content);
        assert.equal(seen.length, 4);
        assert.ok(seen.every(({ headers }) => headers['if-match'] === pin.etag));
        assert.deepEqual(await read(store, { start: 10, end: 150_000 }), content.subarray(10, 150_000));
        assert.ok(seen.slice(4).every((request) => rangeOf(request)[1] === 149_999));
      },
    );
  });

  test('reads a version by its id', async () => {
    await withStore(
      (response) => response.end('x'),
      async (store, seen) => {
        await read(store, undefined, { ...pin, versionId: 'v/1' });
        assert.match(seen[0]?.path ?? '', /versionId=v%2F1/);
      },
    );
  });

  test('takes silence for a broken connection, but not a slow reader', async () => {
    await withStore(
      (response, request, index) => {
        const [start] = rangeOf(request);
        if (index > 0) response.end(content.subarray(start));
        else response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 1000));
      },
      async (store, seen) => {
        assert.deepEqual(await read(store), content);
        assert.equal(seen.length, 2);
        assert.equal(seen[1]?.headers.range, 'bytes=1000-');
        const chunks: Uint8Array[] = [];
        for await (const chunk of store.read(pin)) {
          if (chunks.push(chunk) === 1) await new Promise((resolve) => setTimeout(resolve, 600));
        }
        assert.deepEqual(Buffer.concat(chunks), content);
        assert.equal(seen.length, 3);
      },
    );
  });

  test('gives up on a body that never brings a byte', async () => {
    await withStore(
      (response) => response.writeHead(200, { 'content-length': 5 }).write('', () => response.destroy()),
      async (store) => {
        await assert.rejects(read(store), { code: 'OBJECT_STORE_UNAVAILABLE' });
      },
    );
  });

  test('an object that changes while its read is resumed is not mixed', async () => {
    await withStore(
      (response, _request, index) => {
        if (index > 0) refuse(response, 412, 'PreconditionFailed');
        else response.writeHead(200, { 'content-length': 9 }).write('abc', () => response.destroy());
      },
      async (store) => {
        await assert.rejects(read(store), { code: 'OBJECT_CHANGED' });
      },
    );
  });

  for (const [status, name, code] of [
    [404, 'NoSuchKey', 'OBJECT_NOT_FOUND'],
    [404, 'NoSuchVersion', 'OBJECT_NOT_FOUND'],
    [404, 'NoSuchBucket', 'OBJECT_STORE_UNAVAILABLE'],
    [405, 'MethodNotAllowed', 'OBJECT_NOT_FOUND'],
    [403, 'AccessDenied', 'OBJECT_STORE_UNAVAILABLE'],
    [503, 'SlowDown', 'OBJECT_STORE_UNAVAILABLE'],
    [500, 'InternalError', 'OBJECT_STORE_UNAVAILABLE'],
  ] as const) {
    test(`${status} ${name} is ${code}`, async () => {
      await withStore(
        (response) => {
          refuse(response, status, name);
        },
        async (store) => {
          await assert.rejects(read(store), { code });
          await assert.rejects(store.put('bucket', 'key', Buffer.from('x')), { code });
        },
      );
    });
  }

  test('a store that is not there is OBJECT_STORE_UNAVAILABLE', async () => {
    const server = await answeringServer(() => undefined);
    await server.close();
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const store = createObjectStore({ region: 'us-east-1', credentials, s3Endpoint: server.url });
    await assert.rejects(store.head('bucket', 'key'), { code: 'OBJECT_STORE_UNAVAILABLE' });
    await assert.rejects(read(store), { code: 'OBJECT_STORE_UNAVAILABLE' });
  });
});
