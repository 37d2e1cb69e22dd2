import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { asRead } from '../../test/helpers/as-read.ts';
import { topLevelKeys } from '../../test/helpers/json-keys.ts';
import { fileFields, logFields } from '../fields.ts';
import type { FileLine } from '../files/file-line.ts';
import type { Source } from '../files/sources.ts';
import { formatLabels, type FormatName, formatNames, formatTable, labelOf } from '../format-table.ts';
import { detectFormat } from '../formats/detect.ts';
import { layoutProblems } from '../formats/layouts/compile.ts';
import type { Layout } from '../layout.ts';
import { MAX_DOCUMENT_BYTES, MAX_LINE_BYTES } from '../limits.ts';
import {
  buildRecordDocument,
  type BuiltDocument,
  copyOf,
  createDocumentBuilder,
  type DocumentOptions,
} from './documents.ts';

const modifiedMillis = Date.parse('2026-11-22T12:00:00Z');
const ingestedMillis = Date.parse('2026-11-22T13:00:00Z');

const optionsArbitrary: fc.Arbitrary<DocumentOptions> = fc.record(
  {
    keepOriginal: fc.constantFrom('failed', 'always'),
    userAgentDetails: fc.boolean(),
    pseudonymKey: fc.constant(Buffer.from('key')),
  },
  { requiredKeys: ['keepOriginal', 'userAgentDetails'] },
);
/** Fields that are written with others. */
const manifold = [
  'source.ip',
  'source.address',
  'source.port',
  'url.original',
  'url.path',
  'url.query',
  'url.port',
  'url.domain',
];
/** Layouts that some of the lines below have, and some with fields and names of any kind. */
const layouts: fc.Arbitrary<Layout> = fc.oneof(
  fc.constantFrom<Layout>(
    { apache: '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"' },
    { nginx: '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent' },
    { nginx: '$http_x_forwarded_for $remote_port $host $http_host' },
    { dissect: '<%{log.syslog.priority}>%{@timestamp} %{+@timestamp} %{message}' },
  ),
  fc
    .uniqueArray(
      fc.oneof(
        fc.constantFrom(...manifold),
        fc.constantFrom(...Object.keys(logFields)),
        fc.stringMatching(/^[a-z. ]{1,9}$/),
      ),
      {
        minLength: 1,
        maxLength: 12,
      },
    )
    .map((names) => ({ dissect: names.map((name) => `%{${name}}`).join(' ') }))
    .filter((layout) => layoutProblems(layout).length === 0),
);

const sourceArbitrary: fc.Arbitrary<Source> = fc.record(
  {
    prefix: fc.constant(''),
    format: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...formatNames) }, { weight: 1, arbitrary: layouts }),
    timeZone: fc.constantFrom('Europe/Zurich', 'UTC', 'America/St_Johns'),
    ignoreOffset: fc.boolean(),
    dataset: fc.constant('mine'),
  },
  { requiredKeys: ['prefix'] },
);

/** Real lines, and lines that hold each kind of oddity. */
const sampleLines = ['apache_combined', 'apache_common', 'apache_error', 'rfc3164', 'rfc5424', 'json'].flatMap((name) =>
  readFileSync(`local/sample-logs/${name}.log`, 'utf8').split('\n', 40),
);
const oddLines = [
  '1.2.3.4 - a [b] [22/Nov/2026:10:02:52 +0000] "GET /\\"\\x16 HTTP/1.1" 200 - "-" "a\\\\b"',
  '[Sun Nov 22 10:02:52.123456 2026] [a:error] [pid 1:tid 2] (111)Connection refused: [client ::1:80] AH00123: m, referer: r',
  '<34>1 - a b c d [x@1 a="b\\"" a="c"][y] \uFEFFmessage',
  '{"log":{"level":"info","x":{"y":[1,{"z":null}]}},"log.level":"warn","message":"\\ud800","message":"b","":1,"a.b":1,"a":{"b":2}}',
  '{"level":30,"time":1763805772123,"pid":1,"hostname":"h","msg":"m","err":{"type":"E","message":"m","stack":"s"},"user":{"x":1},"ip":7}',
];
const lines = [...sampleLines, ...oddLines].map((line) => Buffer.from(line));

