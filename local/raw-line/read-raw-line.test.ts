import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { LOOK_BACK_BYTES } from '../../core/documents/open-line.ts';
import { fileOfDocument, offsetIn } from '../../core/files/file-id.ts';
import type { ObjectStore } from '../../core/ports.ts';
import type { LineAddress } from '../../lambdas/inspect/line-address.ts';
import { compressors } from '../../test/helpers/compressors.ts';
import {
  BUCKET,
  documentsOf,
  type Harness,
  type HarnessOptions,
  ingestFile,
  ingestHarness,
} from '../../test/helpers/ingest-harness.ts';
import { MAX_READ_BYTES, type RawLine, type RawLineBucket, type RawLineStep, readRawLine } from './read-raw-line.ts';

/** Where the lines of all documents are, as the ledger says it. */
function addressesOf(harness: Pick<Harness, 'producer'>): LineAddress[] {
  const entries = [...documentsOf(harness, 'ledger').values()];
  const objects = entries.map((entry) => ({
    key: String(entry['log.file.path']),
    etag: String(entry['kafkainsight.file.etag']),
    compression: String(entry['kafkainsight.file.compression']),
    modifiedMillis: Date.parse(String(entry['file.mtime'])),
  }));
  const unique = [...new Map(objects.map((one) => [one.key + one.etag, one])).values()].toReversed();
  return Array.from(documentsOf(harness, 'log'), ([id, document]) => ({
    id,
    fileId: fileOfDocument(id),
    offset: offsetIn(fileOfDocument(id), id),
    timeMillis: Date.parse(String(document['@timestamp'])),
    objects: unique,
  }));
}

function bucketOf({ store }: { readonly store: ObjectStore }, change: Partial<RawLineBucket> = {}): RawLineBucket {
  return { store, bucket: BUCKET, sources: [], idKey: undefined, ...change };
}

async function stepsOf(from: RawLineBucket, address: LineAddress): Promise<RawLineStep[]> {
  const steps: RawLineStep[] = [];
  for await (const step of readRawLine(from, address)) steps.push(step);
  return steps;
}

async function lineOf(from: RawLineBucket, address: LineAddress): Promise<RawLine> {
  const last = (await stepsOf(from, address)).at(-1);
  assert.ok(last?.kind === 'line');
  return last.line;
}

/** Counts the bytes that are read of a store. */
function counting(store: ObjectStore): { readonly store: RawLineBucket['store']; readonly bytes: () => number } {
  let bytes = 0;
  return {
    bytes: () => bytes,
    store: {
      head: (...name) => store.head(...name),
      async *read(...asked) {
        for await (const piece of store.read(...asked)) {
          bytes += piece.length;
          yield piece;
        }
      },
    },
  };
}

const access = (index: number): string =>
  `203.0.113.${index % 250} - - [22/Nov/2026:10:02:${String(index % 60).padStart(2, '0')} +0000] "GET /${index} HTTP/1.1" 200 1`;
const content = `${Array.from({ length: 2000 }, (_, index) => access(index)).join('\n')}\n`;

/** The text from a byte to the next line feed: what a line is, without any of our code. */
function lineAt(text: string, offset: number): string {
  const bytes = Buffer.from(text);
  const end = bytes.indexOf('\n', offset);
  return bytes.toString('utf8', offset, end === -1 ? bytes.length : end).replace(/\r$/, '');
}

/** Contents whose every document comes from one line. */
const contents: Readonly<Record<string, readonly [string, HarnessOptions?]>> = {
  'access lines': [content.slice(0, 8000)],
  'a last line without a line feed': [`${access(1)}\n${access(2)}\n203.0.113.9 - - [22/No`],
  'syslog without a year': ['<34>Oct 11 22:14:15 mymachine su: one\n<34>Oct 11 22:14:16 mymachine su: two\n'],
  'lines without any time': ['one\ntwo\nthree\n'],
  'W3C, whose header changes': [
    '#Fields: date time cs-method cs-uri-stem\r\n2026-11-22 10:00:00 GET /a\r\n#Fields: date time cs-uri-stem\r\n2026-11-22 10:00:01 /b\r\n',
  ],
  'a format and a zone that the source declares': [
    '2026-11-22 10:00:00,000 ERROR one\n2026-11-22 10:00:01,000 ERROR two\n',
    { environment: { SOURCES: JSON.stringify([{ prefix: '', timeZone: 'Asia/Tokyo' }]) } },
  ],
};

