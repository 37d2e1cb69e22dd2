import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_DOCUMENT_BYTES } from '../limits.ts';
import { bulkBody } from '../search/bulk.ts';
import { readEnvelope } from './envelope.ts';

const KEYS = [
  '@timestamp',
  'file.mtime',
  'event.dataset',
  'kafkainsight.file.id',
  'kafkainsight.file.version',
  'log.offset',
  'kafka.topic',
  'kafka.partition',
  'kafka.offset',
];
const ORIGIN = KEYS.slice(3);
const TIME = '2026-11-22T10:02:52.000Z';

/** What `JSON.parse` makes of the same bytes: the independent reading. */
function parsed(value: Buffer): Record<string, unknown> | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
    if (text.includes('\n')) return undefined;
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null && !Array.isArray(found)
      ? (found as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The same with each number as it is there: an identity must not depend on how a number is printed. */
function withNumbersAsTheyStand(value: Buffer): Record<string, unknown> {
  return JSON.parse(value.toString(), (_key, field: unknown, context?: { readonly source?: string }) =>
    typeof field === 'number' ? context?.source : field,
  ) as Record<string, unknown>;
}

function levels(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(levels));
}

function expected(value: Buffer): unknown {
  const fields = parsed(value);
  if (fields === undefined || Object.values(fields).some((field) => levels(field) > 20)) return undefined;
  const { '@timestamp': time, 'file.mtime': modified, 'event.dataset': dataset } = fields;
  const isTime = (text: unknown): text is string =>
    typeof text === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) &&
    !Number.isNaN(Date.parse(text));
  if (!isTime(time) || !isTime(modified) || typeof dataset !== 'string') return undefined;
  const standing = withNumbersAsTheyStand(value);
  const origin = ORIGIN.flatMap((key) => {
    const field = standing[key];
    return typeof field === 'string' ? [[key, field]] : [];
  });
  return {
    timeMillis: Date.parse(time),
    modifiedMillis: Date.parse(modified),
    dataset,
    origin: Object.fromEntries(origin) as unknown,
  };
}

function actual(value: Buffer): unknown {
  const envelope = readEnvelope(value);
  if (envelope === undefined) return undefined;
  const { timeMillis, modifiedMillis, dataset, origin } = envelope;
  const texts = ORIGIN.flatMap((key) => {
    const text = origin[key as keyof typeof origin];
    return text === undefined ? [] : [[key, text]];
  });
  return { timeMillis, modifiedMillis, dataset, origin: Object.fromEntries(texts) as unknown };
}

