import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { documentId, fileId } from '../../core/files/file-id.ts';
import type { LineAddress } from '../../lambdas/inspect/line-address.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { runCommand } from '../../test/helpers/command.ts';
import { runOnStage } from '../../test/helpers/stage-command.ts';
import { type StoreFixture, storeFixture } from '../../test/helpers/store.ts';

const KEY = 'inbox/app.log';
const MODIFIED = '2026-11-22T12:00:00.000Z';
const lines = [
  '2026-11-22T10:00:00Z INFO one',
  '2026-11-22T10:00:01Z ERROR \u001b[31mtwo',
  '2026-11-22T10:00:02Z INFO three',
];
const content = `${lines.join('\n')}\n`;
const file = fileId(LOCAL_BUCKET, KEY, Buffer.from(content));

let store: StoreFixture;
let address: LineAddress;

before(async () => {
  store = await storeFixture();
  const etag = await store.put(KEY, content, { mtime: MODIFIED });
  const offset = content.indexOf(lines[1] ?? '');
  address = {
    id: documentId(file, offset),
    fileId: file,
    offset,
    timeMillis: Date.parse('2026-11-22T10:00:01Z'),
    objects: [{ key: KEY, etag, compression: 'none', modifiedMillis: Date.parse(MODIFIED) }],
  };
});
after(() => store.remove());

function onStage(found: LineAddress, environment: Record<string, string> = {}): ReturnType<typeof runOnStage> {
  const places = { bucket: LOCAL_BUCKET, queueUrl: store.store.queueUrl };
  return runOnStage(
    ['line', found.id, '--stage', 'dev'],
    (_name, event) => ({ body: (event as { question: string }).question === 'line' ? found : places }),
    { environment: { AWS_ENDPOINT_URL_S3: store.store.url, ...environment } },
  );
}

describe('line on a stage', () => {
  test('is told where the line is, and reads it with the rights of the caller', async () => {
    const { code, output, errors, server } = await onStage(address);
    assert.equal(code, 0, errors);
    assert.equal(output, `${lines[1] ?? ''}\n`, 'byte for byte where it is no terminal');
    assert.equal(errors, `inbox/app.log, byte ${address.offset}\n`);
    assert.deepEqual(
      server.invocations.map(([name, event]) => [name, (event as { question: string }).question]),
      [
        ['kafkainsight-dev-inspect', 'line'],
        ['kafkainsight-dev-inspect', 'places'],
      ],
    );
  });

  test('an object that is another by now', async () => {
    const { code, errors, output } = await onStage({
      ...address,
      objects: [{ key: KEY, etag: '"other"', compression: 'none', modifiedMillis: 0 }],
    });
    assert.deepEqual([code, output], [1, '']);
    assert.match(errors, /LINE_GONE\nThe line of \S+ is no longer in the bucket\./);
  });

  test('pseudonyms need their key', async () => {
    const objects = [{ key: KEY, etag: 'stored-1795000000-100', compression: 'none', modifiedMillis: 0 }];
    const { code, errors } = await onStage({ ...address, objects });
    assert.equal(code, 2);
    assert.match(errors, /CONFIGURATION_INVALID\n.*PSEUDONYM_SECRET_ID/);
  });
});

describe('odd values', () => {
  /** Stores a file of one line and shows that line. */
  async function shown(key: string, text: string | Buffer): ReturnType<typeof onStage> {
    const bytes = Buffer.concat([Buffer.from(text), Buffer.from('\n')]);
    const { ETag: etag } = await store.s3.send(
      new PutObjectCommand({ Bucket: LOCAL_BUCKET, Key: key, Body: bytes, Metadata: { mtime: MODIFIED } }),
    );
    const ofFile = fileId(LOCAL_BUCKET, key, bytes);
    return onStage({
      id: documentId(ofFile, 0),
      fileId: ofFile,
      offset: 0,
      timeMillis: Date.parse('2026-11-22T10:00:01Z'),
      objects: [{ key, etag: etag ?? assert.fail(), compression: 'none', modifiedMillis: Date.parse(MODIFIED) }],
    });
  }

  const numbers =
    '{"time":"2026-11-22T10:00:01Z","level":"info","msg":"odd","id":9007199254740993,"x":1e400,"y":-0.10}';
  const texts = {
    'numbers that no double holds': numbers,
    'direction and control characters': '2026-11-22T10:00:01Z INFO a\u202egpj.exe\u0000\u001b]0;title\u0007\u2028',
  };
  for (const [name, text] of Object.entries(texts)) {
    test(`${name} are shown byte for byte`, async () => {
      const { code, output, errors } = await shown('inbox/odd.log', text);
      assert.equal(code, 0, errors);
      assert.equal(output, `${text}\n`);
    });
  }

  test('a key cannot command the terminal, nor turn its own direction', async () => {
    const { code, output, errors } = await shown(
      'inbox/a\u001b[31m\u202egol.b\u2066.log',
      texts['numbers that no double holds'],
    );
    assert.equal(code, 0, errors);
    assert.equal(output, `${numbers}\n`);
    assert.equal(errors, 'inbox/a\\x1b[31m\\u202egol.b\\u2066.log, byte 0\n');
  });
});

describe('the id', () => {
  for (const id of ['kafkainsight.logs-0-12-1795000000000', 'short', '']) {
    test(`"${id}" is none of a line`, async () => {
      const { code, errors } = await runCommand(['line', ...(id === '' ? [] : [id])]);
      assert.equal(code, 2);
      assert.match(errors, /USAGE_INVALID\n/);
    });
  }

  test('may begin with a dash', async () => {
    const { code, errors } = await onStage({ ...address, id: `-${address.id.slice(1)}` });
    assert.equal(code, 1, errors);
    assert.match(errors, /LINE_GONE/);
  });
});
