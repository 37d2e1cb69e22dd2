/**
 * Objects as Amazon Data Firehose writes them (Developer Guide, "Configure Amazon S3 object name format", "Data delivery format" and
 * "Send data to a Firehose stream with CloudWatch Logs"): records end to end, or each with a line feed behind it, compressed or not.
 */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { documentsOf, ingestFile } from '../helpers/ingest-harness.ts';

/** `<evaluated prefix><suffix>`: the prefix of docs/sending.md with the default one behind it, and stream, version, time and UUID. */
const KEY = 'inbox/firehose/2026/11/22/10/shop-1-2026-11-22-10-02-52-3b8dd7a4-5d6c-4f0e-9d3b-0f1c2a7b9e55';

const objects = Array.from({ length: 50 }, (_, number) =>
  JSON.stringify({ time: `2026-11-22T10:02:52.${100 + number}Z`, level: 'info', msg: `Cart {${number}} "opened"` }),
);
const messages = Array.from({ length: 50 }, (_, number) => `Cart {${number}} "opened"`);
const access = Array.from(
  { length: 50 },
  (_, number) => `203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "GET /item/${number} HTTP/1.1" 200 5 "-" "curl/8.5.0"`,
);

/** What CloudWatch Logs sends to Firehose (its User Guide, "Log group-level subscription filters"): gzip, one such a record. */
function cloudWatchRecord(numbers: readonly number[]): Buffer {
  return gzipSync(
    JSON.stringify({
      owner: '123456789012',
      logGroup: 'shop',
      logStream: 'cart',
      subscriptionFilters: ['firehose'],
      messageType: 'DATA_MESSAGE',
      logEvents: numbers.map((number) => ({
        id: `${31_953_106_606_966_983_378_809_025_079n + BigInt(number)}`,
        timestamp: Date.UTC(2026, 10, 22, 10, 2, 52) + number,
        message: `Cart ${number} opened`,
      })),
    }),
  );
}

suite('an object of Firehose', () => {
  test('has a document for each of its JSON records, with and without a delimiter, compressed and not', async () => {
    for (const [delimiter, suffix] of [
      ['', ''],
      ['\n', ''],
      ['', '.gz'],
      ['\n', '.gz'],
    ] as const) {
      const content = objects.map((object) => object + delimiter).join('');
      const outcome = await ingestFile(suffix === '.gz' ? gzipSync(content) : content, KEY + suffix);
      assert.deepEqual(outcome.failed, []);
      assert.deepEqual(outcome.messages, messages);
    }
  });

  test('has a document for each of its lines, with the delimiter or line feeds that the records have', async () => {
    const { logs } = await ingestFile(gzipSync(access.map((line) => `${line}\n`).join('')), `${KEY}.gz`);
    assert.deepEqual(
      [...logs.values()].map((document) => document['url.path']),
      access.map((_, number) => `/item/${number}`),
    );
  });

  test('has a document for each event of CloudWatch Logs, whose records are gzip members end to end', async () => {
    const records = Buffer.concat([cloudWatchRecord([0, 1, 2]), cloudWatchRecord([3, 4])]);
    for (const [body, key] of [
      [records, KEY],
      // of a stream that compresses once more
      [gzipSync(records), `${KEY}.gz`],
    ] as const) {
      const outcome = await ingestFile(body, key);
      assert.deepEqual(
        outcome.messages,
        [0, 1, 2, 3, 4].map((number) => `Cart ${number} opened`),
      );
      assert.deepEqual(
        new Set([...outcome.logs.values()].map((document) => document['aws.cloudwatch.log_group'])),
        new Set(['shop']),
      );
    }
  });

  test('is a file, even if another one has the same records', async () => {
    const outcome = await ingestFile(objects.join(''), KEY);
    await outcome.drop(`${KEY.slice(0, -1)}6`, objects.join(''));
    assert.equal(documentsOf(outcome, 'log').size, 2 * objects.length);
  });
});