/** A line, changed here and there. */
const mutated = fc
  .tuple(
    fc.constantFrom(...lines),
    fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.uint8Array({ maxLength: 3 })), { maxLength: 3 }),
  )
  .map(([line, changes]) =>
    changes.reduce((changed, [position, removed, inserted]) => {
      const at = position % (changed.length + 1);
      return Buffer.concat([changed.subarray(0, at), inserted, changed.subarray(at + removed)]);
    }, line),
  );
const anyLine = fc.oneof(
  mutated,
  fc
    .array(
      fc.oneof(
        fc.ipV4(),
        fc.ipV6(),
        fc.nat().map(String),
        fc.constantFrom(
          '-',
          '192.0.2.1:80',
          'GET',
          '/a?b',
          '2026-11-22',
          '10:02:52',
          'a.b:1',
          'Mozilla/5.0 (X11)',
          '203.0.113.9,',
          'error',
        ),
      ),
      { maxLength: 14 },
    )
    .map((words) => Buffer.from(words.join(' '))),
  fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
  fc.string({ unit: 'binary', maxLength: 100 }).map((text) => Buffer.from(text)),
);

const lineOrigin = { fileId: 'ABCDEFGHIJKLMQ', path: 'inbox/ä"\n', version: 1, modifiedMillis, ingestedMillis };

/** Checks what holds for every document, and returns it. */
function check(built: BuiltDocument): Record<string, unknown> {
  const value = copyOf(built);
  assert.ok(value.length <= MAX_DOCUMENT_BYTES);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(value);
  const document = JSON.parse(text) as Record<string, unknown>;
  const keys = topLevelKeys(text);
  assert.equal(new Set(keys).size, keys.length, `a key comes twice in ${keys.join()}`);
  assert.deepEqual(keys.slice(0, 3), ['@timestamp', 'event.dataset', 'event.ingested']);
  for (const key of keys) assert.ok(key in logFields || key in fileFields, `${key} is not in the mapping`);
  assert.equal(document['@timestamp'], new Date(built.timeMillis).toISOString());
  return document;
}

function lineOf(bytes: Buffer, offset = 0): FileLine {
  return { bytes, start: 0, end: bytes.length, offset, lengthBytes: bytes.length };
}