suite('a line is read back from its object', () => {
  for (const [name, [text, options]] of Object.entries(contents)) {
    test(name, async () => {
      const harness = await ingestFile(text, 'inbox/a.log', options);
      const sources = JSON.parse(options?.environment?.['SOURCES'] ?? '[]') as RawLineBucket['sources'];
      const addresses = addressesOf(harness);
      assert.ok(addresses.length > 1);
      for (const address of addresses) {
        const { bytes, key, lengthBytes, lines } = await lineOf(bucketOf(harness, { sources }), address);
        const expected = lineAt(text, address.offset);
        assert.deepEqual([bytes.toString(), key, lines], [expected, 'inbox/a.log', 1]);
        assert.equal(lengthBytes, expected.length);
      }
    });
  }

  for (const [name, compress] of Object.entries(compressors)) {
    test(`compressed by ${name}`, async () => {
      const harness = await ingestFile(compress(Buffer.from(content)));
      const address = addressesOf(harness).at(-2) ?? assert.fail();
      const steps = await stepsOf(bucketOf(harness), address);
      const last = steps.pop();
      assert.ok(last?.kind === 'line');
      assert.equal(last.line.bytes.toString(), lineAt(content, address.offset));
      for (const step of steps) {
        assert.ok(step.kind === 'progress' && step.readBytes < step.ofBytes);
        assert.equal(step.ofBytes, address.offset);
      }
    });
  }

  test('an event of several lines', async () => {
    const trace = 'java.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)';
    const text = `2026-11-22 10:00:00 ERROR first\n${trace}\n2026-11-22 10:00:01 INFO next\n`;
    const harness = await ingestFile(text);
    const [first, next] = addressesOf(harness);
    assert.ok(first && next);
    const line = await lineOf(bucketOf(harness), first);
    assert.deepEqual([line.bytes.toString(), line.lines], [`2026-11-22 10:00:00 ERROR first\n${trace}`, 4]);
    assert.equal((await lineOf(bucketOf(harness), next)).bytes.toString(), '2026-11-22 10:00:01 INFO next');
  });

  test('an object inside a line: the line', async () => {
    const records = [1, 2].map((each) => ({ timestamp: `2026-11-22T10:00:0${each}Z`, message: `m${each}` }));
    const text = `${JSON.stringify(records[0])}\n${records.map((each) => JSON.stringify(each)).join(' ')}\n`;
    const harness = await ingestFile(text);
    const addresses = addressesOf(harness);
    assert.equal(addresses.length, 3);
    for (const address of addresses.slice(1)) {
      assert.equal((await lineOf(bucketOf(harness), address)).bytes.toString(), text.split('\n')[1]);
    }
  });

  test('of a plain file little more than the line is read, where its first bytes have said what it is', async () => {
    const long = content.repeat(40);
    const harness = await ingestFile(long);
    const address = addressesOf(harness).at(-1) ?? assert.fail();
    const counted = counting(harness.store);
    await lineOf(bucketOf(harness, { store: counted.store }), address);
    assert.ok(counted.bytes() < 3 * 64 * 1024 + 2 * LOOK_BACK_BYTES, `${counted.bytes()} bytes`);
  });

  test('a file that grew, was compressed and renamed: from whichever object still has it', async () => {
    const harness = ingestHarness();
    const whole = content.slice(0, content.lastIndexOf('\n', 4000) + 1);
    await harness.drop('inbox/app.log', whole);
    await harness.drop('inbox/app.log', `${whole}${access(7)}\n`);
    await harness.drop('inbox/app.log.1.gz', compressors.gzip(Buffer.from(`${whole}${access(7)}\n`)));
    const addresses = addressesOf(harness);
    const bucket = bucketOf(harness);
    const [first] = addresses;
    assert.ok(first);
    assert.equal((await lineOf(bucket, first)).key, 'inbox/app.log', 'a plain object first');
    await harness.store.delete(BUCKET, 'inbox/app.log');
    for (const address of addresses) {
      const { key, bytes } = await lineOf(bucket, address);
      assert.deepEqual(
        [key, bytes.toString()],
        ['inbox/app.log.1.gz', lineAt(`${whole}${access(7)}\n`, address.offset)],
      );
    }
  });
});

