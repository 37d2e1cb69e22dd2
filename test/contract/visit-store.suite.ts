import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { LogCondition } from '../../core/findings/rule.ts';
import { dayOf, type Visit, type VisitRequest } from '../../core/visits/visit.ts';
import type { AddressPage, VisitStore } from '../../core/visits/visit-store.ts';
import type { LogDocument } from '../fakes/finding-store.ts';

/** One implementation of the port, with nothing in it, that reads a few addresses and requests at once. */
export interface OpenedVisitStore {
  readonly store: VisitStore;
  /** Indexes documents of logs by their ids, and makes them visible. */
  index(documents: Readonly<Record<string, LogDocument>>): Promise<void>;
  close(): Promise<void>;
}

const HOUR = 3_600_000;
const NOON = Date.parse('2026-11-02T12:00:00Z');
const today = dayOf(NOON);
const hour = { fromMillis: NOON, toMillis: NOON + HOUR };
const WHERE: LogCondition = { field: 'http.request.method', is: 'GET' };

function line(at: number, address: number, more: Omit<LogDocument, '@timestamp'> = {}): LogDocument {
  return {
    '@timestamp': new Date(NOON + at * 1000).toISOString(),
    'event.dataset': 'apache.access',
    'kafkainsight.file.id': 'f',
    'log.offset': 1000 - at,
    'source.address': `198.51.100.${address}`,
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'url.path': `/${at}`,
    ...more,
  };
}

function visit(address: number, hours: number, more: Partial<Visit> = {}): Visit {
  return {
    id: `${address} ${hours}`,
    visitor: `visitor ${address}`,
    address: `198.51.100.${address}`,
    fromMillis: NOON + hours * HOUR,
    lastMillis: NOON + hours * HOUR + 90_000,
    pages: 3,
    entryPage: '/',
    exitPage: '/b',
    goals: [],
    isReturning: false,
    origin: {},
    ...more,
  };
}

async function all(pages: (after?: string) => Promise<AddressPage>): Promise<string[]> {
  const found: string[] = [];
  for (let page = await pages(); ; page = await pages(found.at(-1))) {
    found.push(...page.addresses);
    if (!page.hasMore) return found;
  }
}