suite('whatever the bytes of a line', () => {
  test('it becomes one valid document of known fields', () => {
    fc.assert(
      fc.property(
        anyLine,
        fc.constantFrom(...formatNames),
        sourceArbitrary,
        optionsArbitrary,
        (line, detected, source, options) => {
          const origin = { ...lineOrigin, format: source.format ?? detected, source };
          const built = createDocumentBuilder(origin, options).build(lineOf(line, 7));
          const document = check(built);
          assert.equal(document['log.offset'], 7);
          assert.equal(document['event.kind'], built.parsed ? 'event' : 'pipeline_error');
          if (!built.parsed && !options.pseudonymKey) assert.equal(document['event.original'], asRead(line));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test('it becomes the same document wherever it is in a chunk', () => {
    fc.assert(
      fc.property(
        anyLine,
        fc.uint8Array({ maxLength: 20 }),
        fc.uint8Array({ maxLength: 20 }),
        (line, before, after) => {
          for (const format of formatNames) {
            const origin = { ...lineOrigin, format, source: { prefix: '' } };
            const builder = createDocumentBuilder(origin, { keepOriginal: 'failed', userAgentDetails: false });
            const alone = copyOf(builder.build(lineOf(line)));
            const chunk = Buffer.concat([before, line, after]);
            const within = builder.build({
              ...lineOf(line),
              bytes: chunk,
              start: before.length,
              end: before.length + line.length,
            });
            assert.equal(copyOf(within).toString(), alone.toString());
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('another producer may send it as a record', () => {
    fc.assert(
      fc.property(
        anyLine,
        sourceArbitrary,
        optionsArbitrary,
        fc.double({ noNaN: true }),
        (value, source, options, timestampMillis) => {
          const origin = {
            topic: 't',
            partition: 3,
            offset: '9007199254740993',
            timestampMillis,
            ingestedMillis,
            source,
          };
          const document = check(buildRecordDocument(value, origin, options));
          assert.equal(document['kafka.partition'], 3);
          const line = value.toString('latin1').replace(/\n$/, '').replace(/\r$/, '');
          const original = options.pseudonymKey ? undefined : asRead(Buffer.from(line, 'latin1'));
          assert.equal(document['event.original'], original);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('its format can be detected', () => {
    fc.assert(
      fc.property(fc.array(anyLine), (some) => {
        const beginning = Buffer.concat(some.flatMap((line) => [line, Buffer.from('\n')]));
        assert.ok(formatLabels.includes(labelOf(detectFormat(beginning))));
      }),
      { numRuns: 500 },
    );
  });
});

suite('a line that is too long for a document', () => {
  const control = Buffer.alloc(MAX_LINE_BYTES, 1);
  const build = (line: Buffer, format: FormatName, lengthBytes = line.length, options: Partial<DocumentOptions> = {}) =>
    createDocumentBuilder(
      { ...lineOrigin, format, source: { prefix: '' } },
      { keepOriginal: 'failed', userAgentDetails: false, ...options },
    ).build({ ...lineOf(line), lengthBytes });

  test('is cut to the last code point that fits, and says its full length', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('\u0001', 'a', 'é', '"', '😀', '\u0001é'),
        fc.nat(7),
        fc.constantFrom('text', 'json', 'apache_combined'),
        (character, extra, format) => {
          const line = Buffer.concat([Buffer.alloc(extra, 97), Buffer.from(character.repeat(MAX_DOCUMENT_BYTES / 4))]);
          const document = check(build(line, format));
          const kept = String(document[format === 'text' ? 'message' : 'event.original']);
          const isWhole = kept === line.toString();
          assert.ok(line.toString().startsWith(kept));
          assert.deepEqual(document['log.flags'], isWhole ? undefined : ['truncated']);
          assert.equal(document['kafkainsight.line.length_bytes'], isWhole ? undefined : line.length);
          const { lengthBytes } = build(line, format);
          if (!isWhole) assert.ok(lengthBytes > MAX_DOCUMENT_BYTES - 12, `${lengthBytes} bytes`);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('is cut where it holds nothing but control characters, for each format', () => {
    for (const format of formatNames) {
      const built = build(control, format, 3_000_000);
      const document = check(built);
      assert.equal(built.timeMillis, modifiedMillis);
      assert.equal(document['kafkainsight.line.length_bytes'], 3_000_000);
      assert.ok(built.lengthBytes > MAX_DOCUMENT_BYTES - 6);
      assert.equal(built.parsed, format === 'text' || formatTable[format].joins !== undefined);
    }
  });

  test('keeps its time where its format can be read', () => {
    const line = Buffer.from(`<34>1 2026-01-02T03:04:05.678Z host app 1 id - ${'x'.repeat(1_000)}`);
    const built = build(line, 'rfc5424', 600_000);
    const document = check(built);
    assert.equal(document['@timestamp'], '2026-01-02T03:04:05.678Z');
    assert.equal(document['message'], line.toString());
    assert.deepEqual(document['log.flags'], ['truncated']);
    assert.equal(built.parsed, false);
  });

  test('keeps no raw text where names are replaced', () => {
    const line = Buffer.from(
      `1.2.3.4 - alice [22/Nov/2026:10:02:52 +0000] "GET /${'x'.repeat(600_000)} HTTP/1.1" 200 1`,
    );
    const document = check(build(line, 'apache_common', line.length, { pseudonymKey: Buffer.from('k') }));
    assert.deepEqual(document['log.flags'], ['truncated']);
    assert.ok(!JSON.stringify(document).includes('alice'));
  });
});
