/** Files whose lines say how those after them are read (W3C, "Extended Log File Format"): what a line is depends on all before it. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { documentsOf, type Harness, ingestFile, ingestHarness } from '../../test/helpers/ingest-harness.ts';
import { withLittleTime } from '../../test/helpers/little-time.ts';

const KEY = 'inbox/u_ex261122.log';
const HEAD = '#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n';

/** What a line is made of: a directive, or columns as the directive before it names them. */
type Line = { readonly fields: readonly string[] } | { readonly number: number };

const COLUMNS = ['date', 'time', 'c-ip', 'cs-method', 'cs-uri-stem', 'sc-status', 'cs-username'] as const;
const lines = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.nat(59).map((number): Line => ({ number })) },
    { weight: 1, arbitrary: fc.shuffledSubarray([...COLUMNS], { minLength: 7 }).map((fields): Line => ({ fields })) },
  ),
  { maxLength: 40 },
);

/** The text of a file, and the paths of its events in their order. */
function write(some: readonly Line[]): { readonly text: string; readonly paths: string[] } {
  let fields: readonly string[] = COLUMNS;
  let text = `${HEAD}#Fields: ${fields.join(' ')}\r\n`;
  const paths: string[] = [];
  for (const [index, line] of some.entries()) {
    if ('fields' in line) {
      fields = line.fields;
      text += `#Date: 2026-11-22 10:02:00\r\n#Fields: ${fields.join(' ')}\r\n`;
      continue;
    }
    const values: Readonly<Record<string, string>> = {
      date: '2026-11-22',
      time: `10:02:${String(line.number).padStart(2, '0')}`,
      'c-ip': '203.0.113.9',
      'cs-method': 'GET',
      'cs-uri-stem': `/${index}`,
      'sc-status': '404',
      'cs-username': '-',
    };
    text += `${fields.map((name) => values[name] ?? '').join(' ')}\r\n`;
    paths.push(`/${index}`);
  }
  return { text, paths };
}

function check(harness: Pick<Harness, 'producer'>, paths: readonly string[], text: string): void {
  const documents = [...documentsOf(harness, 'log').values()].sort(
    (one, other) => Number(one['log.offset']) - Number(other['log.offset']),
  );
  assert.deepEqual(
    documents.map((document) => document['url.path']),
    paths,
  );
  for (const document of documents) {
    assert.partialDeepStrictEqual(document, {
      'event.dataset': 'apache.access',
      'source.ip': '203.0.113.9',
      'http.request.method': 'GET',
      'http.response.status_code': 404,
    });
  }
  const entries = [...documentsOf(harness, 'ledger').values()];
  const sum = (name: string): number => entries.reduce((total, entry) => total + Number(entry[name]), 0);
  assert.equal(sum('kafkainsight.part.bytes'), Buffer.byteLength(text));
  assert.equal(sum('kafkainsight.part.events'), paths.length);
  assert.equal(sum('kafkainsight.part.lines'), text.split('\n').filter((line) => line.trim() !== '').length);
}

suite('a file with a header', () => {
  test('is read by the columns in force, however it is split or compressed; directives are no documents', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 20, max: 1000 }), fc.boolean(), async (some, partBytes, isZipped) => {
        const { text, paths } = write(some);
        const harness = ingestHarness({ environment: { PART_BYTES: String(partBytes) } });
        assert.deepEqual(await harness.drop(KEY, isZipped ? gzipSync(text) : text), []);
        check(harness, paths, text);
      }),
      { numRuns: 100 },
    );
  });

  test('adds its new lines when it grows', async () => {
    const { text, paths } = write(Array.from({ length: 30 }, (_, number) => ({ number })));
    const harness = ingestHarness({ environment: { PART_BYTES: '500' } });
    for (const share of [0.4, 0.7, 1]) {
      const end = text.indexOf('\n', Math.floor(text.length * share) - 1) + 1;
      const content = text.slice(0, end);
      await harness.drop(KEY, content);
      check(harness, paths.slice(0, content.split('/').length - 1), content);
    }
  });

  test('goes on in further invocations with the columns that it had', async () => {
    const first = Array.from({ length: 5_000 }, (_, number): Line => ({ number: number % 60 }));
    const { text, paths } = write([...first, { fields: [...COLUMNS].reverse() }, ...first]);
    await withLittleTime({ PART_BYTES: '20000' }, async (harness, invocations) => {
      assert.deepEqual(await harness.drop(KEY, text), []);
      assert.ok(invocations() > 3, String(invocations()));
      check(harness, paths, text);
    });
  });

  test('may end in the middle of a line or of a directive', async () => {
    const head = `${HEAD}#Fields: date time c-ip cs-uri-stem sc-status\n`;
    const { logs, entries } = await ingestFile(`${head}2026-11-22 10:02:52 203.0.113.9 /a 200`);
    assert.partialDeepStrictEqual([...logs.values()], [{ 'url.path': '/a', '@timestamp': '2026-11-22T10:02:52.000Z' }]);
    assert.equal(entries[0]?.['kafkainsight.file.format'], 'w3c');
    const cut = await ingestFile(`${head}2026-11-22 10:02:52 203.0.113.9 /a`);
    assert.partialDeepStrictEqual([...cut.logs.values()], [{ 'kafkainsight.partial': true }]);
    const directive = await ingestFile(`${head}2026-11-22 10:02:52 203.0.113.9 /a 200\n#Fiel`);
    assert.equal(directive.logs.size, 1);
  });

  // docs.zeek.org, "Zeek Log Formats and Inspection": names and types are in two lines
  test('of Zeek is read by the columns in force, however it is split', async () => {
    const header = (names: string, types: string): string =>
      `#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tx\n#fields\t${names}\n#types\t${types}\n`;
    const lines = (from: number, write: (number: number) => string): string =>
      Array.from({ length: 40 }, (_, index) => `${write(from + index)}\n`).join('');
    const text = [
      header('ts\tid.orig_h\tlocal_orig', 'time\taddr\tbool'),
      lines(0, (number) => `1795341772.5\t203.0.113.${number}\tT`),
      '#close\t2026-11-22-11-00-00\n',
      header('id.orig_h\tts\tlocal_orig', 'addr\ttime\tstring'),
      lines(40, (number) => `203.0.113.${number}\t1795341772.5\tT`),
    ].join('');
    for (const partBytes of ['40', '100', '1000', '1000000']) {
      const harness = ingestHarness({ environment: { PART_BYTES: partBytes } });
      assert.deepEqual(await harness.drop('inbox/conn.log', text), []);
      const documents = [...documentsOf(harness, 'log').values()].toSorted(
        (one, other) => Number(one['log.offset']) - Number(other['log.offset']),
      );
      const expected = Array.from({ length: 80 }, (_, number) => [
        `203.0.113.${number}`,
        { local_orig: number < 40 ? true : 'T' },
      ]);
      assert.deepEqual(
        documents.map((document) => [document['source.ip'], document['kafkainsight.fields']]),
        expected,
        partBytes,
      );
    }
  });
});
