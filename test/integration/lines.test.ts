/** The lines that the page lists, exports and finds around each other, on real engines, compared with the lines that were indexed. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SearchEngine } from '../../core/ports.ts';
import type { FoundLine, LinesAnswer, NeighboursAnswer, ReachAnswer } from '../../local/page/protocol.ts';
import { type RunningPage, startPage } from '../../local/page/server.ts';
import { readCsv } from './csv.ts';
import { oddValueTests } from './odd-values.ts';
import { ownElasticsearch, ownEngine } from './story/engine.ts';
import { type IndexedStory, indexStory } from './story/story.ts';

const LINES = 1500;
/** A page that ends within the lines of one second. */
const PAGE_LINES = 170;
/** A message that begins as a formula, and records that have no place in a file. */
const odd = [
  { message: '=1+1,"x"\nnext', 'kafkainsight.json': { session_id: 's-1' } },
  { message: 'a record', 'kafka.topic': 'one', 'kafka.partition': 1, 'kafka.offset': 7 },
  { message: 'a record', 'kafka.topic': 'two', 'kafka.partition': 1, 'kafka.offset': 7 },
];

lineTests('OpenSearch', () => ownEngine(`lines-${process.pid}`));
lineTests('Elasticsearch', () => ownElasticsearch('lines'));

function lineTests(name: string, open: () => Promise<SearchEngine>): void {
  describe(`lines on ${name}`, () => {
    let engine: SearchEngine;
    let story: IndexedStory;
    let page: RunningPage;
    let ids: readonly string[];

    before(async () => {
      engine = await open();
      story = await indexStory(engine, { lines: LINES });
      await indexOddLines();
      page = await startPage({ searchEngine: engine });
      ids = (await ndjson('newest')).map(({ _id: id }) => String(id));
    });

    after(async () => {
      await page.stop();
      await engine.close();
    });

    /** All at the time of the last line: only their place distinguishes them. */
    async function indexOddLines(): Promise<void> {
      const time = new Date(story.toMillis - 1).toISOString();
      const actions = odd.map((fields, index) => {
        const action = { index: { _index: 'kafkainsight-logs-json-2026.11', _id: `odd-${index}` } };
        return `${JSON.stringify(action)}\n${JSON.stringify({ '@timestamp': time, 'event.dataset': 'json', ...fields })}\n`;
      });
      await engine.bulk(Buffer.from(actions.join('')), 60_000);
      await engine.request('POST', '/kafkainsight-logs-*/_refresh');
    }

    const question = (change: object = {}): object => ({
      dashboard: 'lines',
      panel: 'lines',
      scope: { from: story.fromMillis, to: story.toMillis, timeZone: 'UTC', filters: [], ...change },
    });

    async function ask<Answer>(kind: string, body: object): Promise<Answer> {
      const response = await fetch(`${page.url}/api/${kind}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const answer: unknown = await response.json();
      assert.equal(response.status, 200, JSON.stringify(answer));
      return answer as Answer;
    }

    async function exported(format: string, order = 'newest'): Promise<string> {
      const asked = JSON.stringify({ ...question(), format, order });
      const response = await fetch(`${page.url}/api/export?${new URLSearchParams({ question: asked }).toString()}`);
      assert.equal(response.status, 200);
      assert.match(response.headers.get('content-disposition') ?? '', /^attachment; filename="kafkainsight-lines\./);
      return response.text();
    }

    async function ndjson(order: string): Promise<Record<string, unknown>[]> {
      const lines = (await exported('ndjson', order)).split('\n').slice(0, -1);
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    }

    for (const order of ['newest', 'oldest']) {
      test(`pages of the ${order} first follow each other: every line once, in the order of time`, async () => {
        const lines: FoundLine[] = [];
        for (let last: LinesAnswer['last']; ;) {
          const answer: LinesAnswer = await ask('lines', { ...question(), order, limit: PAGE_LINES, after: last });
          assert.equal(answer.total, story.documents.length + odd.length);
          lines.push(...answer.lines);
          ({ last } = answer);
          if (last === undefined) break;
        }
        assert.equal(lines.length, story.documents.length + odd.length);
        assert.equal(new Set(lines.map(({ id }) => id)).size, lines.length);
        const millis = lines.map(({ document }) => Date.parse(String(document['@timestamp'])));
        const sorted = millis.toSorted((one, other) => (order === 'oldest' ? one - other : other - one));
        assert.deepEqual(millis, sorted);
        assert.deepEqual(
          lines.map(({ id }) => id),
          order === 'newest' ? ids : ids.toReversed(),
        );
      });
    }

    test('lines around a line are those before and behind it in its file', async () => {
      const files = Map.groupBy(
        (await ndjson('oldest')).filter((line) => 'log.offset' in line),
        (line) => String(line['kafkainsight.file.id']),
      );
      for (const [file, found] of files) {
        const lines = found.toSorted((one, other) => Number(one['log.offset']) - Number(other['log.offset']));
        for (const index of [0, Math.floor(lines.length / 2), lines.length - 1]) {
          const offset = lines[index]?.['log.offset'];
          const { before, after }: NeighboursAnswer = await ask('neighbours', { file, offset, limit: 3 });
          const idsOf = (some: readonly Record<string, unknown>[]): unknown[] => some.map(({ _id: id }) => id);
          assert.deepEqual(
            before.map(({ id }) => id),
            idsOf(lines.slice(Math.max(0, index - 3), index)),
          );
          assert.deepEqual(
            after.map(({ id }) => id),
            idsOf(lines.slice(index + 1, index + 4)),
          );
        }
      }
      assert.ok(files.size > 1);
    });

    test('a table of everything has each line once, and no cell that is a formula', async () => {
      const rows = readCsv(await exported('csv'));
      const [head = [], ...body] = rows;
      assert.equal(head[0], '_id');
      assert.equal(head.at(-1), 'other fields');
      assert.deepEqual(
        body.map(([id]) => id),
        ids,
      );
      assert.ok(rows.every(({ length }) => length === head.length));
      assert.ok(rows.flat().every((cell) => !/^[=+\-@\t\r]/.test(cell)));
      const message = head.indexOf('message');
      assert.equal(body.find(([id]) => id === 'odd-0')?.[message], `'=1+1,"x"\nnext`);
      const statuses = body.map((row) => row[head.indexOf('http.response.status_code')]);
      const failed = story.documents.filter((document) => document['http.response.status_code'] === 500);
      assert.equal(statuses.filter((status) => status === '500').length, failed.length);
      assert.ok(!head.includes('mysql.thread_id'));
    });

    test('a filter by a value inside a flattened field concerns the lines that have it', async () => {
      const filter = { kind: 'value', field: 'kafkainsight.json.session_id', negated: false };
      const filters = [
        { ...filter, values: ['s-1'] },
        { ...filter, values: ['s-2'] },
      ];
      const { panels }: ReachAnswer = await ask('reach', { dashboard: 'lines', scope: { ...scopeOf({ filters }) } });
      assert.deepEqual(panels['lines'], { lines: story.documents.length + odd.length, concerned: [1, 1] });
    });

    function scopeOf(change: object): object {
      return { from: story.fromMillis, to: story.toMillis, timeZone: 'UTC', filters: [], ...change };
    }

    describe('odd values', () => {
      oddValueTests(() => engine);
    });
  });
}
