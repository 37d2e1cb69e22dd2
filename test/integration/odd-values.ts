/** Values that are easily read wrong, from the file through an engine to the page: none is changed, and all are found again. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LEDGER_INDEX } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { valueSuggestions } from '../../local/page/browser/suggestions.ts';
import { filtersOfNamed, namedValues } from '../../local/page/browser/value-filters.ts';
import type { FoundLine, LinesAnswer } from '../../local/page/protocol.ts';
import { MAX_SEARCH_CHARACTERS } from '../../local/page/search/search.ts';
import { type RunningPage, startPage } from '../../local/page/server.ts';
import { BUCKET, type Harness, ingestFile } from '../helpers/ingest-harness.ts';
import { readCsv } from './csv.ts';
import { indexDocuments } from './story/story.ts';

/** In the hand of whoever writes the line. */
const texts: readonly string[] = [
  'שלום עולם (1)',
  'مرحبا: بكم',
  'user \u202egnp.exe\u202c',
  '👩‍👩‍👧 🇨🇭 ✂️ e\u0301 ﬁ ß İ',
  'zero\u200bwidth\u00ad\ufeff',
  '\u001b[31mred\u001b[0m\u0007\u0000end',
  'say "hi" to \'them\'',
  'a:b::c url:http://x/?a=b&c=d#e',
  'C:\\temp\\new \\" \\',
  'one\ntwo\r\nthree\tfour',
  'a*b?c [1 TO 2] (x) {y} <z> ~1 ^2 !',
  'AND',
  'OR NOT x',
  '-minus +plus',
  '=1+1',
  '@SUM(A1)',
  ' space around ',
  '%2F%00 %zz + ;',
  'null',
  'true',
  '9007199254740993',
  '<script>alert(1)</script>',
  `long ${'x'.repeat(900)}`,
  `/very/long/${'path/'.repeat(700)}`,
];
/** JSON as a logger wrote it, that JavaScript's numbers cannot hold. */
const lost = ['9007199254740993', '-9223372036854775808', '12345678901234567890', '1e400', '0.1234567890123456789'];
/** The same that JavaScript would write in another way, or as no number. */
const others = ['1.0', '0.10', '1e3', '-0', '7', '12.5', 'true', 'null', '[]', '{}', '[1.0,2]', '[{"a":1}]'];
const numbers = [...lost, ...others];
const keys = ['a b', 'a:b', 'a"b', 'a\\b', 'ключ', 'x*y', 'a.b', '😀', 'user\u202ename', "it's", '[0]', 'a,b'];

interface Odd {
  readonly line: string;
  /** Of `odd` or a field: what the line says. */
  readonly value?: string;
}

const time = (index: number): string => new Date(Date.UTC(2026, 10, 10, 10, 0, index)).toISOString();
const jsonLine = (index: number, members: string): string => `{"time":"${time(index)}","msg":"odd",${members}}`;

const odd: readonly Odd[] = [
  ...texts.map((value, index) => {
    const said = JSON.stringify(value);
    return { line: jsonLine(index, `"odd":${said},"user.name":${said},"url.path":${said}`), value };
  }),
  ...numbers.map((said, index) => ({ line: jsonLine(100 + index, `"odd":{"number":${said}}`), value: said })),
  ...keys.map((key, index) => ({ line: jsonLine(200 + index, `${JSON.stringify(key)}:"value ${index}"`) })),
];

/**
 * Declares the tests on an engine.
 *
 * @param engineOf it, once it runs
 */
