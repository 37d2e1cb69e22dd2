import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { documentId, fileId } from '../../core/files/file-id.ts';
import { memoryObjectStore } from '../../test/fakes/object-store.ts';
import { compressors } from '../../test/helpers/compressors.ts';
import {
  BUCKET,
  documentsOf,
  type Harness,
  type HarnessOptions,
  ingestHarness,
} from '../../test/helpers/ingest-harness.ts';
import { lambdaContext } from '../../test/helpers/lambda-context.ts';
import { withLittleTime } from '../../test/helpers/little-time.ts';
import { naiveLines } from '../../test/helpers/naive-lines.ts';

const KEY = 'inbox/a.log';

const contents = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('\n', '\r\n', '\n\n', '\r\r\n', 'a', 'bc', '\xff') },
      { weight: 2, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 60 }) },
    ),
    { maxLength: 60 },
  )
  .chain((pieces) => fc.constantFrom('', '\xef\xbb\xbf').map((mark) => Buffer.from(mark + pieces.join(''), 'latin1')));

const partSizes = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 1000 }));

/** The same part of the same file: an entry that a retry overwrote counts once, as it does in the index. */
function checkLedger(harness: Pick<Harness, 'producer'>, content: Buffer): void {
  const entries = [...documentsOf(harness, 'ledger').values()].sort(
    (one, other) => Number(one['kafkainsight.part.start']) - Number(other['kafkainsight.part.start']),
  );
  let reached = 0;
  for (const [number, entry] of entries.entries()) {
    assert.equal(entry['kafkainsight.part.number'], number);
    assert.equal(entry['kafkainsight.part.start'], reached);
    const start = reached;
    reached += Number(entry['kafkainsight.part.bytes']);
    assert.equal(entry['kafkainsight.part.hash'], shortHash(content.subarray(start, reached)));
    assert.equal(entry['kafkainsight.part.last'], number === entries.length - 1);
    assert.equal(entry['event.outcome'], 'success');
  }
  assert.equal(reached, content.length);
  const lines = entries.reduce((sum, entry) => sum + Number(entry['kafkainsight.part.lines']), 0);
  assert.equal(lines, documentsOf(harness, 'log').size);
}

/** The first 16 bytes of SHA-256: 22 of base64's characters. */
function shortHash(bytes: Buffer): string {
  const hex = hash('sha256', bytes, 'hex').slice(0, 32);
  return Buffer.from(hex, 'hex').toString('base64url');
}

/** What a content without line feeds is read as: carriage returns end its lines. */
function asRead(content: Buffer): Buffer {
  const text = content.toString('latin1');
  const hasReturnsOnly = !text.includes('\n') && text.trimEnd().includes('\r');
  return hasReturnsOnly ? Buffer.from(text.replaceAll('\r', '\n'), 'latin1') : content;
}

function checkLines(harness: Pick<Harness, 'producer'>, stored: Buffer): void {
  const content = asRead(stored);
  const id = fileId(BUCKET, KEY, content);
  const offsets = naiveLines(content).map(([, offset]) => documentId(id, offset));
  assert.deepEqual(new Set(documentsOf(harness, 'log').keys()), new Set(offsets));
}

suite('any content, compressed or not, any part size', () => {
  for (const [compression, compress] of Object.entries({ none: (content: Buffer) => content, ...compressors })) {
    test(`${compression}: every line is produced, each once, and the parts add up to the file`, async () => {
      await fc.assert(
        fc.asyncProperty(
          contents,
          partSizes,
          fc.integer({ min: 1, max: 50 }),
          async (content, partBytes, chunkBytes) => {
            const options: HarnessOptions = {
              store: memoryObjectStore({ chunkBytes }),
              environment: { PART_BYTES: String(partBytes) },
            };
            const harness = ingestHarness(options);
            assert.deepEqual(await harness.drop(KEY, compress(content)), []);
            checkLines(harness, content);
            checkLedger(harness, asRead(content));
            const keys = harness.producer.records().map(({ key }) => key);
            assert.equal(new Set(keys).size, keys.length);
          },
        ),
        { numRuns: 150 },
      );
    });
  }
});

suite('a time limit', () => {
  test('cuts the work on a compressed file short, and further invocations go on, the parts the same as without one', async () => {
    const content = Buffer.from(Array.from({ length: 40_000 }, (_, number) => `line ${number}\n`).join(''));
    const environment = { PART_BYTES: '100000' };
    const unlimited = ingestHarness({ environment });
    await unlimited.drop(KEY, gzipSync(content));

    await withLittleTime(environment, async (harness, invocations) => {
      assert.deepEqual(await harness.drop(KEY, gzipSync(content)), []);
      assert.ok(invocations() >= 2, `${invocations()}`);
      checkLines(harness, content);
      checkLedger(harness, content);
      assert.deepEqual(partsOf(harness), partsOf(unlimited));
    });
  });

  for (const compress of [(content: Buffer) => content, gzipSync]) {
    test(`within a line of 40,000 events has further invocations go on from the next event (${compress === gzipSync ? 'gzip' : 'plain'})`, async () => {
      const event = (number: number): string => `{"time":"2026-11-22T10:00:00Z","number":${number}}`;
      const events = Array.from({ length: 40_000 }, (_, number) => event(number)).join(',');
      const content = Buffer.from(`{"owner":"123456789012","logEvents":[${events}]}`);
      const environment = { PART_BYTES: '300000' };
      const unlimited = ingestHarness({ environment });
      await unlimited.drop(KEY, compress(content));

      await withLittleTime(environment, async (harness, invocations) => {
        assert.deepEqual(await harness.drop(KEY, compress(content)), []);
        const parts = Math.ceil(content.length / 300_000);
        assert.ok(invocations() >= (compress === gzipSync ? 3 : parts + 3), `${invocations()}`);
        const keys = harness.producer.records().map(({ key }) => key);
        assert.equal(new Set(keys).size, keys.length);
        assert.deepEqual(logsOf(harness), logsOf(unlimited));
        assert.deepEqual(partsOf(harness), partsOf(unlimited));
      });
    });
  }

  test('that is too short for one part hands the message back', async () => {
    const content = 'line\n'.repeat(100_000);
    for (const body of [Buffer.from(content), gzipSync(content)]) {
      const harness = ingestHarness({ context: () => lambdaContext(0) });
      assert.equal((await harness.drop(KEY, body)).length, 1);
      assert.equal(documentsOf(harness, 'ledger').size, 0);
      assert.equal(harness.log.lines.at(-1)?.fields['code'], 'TIME_LIMIT');
    }
  });
});

/** What does not differ between the documents of two ingestions of the same file. */
function logsOf(harness: Pick<Harness, 'producer'>): ReadonlyMap<string, unknown> {
  const without = ['event.ingested', 'kafkainsight.file.version'];
  const kept = ([name]: readonly [string, unknown]): boolean => !without.includes(name);
  const logs = [...documentsOf(harness, 'log')];
  return new Map(logs.map(([id, fields]) => [id, Object.fromEntries(Object.entries(fields).filter(kept))]));
}

/** What does not differ between two ingestions of the same file. */
function partsOf(harness: Pick<Harness, 'producer'>): unknown[] {
  const names = ['start', 'end', 'last', 'lines', 'events', 'produced', 'unparsed', 'hash'].map(
    (name) => `kafkainsight.part.${name}`,
  );
  const entries = [...documentsOf(harness, 'ledger')].sort(([one], [other]) => one.localeCompare(other));
  return entries.map(([key, entry]) => [key, ...names.map((name) => entry[name])]);
}
