/**
 * What users do, on indices that keep a copy of each document, with all that its record says, a tree of points of every number and the places
 * of all words; and on those of today's templates, with copies and without, which have neither, nor what is the same in all documents of a file
 * or dataset: the same documents, and the same answers, also from all together, as where one was made by an earlier template.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { readEnvelope } from '../../core/records/envelope.ts';
import { bulkBody, bulkRequests } from '../../core/search/bulk.ts';
import { logIndex } from '../../core/search/derived-source.ts';
import { indexTemplates } from '../../core/search/index-templates.ts';
import { unsaidDefaults } from '../../core/search/unindexed.ts';
import { dashboardsOf } from '../../dashboards/dashboards.ts';
import { isAggregationPanel, panelsOf } from '../../dashboards/definition.ts';
import { linesRequest } from '../../dashboards/line-search.ts';
import { countsRequest, panelRequest, type PanelSearch, type Scope } from '../../dashboards/search.ts';
import { startOpenSearch } from '../../local/engines/opensearch.ts';
import type { SearchServer } from '../../local/engines/search-engine.ts';
import { flatDocument } from '../../local/page/flat-document.ts';
import { readSearch } from '../../local/page/search/search.ts';
import { hostileDocuments } from '../contract/mappings.suite.ts';
import { shopSite } from '../helpers/shop-site.ts';
import { odd, sorts, typed } from './derived-source-cases.ts';
import { temporaryDataFolder } from './engines/temporary.ts';
import { buildDocuments, type Built, renderStory, STORY_END_MILLIS } from './story/story.ts';

const LINES = 3_000;
const PAGE = 500;
const LOGS = '/kafkainsight-logs-*/';
const scheme = { period: 'month', retentionDays: 365 } as const;
const scope: Scope = { fromMillis: 0, toMillis: STORY_END_MILLIS, timeZone: 'UTC', filters: [] };

/** The sets of indices. The others are compared with the first, which has everything. */
const sets = ['whole', 'kept', 'derived'] as const;
type IndexSet = (typeof sets)[number];