export function oddValueTests(engineOf: () => SearchEngine): void {
  let page: RunningPage;
  let lines: readonly FoundLine[];

  before(async () => {
    const harness = await ingestFile(odd.map(({ line }) => `${line}\n`).join(''), 'inbox/odd.log');
    await index(engineOf(), harness);
    const bucket = { store: harness.store, bucket: BUCKET, sources: [], idKey: undefined };
    page = await startPage({ searchEngine: engineOf(), bucket });
    ({ lines } = await find({}));
    assert.equal(lines.length, odd.length);
  });
  after(() => page.stop());

  const scopeOf = (change: object): object => {
    return { from: Date.UTC(2026, 10, 10), to: Date.UTC(2026, 10, 11), timeZone: 'UTC', filters: [], ...change };
  };
  const question = (change: object): object => ({ dashboard: 'lines', panel: 'lines', scope: scopeOf(change) });

  async function send(kind: string, body: object): Promise<string> {
    const response = await fetch(`${page.url}/api/${kind}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.text();
    assert.equal(response.status, 200, answer);
    return answer;
  }

  async function find(change: object): Promise<LinesAnswer> {
    return JSON.parse(await send('lines', { ...question(change), order: 'oldest', limit: 500 })) as LinesAnswer;
  }

  async function exported(format: string): Promise<string> {
    const asked = JSON.stringify({ ...question({}), format, order: 'oldest' });
    const response = await fetch(`${page.url}/api/export?${new URLSearchParams({ question: asked }).toString()}`);
    assert.equal(response.status, 200);
    return response.text();
  }

  test('every value of an opened line that has a + finds the line', async () => {
    let filtered = 0;
    for (const { id, document } of lines) {
      for (const named of namedValues(document)) {
        const [filter] = filtersOfNamed('logs', named);
        if (filter === undefined) continue;
        filtered += 1;
        // as the address keeps it
        const kept = JSON.parse(new URLSearchParams({ kept: JSON.stringify(filter) }).get('kept') ?? '') as object;
        const found = await find({ filters: [kept] });
        assert.ok(
          found.lines.some((line) => line.id === id),
          `${named.name}: ${JSON.stringify(named.value)} finds ${found.total} others`,
        );
        const others = await find({ filters: [{ ...kept, negated: true }] });
        assert.equal(found.total + others.total, odd.length, named.name);
      }
    }
    assert.ok(filtered > 5 * odd.length);
  });

  test('an odd text, number or key is found alone, or has no +', async () => {
    for (const { document } of lines) {
      for (const named of namedValues(document)) {
        const isOdd = named.name.startsWith('kafkainsight.json.') && !named.name.endsWith('.msg');
        const [filter] = isOdd ? filtersOfNamed('logs', named) : [];
        if (filter === undefined) continue;
        assert.ok((await find({ filters: [filter] })).total <= 2, `${named.name}: ${JSON.stringify(named.value)}`);
      }
    }
    const withoutFilter = lines.flatMap(({ document }) =>
      namedValues(document)
        .filter((named) => named.name.startsWith('kafkainsight.json.odd'))
        .filter((named) => filtersOfNamed('logs', named).length === 0)
        .map(({ value }) => (typeof value === 'string' ? value.slice(0, 10) : JSON.stringify(value))),
    );
    assert.deepEqual(withoutFilter, ['/very/long', 'null', '[]', '{}', '[{"a":1}]']);
  });

  test('what completes a value finds it', async () => {
    for (const [index, value] of texts.entries()) {
      const [suggested] = valueSuggestions('', [{ value, about: '' }]);
      if (suggested === undefined) {
        assert.match(value, /[\r\n]/);
        continue;
      }
      if (value.length > 1024) continue;
      for (const field of ['user.name', 'kafkainsight.json.odd']) {
        const { lines: found } = await find({ search: `${field}:${suggested.text}` });
        assert.ok(
          found.some(({ id }) => id === lines[index]?.id),
          `${field}:${suggested.text}`,
        );
      }
    }
  });

  test('a line that is pasted whole finds itself', async () => {
    const short = [...odd.entries()].filter(([, { line }]) => line.length <= MAX_SEARCH_CHARACTERS);
    for (const [index, { line }] of short) {
      const { lines: found } = await find({ search: line });
      assert.ok(
        found.some(({ id }) => id === lines[index]?.id),
        line.slice(0, 200),
      );
    }
  });

  test('a line is read back from its object byte for byte', async () => {
    for (const [index, { line }] of odd.entries()) {
      const steps = (await send('raw-line', { line: lines[index]?.id })).trimEnd().split('\n');
      const answer = JSON.parse(steps.at(-1) ?? '') as { readonly text?: string };
      assert.equal(answer.text, line);
    }
  });

  test('both exports have every text as it is, and every digit', async () => {
    const [head = [], ...rows] = readCsv(await exported('csv'));
    const documents = (await exported('ndjson')).trimEnd().split('\n');
    assert.deepEqual([rows.length, documents.length], [odd.length, odd.length]);
    const user = head.indexOf('user.name');
    for (const [index, text] of texts.entries()) {
      const cell = rows[index]?.[user] ?? '';
      assert.equal(/^[=+\-@\t\r]/.test(text) ? cell.replace(/^'/, '') : cell, text);
      assert.equal((JSON.parse(documents[index] ?? '') as Record<string, unknown>)['user.name'], text);
    }
    for (const [index, said] of numbers.entries()) {
      const written = documents[texts.length + index] ?? '';
      const { value = '' } = /"number":(?<value>"[^"]*"|[^"}]*)\}/.exec(written)?.groups ?? {};
      if (lost.includes(said)) assert.equal(value, `"${said}"`);
      else if (!Number.isNaN(Number(said))) assert.ok(Number(value) === Number(said), said);
    }
  });
}

async function index(engine: SearchEngine, { producer }: Harness): Promise<void> {
  const records = producer.records();
  const timeMillis = 0;
  const built = records.filter(({ kind }) => kind === 'log').map(({ key: id, value }) => ({ id, value, timeMillis }));
  await indexDocuments(engine, built);
  for (const { key, value } of records.filter(({ kind }) => kind === 'ledger')) {
    const action = JSON.stringify({ index: { _index: LEDGER_INDEX, _id: key } });
    await engine.bulk(Buffer.from(`${action}\n${value.toString()}\n`), 60_000);
  }
  await engine.request('POST', '/kafkainsight-*/_refresh');
}