/** What every visit store must do (core/visits/visit-store.ts). */
export function visitStoreContract(name: string, open: () => Promise<OpenedVisitStore>): void {
  describe(`visit store: ${name}`, () => {
    let opened: OpenedVisitStore;
    let store: VisitStore;
    const addresses = [1, 2, 3, 4, 5].map((at) => `198.51.100.${at}`);
    const requestsOf = async (some: readonly string[]): Promise<VisitRequest[]> => {
      const found: VisitRequest[] = [];
      for await (const page of store.requests(WHERE, { ...today, addresses: some })) found.push(...page);
      return found;
    };
    const visitsOf = async (): Promise<Visit[]> => {
      const found = await store.visits({ ...today, addresses });
      return found.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    };

    before(async () => {
      opened = await open();
      ({ store } = opened);
      const lines = Array.from({ length: 20 }, (_, at) => [`line-${at}`, line(at, (at % 5) + 1)] as const);
      await opened.index({
        ...Object.fromEntries(lines),
        posted: line(3, 9, { 'http.request.method': 'POST' }),
        later: line(2 * 3600, 6),
        tomorrow: line(13 * 3600, 1),
      });
    });
    after(() => opened.close());

    test('lists the addresses of requests in spans, once each', async () => {
      assert.deepEqual(await all((last) => store.addresses(WHERE, [hour], last)), addresses);
      const spans = [hour, { fromMillis: NOON + 2 * HOUR, toMillis: NOON + 3 * HOUR }];
      assert.deepEqual(await all((last) => store.addresses(WHERE, spans, last)), [...addresses, '198.51.100.6']);
      assert.deepEqual(await all((last) => store.addresses(WHERE, [dayOf(0)], last)), []);
    });

    test('reads all requests of addresses in a day, in order', async () => {
      const requests = await requestsOf(['198.51.100.1', '198.51.100.3', '198.51.100.77']);
      assert.deepEqual(
        requests.map(({ path }) => path),
        [0, 2, 5, 7, 10, 12, 15, 17].map((at) => `/${at}`),
      );
    });

    test('orders requests of one moment by file and offset, those of no file first or last', async () => {
      const times = Array.from({ length: 12 }, (_, at) => at);
      const documents = times.map((at) => {
        const file = { 'kafkainsight.file.id': at % 2 === 0 ? 'g' : 'f', 'log.offset': 20 - at };
        const topic = { 'kafka.topic': 't', 'kafka.partition': 0, 'kafka.offset': at };
        const ofFile = new Set(['kafkainsight.file.id', 'log.offset']);
        const rest = Object.entries(line(4000, 7)).filter(([name]) => !ofFile.has(name));
        const document = { ...Object.fromEntries(rest), 'url.path': `/${at}`, ...(at < 9 ? file : topic) };
        return [`tie-${at}`, document as unknown as LogDocument] as const;
      });
      await opened.index(Object.fromEntries(documents));
      const paths = (await requestsOf(['198.51.100.7'])).map(({ path }) => Number(path.slice(1)));
      assert.deepEqual(
        paths.filter((at) => at < 9),
        [7, 5, 3, 1, 8, 6, 4, 2, 0],
      );
      assert.deepEqual(
        paths.toSorted((a, b) => a - b),
        times,
      );
    });

    test('reads of a request what a visit says', async () => {
      const origin = {
        'source.geo.country_iso_code': 'PT',
        'user_agent.name': 'Firefox',
        'kafkainsight.campaign.name': 'spring',
        'kafkainsight.referrer.domain': 'news.example',
      };
      const more = { 'user_agent.original': 'Mozilla/5.0 …', 'kafkainsight.goal': ['Big', 'Order'], ...origin };
      await opened.index({ whole: line(5000, 8, { ...more, 'http.response.status_code': 303 }) });
      assert.deepEqual(await requestsOf(['198.51.100.8']), [
        {
          timeMillis: NOON + 5_000_000,
          address: '198.51.100.8',
          agent: 'Mozilla/5.0 …',
          path: '/5000',
          status: 303,
          goals: ['Big', 'Order'],
          origin,
        },
      ]);
    });

    test('keeps visits, overwrites and deletes them', async () => {
      const whole = visit(1, 0, {
        goals: ['Big', 'Order'],
        isReturning: true,
        origin: { 'kafkainsight.campaign.medium': 'mail', 'user_agent.os.name': 'Linux' },
      });
      const others = [visit(1, 5), visit(2, -3), visit(3, 11.9), visit(3, 12), visit(99, 1)];
      await store.write({ written: [whole, ...others], gone: [] });
      assert.deepEqual(await visitsOf(), [whole, visit(1, 5), visit(2, -3), visit(3, 11.9)]);
      assert.deepEqual(await all((last) => store.visitAddresses(today, last)), [
        ...['1', '2', '3', '99'].map((at) => `198.51.100.${at}`),
      ]);
      const changed = { ...visit(1, 5), pages: 4 };
      await store.write({ written: [changed], gone: ['2 -3', 'never there'] });
      assert.deepEqual(await visitsOf(), [whole, changed, visit(3, 11.9)]);
    });

    test('counts the pages of days in the logs and in visits', async () => {
      const days = await store.days(WHERE);
      const [yesterdays, ours, tomorrows] = [today.fromMillis - 24 * HOUR, today.fromMillis, today.toMillis];
      // 20 lines, one later, 12 of one moment and one more; visits of 3, 4, 3 and 3 pages
      assert.deepEqual(days, [
        { fromMillis: ours, logged: 34, visited: 13 },
        { fromMillis: tomorrows, logged: 1, visited: 3 },
      ]);
      await store.write({ written: [visit(4, -20)], gone: [] });
      assert.deepEqual((await store.days(WHERE))[0], { fromMillis: yesterdays, logged: 0, visited: 3 });
    });

    test('removes the visits of a span', async () => {
      while ((await store.remove(today)) > 0);
      assert.deepEqual(await visitsOf(), []);
      assert.deepEqual(
        (await store.days(WHERE)).map(({ visited }) => visited),
        [3, 0, 3],
      );
    });
  });
}