describe('indices with and without copies of their documents, against indices of all that there is', () => {
  const run = randomUUID().slice(0, 8);
  const patterns: Record<IndexSet, string> = {
    whole: `whole-${run}-*`,
    kept: `kept-${run}-*`,
    derived: `derived-${run}-*`,
  };
  let server: SearchServer;
  let engine: SearchEngine;
  let built: readonly Built[];
  /** Ids of documents whose values are longer than keywords beside copies: only derived ones are found by them. */
  let long: readonly string[];

  before(async () => {
    const { folder, killAtExit } = temporaryDataFolder();
    server = await startOpenSearch({ dataFolder: folder, ports: 'any' });
    killAtExit(server.pid);
    engine = createSearchEngine({ engine: 'opensearch', url: server.url, authentication: { kind: 'none' } });
    const files = renderStory({ lines: LINES });
    built = [
      ...[...files].flatMap(([format, bytes]) => [...buildDocuments(format, bytes, STORY_END_MILLIS - 1)]),
      ...buildDocuments('text', Buffer.from(`${odd.join('\n')}\n`), STORY_END_MILLIS - 1),
    ];
    const attacks = [...buildDocuments('text', Buffer.from(`${hostileDocuments.join('\n')}\n`), STORY_END_MILLIS - 2)];
    long = attacks.map(({ id }) => id);
    built = [...built, ...attacks];
    for (const set of sets) await fill(set);
  });

  after(async () => {
    await engine.close();
    await server.stop();
  });

  async function fill(set: IndexSet): Promise<void> {
    const templates = indexTemplates('opensearch', {
      replicas: 0,
      refreshSeconds: 1,
      derivesSource: set === 'derived',
    });
    const made = new Set<string>();
    const documents = [];
    for (const { id, value } of built) {
      const envelope = readEnvelope(value) ?? assert.fail();
      const name = logIndex(envelope, scheme);
      const index = patterns[set].replace('*', name);
      if (!made.has(index)) {
        const fitting = templates.filter(({ body }) => name.startsWith(body.index_patterns[0]?.slice(0, -1) ?? '-'));
        const [template] = fitting.toSorted((one, other) => other.body.priority - one.body.priority);
        const content = template?.body.template ?? assert.fail();
        await engine.request('PUT', `/${index}`, set === 'whole' ? ofEverything(content) : content);
        made.add(index);
      }
      const unsent = set === 'whole' ? [] : envelope.unindexed;
      documents.push({ index, id, operation: 'index' as const, source: value, unsent });
    }
    for (const batch of bulkRequests(documents)) {
      const results = await engine.bulk(bulkBody(batch), 60_000);
      for (const { status, errorReason } of results) assert.ok(status === 201, errorReason);
    }
  }

  /** Whether all sets answer one request alike. */
  async function assertSame({ path, body }: PanelSearch): Promise<void> {
    const query = { bool: { filter: [body['query']], must_not: [{ ids: { values: long } }] } };
    const [whole, ...others] = await Promise.all(
      sets.map(async (set) => {
        try {
          return withoutPlace(
            await engine.request('POST', path.replace(LOGS, `/${patterns[set]}/`), { ...body, query }),
          );
        } catch (error) {
          // what is no query of the engine's own language is refused by all
          assert.ok(error instanceof KafkaInsightError && error.code === 'SEARCH_REFUSED');
          return error.code;
        }
      }),
    );
    for (const [at, other] of others.entries()) assert.deepEqual(other, whole, sets[at + 1]);
  }

  test('every document comes back with all that it says, and is kept where it would not', async () => {
    await engine.request('POST', `/*-${run}-*/_refresh`);
    const wanted = new Map(built.map(({ id, value }) => [id, JSON.parse(value.toString()) as Record<string, unknown>]));
    let derivedCount = 0;
    for (const set of sets) {
      const found = await allOf(engine, patterns[set]);
      assert.equal(found.length, built.length);
      for (const { id, index, source } of found) {
        const isDerived = set === 'derived' && !index.includes('-_') && !/-(json|container)-/.test(index);
        derivedCount += isDerived ? 1 : 0;
        assert.equal(Object.hasOwn(source, '@timestamp') && Object.hasOwn(source, 'event'), isDerived);
        const {
          'file.mtime': modified,
          'kafkainsight.file.version': version,
          ...rest
        } = wanted.get(id) ?? assert.fail();
        const ofFile = set === 'whole' ? { 'file.mtime': modified, 'kafkainsight.file.version': version } : {};
        const document = flatDocument(source);
        const whole = { ...unsaidDefaults(document), ...document };
        assert.deepEqual(comparable(whole), comparable({ ...rest, ...ofFile }), id);
        if (set !== 'whole')
          assert.equal(document['event.kind'], rest['event.kind'] === 'event' ? undefined : rest['event.kind']);
      }
    }
    assert.ok(derivedCount > LINES / 2 && derivedCount < built.length);
  });

  for (const dashboard of dashboardsOf(shopSite)) {
    for (const panel of panelsOf(dashboard)) {
      const isOfLogs = panel.kind === 'lines' || (isAggregationPanel(panel) && panel.dataView === 'logs');
      if (!isOfLogs) continue;
      test(`the same answer: ${dashboard.title}: ${panel.title} (${panel.id})`, async () => {
        const request = panel.kind === 'lines' ? linesRequest(panel, scope, { limit: 0 }) : panelRequest(panel, scope);
        await assertSame(request);
      });
    }
  }

  for (const search of typed) {
    test(`the same lines: ${search}`, async () => {
      const query = queryOfTyped(search);
      await assertSame(countsRequest('logs', { all: { ...scope, search: query } }));
      // as OpenSearch Dashboards asks what is typed there
      const inDashboards = {
        size: 0,
        track_total_hits: true,
        query: { query_string: { query: search, lenient: true } },
      };
      await assertSame({ path: `${LOGS}_search`, body: inDashboards });
    });
  }

  test('as many lines of all kinds of index together', async () => {
    const searches = Object.fromEntries(typed.map((search) => [search, { ...scope, search: queryOfTyped(search) }]));
    const { path, body } = countsRequest('logs', searches);
    const [together, ...alone] = await Promise.all(
      [Object.values(patterns).join(','), ...Object.values(patterns)].map(async (indices) => {
        const answer = (await engine.request('POST', path.replace(LOGS, `/${indices}/`), body)) as SearchAnswer;
        return answer.aggregations?.counts.buckets ?? assert.fail();
      }),
    );
    for (const search of typed) {
      const sum = alone.reduce((total, counts) => total + (counts[search]?.doc_count ?? NaN), 0);
      assert.equal(together?.[search]?.doc_count, sum, search);
    }
  });

  for (const field of sorts) {
    test(`the same order: ${field}`, async () => {
      const body = {
        size: 50,
        _source: false,
        sort: [{ [field]: 'desc' }, { 'log.offset': 'asc' }],
        query: { match_all: {} },
      };
      await assertSame({ path: `${LOGS}_search`, body });
    });
  }

  test('a power cut loses none, and changes none', async () => {
    const before = new Map(
      (await allOf(engine, patterns.derived)).map(({ id, source }) => [id, JSON.stringify(source)]),
    );
    await server.kill();
    await server.restart();
    await engine.request('POST', `/*-${run}-*/_refresh`);
    const found = await allOf(engine, patterns.derived);
    assert.equal(found.length, built.length);
    for (const { id, source } of found) assert.equal(JSON.stringify(source), before.get(id));
  });
});