suite('what a line leaves out is inferred as it was', () => {
  for (const [name, text] of [
    ['the year', '<34>Nov 22 10:00:00 web1 su: one\n<34>Nov 22 10:00:01 web1 su: two\n'],
    ['the time', 'one\ntwo\n'],
  ] as const) {
    test(`${name}, where the ledger has only the time of a later content`, async () => {
      const harness = await ingestFile(text, 'inbox/a.log');
      const twoYears = 2 * 366 * 86_400_000;
      for (const address of addressesOf(harness)) {
        const objects = address.objects.map((one) => ({ ...one, modifiedMillis: one.modifiedMillis + twoYears }));
        const { bytes } = await lineOf(bucketOf(harness), { ...address, objects });
        assert.equal(bytes.toString(), lineAt(text, address.offset));
      }
    });
  }
});

suite('no line is shown that is another', () => {
  test('the object is gone, or was overwritten', async () => {
    const harness = await ingestFile(content);
    const [address] = addressesOf(harness);
    assert.ok(address);
    await harness.store.put(BUCKET, 'inbox/a.log', Buffer.from(content.replace('GET', 'PUT')));
    await assert.rejects(lineOf(bucketOf(harness), address), {
      code: 'LINE_GONE',
      message: /no longer in the bucket.*inbox\/a\.log/,
    });
    await harness.store.delete(BUCKET, 'inbox/a.log');
    await assert.rejects(lineOf(bucketOf(harness), address), { code: 'LINE_GONE' });
    await assert.rejects(lineOf(bucketOf(harness), { ...address, objects: [] }), {
      code: 'LINE_GONE',
      message: /no entry of its file/,
    });
  });

  test('the line there has another time, or begins elsewhere', async () => {
    const harness = await ingestFile(content);
    const address = addressesOf(harness)[3] ?? assert.fail();
    await assert.rejects(lineOf(bucketOf(harness), { ...address, timeMillis: address.timeMillis + 1000 }), {
      code: 'LINE_GONE',
    });
    const zoned = await ingestFile('2026-11-22 10:00:00,000 ERROR one\n2026-11-22 10:00:01,000 ERROR two\n');
    const [first] = addressesOf(zoned);
    assert.ok(first);
    const sources = [{ prefix: '', timeZone: 'Asia/Tokyo' }] as unknown as RawLineBucket['sources'];
    await assert.rejects(lineOf(bucketOf(zoned, { sources }), first), { code: 'LINE_GONE' });
  });

  test('with pseudonyms, whoever has their key', async () => {
    const key = Buffer.from('a key of sixteen bytes or more');
    const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-raw-line-'));
    const file = join(folder, 'key');
    writeFileSync(file, key);
    const harness = await ingestFile(content.slice(0, 1000), 'inbox/a.log', {
      environment: { PSEUDONYM_KEY_FILE: file },
    });
    rmSync(folder, { recursive: true });
    const [address] = addressesOf(harness);
    assert.ok(address);
    assert.equal((await lineOf(bucketOf(harness, { idKey: key }), address)).bytes.toString(), lineAt(content, 0));
    await assert.rejects(lineOf(bucketOf(harness), address), { code: 'LINE_GONE' });
  });

  test('a store that fails is said to fail, and a line too far in is not looked for', async () => {
    const harness = await ingestFile(compressors.gzip(Buffer.from(content)));
    const [address] = addressesOf(harness);
    assert.ok(address);
    const offset = MAX_READ_BYTES + 1;
    await assert.rejects(lineOf(bucketOf(harness), { ...address, offset }), { code: 'LINE_TOO_FAR' });
  });
});