const values = fc.oneof(
  fc.constantFrom<unknown>(TIME, '2026-02-31T00:00:00.000Z', '2026-13-01T00:00:00.000Z', 42, null, ['a'], { a: TIME }),
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 3 }),
);
/** A key as it is or with an escape, which means the same. */
const keys = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...KEYS) }, { weight: 1, arbitrary: fc.string() }),
    fc.integer({ min: 0, max: 9 }),
  )
  .map(([key, how]) => {
    const text = JSON.stringify(key);
    return how === 0 && /^"[a-z]/.test(text) ? `"\\u00${key.charCodeAt(0).toString(16)}${text.slice(2)}` : text;
  });
const members = fc
  .tuple(keys, values, fc.constantFrom('', ' ', '\t'))
  .map(([key, value, space]) => `${space}${key}${space}:${space}${JSON.stringify(value)}`);
const first = `"@timestamp":"${TIME}","file.mtime":"${TIME}","event.dataset":"text"`;
const documents = fc
  .tuple(
    fc.array(members, { maxLength: 8 }),
    fc.boolean(),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('"', '}', ',', '\n', '\\', '', '0')), { maxLength: 1 }),
  )
  .map(([more, isOurs, changes]) => {
    const text = `{${[...(isOurs ? [first] : []), ...more].join()}}`;
    return changes.reduce((whole, [at, inserted]) => {
      const position = at % (whole.length + 1);
      return whole.slice(0, position) + inserted + whole.slice(position + 1);
    }, text);
  });

test('the envelope is what JSON.parse finds, whatever the bytes', () => {
  let sound = 0;
  fc.assert(
    fc.property(
      fc.oneof({ weight: 9, arbitrary: documents }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) }),
      (text) => {
        const value = Buffer.from(text);
        const want = expected(value);
        if (want !== undefined) sound++;
        assert.deepEqual(actual(value), want, JSON.stringify(text));
      },
    ),
    { numRuns: 10_000 },
  );
  assert.ok(sound > 1_000, `only ${sound} of the documents were sound`);
});

/** What a document's index gets of it, by the body of a request. */
function indexed(value: Buffer): Record<string, unknown> {
  const unsent = readEnvelope(value)?.unindexed ?? [];
  const body = bulkBody([{ index: 'i', id: 'a', operation: 'index', source: value, unsent }]).toString();
  const [, source = '', ...rest] = body.split('\n');
  assert.deepEqual(rest, ['']);
  return JSON.parse(source) as Record<string, unknown>;
}

/** As docs/fields.md lists them: of the access logs' dataset. */
const SAME = { 'event.kind': 'event', 'event.category': ['web'], 'event.type': ['access'] };
const saidOfFile = fc.record({ 'file.mtime': fc.constant(TIME), 'kafkainsight.file.version': fc.nat() });
const saidByLine = fc.record(
  {
    'event.kind': fc.constantFrom<unknown>('event', 'pipeline_error', ['event'], null),
    'event.category': fc.constantFrom<unknown>(['web'], ['web', 'authentication'], 'web', []),
    'event.type': fc.constantFrom<unknown>(['access'], ['error'], ['access', 'access']),
    'event.outcome': fc.constantFrom('success', 'failure'),
    message: fc.string({ unit: 'binary' }),
    'log.offset': fc.nat(),
  },
  { requiredKeys: [] },
);

test('what a document’s file and dataset say is not indexed, wherever it is in it, and all else is', () => {
  const fields = fc
    .tuple(saidOfFile, saidByLine, fc.constantFrom('apache.access', 'json', 'shop'))
    .chain(([ofFile, ofLine, dataset]) => {
      const all = { ...ofFile, ...ofLine, 'event.dataset': dataset };
      return fc.shuffledSubarray(Object.entries(all), { minLength: Object.keys(all).length });
    });
  fc.assert(
    fc.property(fields, fc.constantFrom('', ' '), (entries, space) => {
      const all = [['@timestamp', TIME], ...entries] as const;
      const members = all.map(([name, field]) => `${space}"${name}":${space}${JSON.stringify(field)}`);
      const { 'event.dataset': dataset } = Object.fromEntries(all);
      const isSame = (name: string, field: unknown): boolean =>
        (dataset === 'apache.access' || name === 'event.kind') &&
        JSON.stringify(field) === JSON.stringify((SAME as Record<string, unknown>)[name]);
      const wanted = all.filter(
        ([name, field]) => !/^file\.mtime$|^kafkainsight\.file\.version$/.test(name) && !isSame(name, field),
      );
      assert.deepEqual(indexed(Buffer.from(`{${members.join(`${space},`)}}`)), Object.fromEntries(wanted));
    }),
    { numRuns: 5_000 },
  );
});

test('the engine gets all of a document in which a key comes twice, and refuses it', () => {
  const twice = `{${first},"event.kind":"alert","event.kind":"event"}`;
  assert.deepEqual(readEnvelope(Buffer.from(twice))?.unindexed, []);
});

test('what is no document has no envelope', () => {
  const document = `{${first}}`;
  assert.ok(readEnvelope(Buffer.from(document)));
  for (const [name, value] of Object.entries({
    'a byte order mark': Buffer.from(`\uFEFF${document}`),
    'ill-formed UTF-8': Buffer.concat([Buffer.from(`{${first},"m":"`), Buffer.from([0xc3]), Buffer.from('"}')]),
    'a second object': Buffer.from(document + document),
    'too many bytes': Buffer.from(`{${first},"m":"${'x'.repeat(MAX_DOCUMENT_BYTES)}"}`),
    'too deep an array': Buffer.from(`{${first},"m":${'['.repeat(21)}${']'.repeat(21)}}`),
    'no end': Buffer.from(document.slice(0, -1)),
    nothing: Buffer.alloc(0),
  })) {
    assert.equal(readEnvelope(value), undefined, name);
  }
  assert.ok(readEnvelope(Buffer.from(`{${first},"m":${'['.repeat(20)}${']'.repeat(20)}}`)));
});

test('a document is not derivable where a term is longer than Lucene takes', () => {
  // Lucene, IndexWriter.MAX_TERM_LENGTH: 32,766 bytes; the quotes are counted with the text
  const isDerivable = (bytes: number): boolean | undefined =>
    readEnvelope(Buffer.from(`{${first},"user.name":"${'x'.repeat(bytes)}"}`))?.isDerivable;
  assert.deepEqual([isDerivable(32_764), isDerivable(32_767)], [true, false]);
});

test('a number is named as it is, however it is written', () => {
  for (const number of ['12', '-100e-68', '1.50', '-0', '9007199254740993']) {
    assert.equal(readEnvelope(Buffer.from(`{${first},"log.offset":${number}}`))?.origin['log.offset'], number);
  }
});

test('a key that comes twice counts as JSON.parse counts it: the last time', () => {
  assert.equal(readEnvelope(Buffer.from(`{${first},"event.dataset":"other"}`))?.dataset, 'other');
  assert.equal(readEnvelope(Buffer.from(`{${first},"event.dataset":7}`)), undefined);
});