interface Found {
  readonly id: string;
  readonly index: string;
  readonly source: Record<string, unknown>;
}

function queryOfTyped(search: string): Readonly<Record<string, unknown>> {
  return readSearch(search, 'UTC')?.query ?? assert.fail();
}

/** What an index is made with by a template that knows no numbers without points, and no words without their places. */
function ofEverything(content: object): object {
  return JSON.parse(
    JSON.stringify(content, (key, value: unknown) => {
      if (key === 'index' && value === false) return undefined;
      return value === 'match_only_text' ? 'text' : value;
    }),
  ) as object;
}

/** All documents, page by page: some are large. */
async function allOf(engine: SearchEngine, indices: string): Promise<Found[]> {
  const found: Found[] = [];
  for (let after: readonly unknown[] | undefined; ;) {
    const sort = [{ 'kafkainsight.file.id': 'asc' }, { 'log.offset': 'asc' }];
    const body = { size: PAGE, query: { match_all: {} }, sort, ...(after && { search_after: after }) };
    const { hits } = ((await engine.request('POST', `/${indices}/_search`, body)) as SearchAnswer).hits;
    found.push(...hits.map(({ _id: id, _index: index, _source: source }) => ({ id, index, source })));
    after = hits.at(-1)?.sort;
    if (after === undefined) return found;
  }
}

interface SearchAnswer {
  readonly aggregations?: { readonly counts: { readonly buckets: Readonly<Record<string, { doc_count: number }>> } };
  readonly hits: {
    readonly hits: readonly {
      readonly _id: string;
      readonly _index: string;
      readonly _source: Record<string, unknown>;
      readonly sort: readonly unknown[];
    }[];
  };
}

/** A document by name; a list as what it has, since derived ones are sorted, and an address in its one spelling. */
function comparable(document: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => {
      const isOrdered = name === 'kafkainsight.address.forwarded';
      const values: unknown[] = Array.isArray(value) ? value : [value];
      if (name.endsWith('.ip')) return [name, values.map((address) => spelling(String(address)))];
      return [name, isOrdered ? values : [...new Set(values)].sort()];
    }),
  );
}

/** An address as RFC 5952 spells it, which the WHATWG's URLs follow. */
function spelling(address: string): string {
  return address.includes(':') ? new URL(`http://[${address}]/`).hostname.slice(1, -1) : address;
}

/** An answer without what differs from index to index and from time to time. */
function withoutPlace(answer: unknown): unknown {
  return JSON.parse(
    JSON.stringify(answer, (key, value: unknown) =>
      ['took', '_index', '_shards', '_score', 'max_score', 'doc_count_error_upper_bound'].includes(key)
        ? undefined
        : value,
    ),
  );
}
