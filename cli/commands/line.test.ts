import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
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
