import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createVisitBuilder, hasBounced, type Visit, type VisitRequest } from './visit.ts';

const NOON = Date.parse('2026-11-02T12:00:00Z');
const MINUTE = 60_000;

function request(minute: number, path: string, more: Partial<VisitRequest> = {}): VisitRequest {
  const timeMillis = NOON + minute * MINUTE;
  return { timeMillis, address: '198.51.100.1', agent: 'Firefox', path, status: 200, goals: [], origin: {}, ...more };
}

function visitsOf(...requests: readonly VisitRequest[]): Visit[] {
  const builder = createVisitBuilder(new Set(['shop.example']));
  for (const one of requests) builder.add(one);
  return builder.finish();
}

/** Minutes from noon at which they begin and end, and how many pages. */
function shape(visits: readonly Visit[]): string[] {
  return visits
    .map(({ fromMillis, lastMillis, pages, entryPage, exitPage }) =>
      [(fromMillis - NOON) / MINUTE, (lastMillis - NOON) / MINUTE, pages, entryPage, exitPage].join(' '),
    )
    .sort();
}

describe('visits', () => {
  test('end after half an hour without a request, to the millisecond', () => {
    const requests = [request(0, '/'), request(30, '/a'), request(60, '/b')];
    assert.deepEqual(shape(visitsOf(...requests)), ['0 60 3 / /b']);
    const later = { ...request(60, '/b'), timeMillis: NOON + 60 * MINUTE + 1 };
    assert.deepEqual(
      visitsOf(request(0, '/'), request(30, '/a'), later)
        .map(({ pages }) => pages)
        .sort(),
      [1, 2],
    );
  });

  test('are of one address and one user agent', () => {
    const visits = visitsOf(
      request(0, '/'),
      request(1, '/x', { address: '198.51.100.2' }),
      request(2, '/y', { agent: 'Safari' }),
      request(3, '/a'),
      request(4, '/z', { agent: '' }),
    );
    assert.deepEqual(shape(visits), ['0 3 2 / /a', '1 1 1 /x /x', '2 2 1 /y /y', '4 4 1 /z /z']);
    assert.equal(new Set(visits.map(({ visitor }) => visitor)).size, 4);
  });

  test('have the ids of their visitor and their beginning, whatever follows', () => {
    const [one] = visitsOf(request(0, '/'));
    const [longer] = visitsOf(request(0, '/'), request(5, '/a'));
    const [other] = visitsOf(request(0, '/', { agent: 'Safari' }));
    assert.equal(one?.id, longer?.id);
    assert.notEqual(one?.id, other?.id);
    assert.match(one?.id ?? '', /^[\w-]{20}$/);
  });

  test('bounce with one page and no goal', () => {
    const bounces = (...requests: readonly VisitRequest[]): boolean[] => visitsOf(...requests).map(hasBounced);
    assert.deepEqual(bounces(request(0, '/')), [true]);
    assert.deepEqual(bounces(request(0, '/'), request(1, '/')), [false]);
    assert.deepEqual(bounces(request(0, '/thanks', { goals: ['Order'] })), [false]);
  });

  test('do not count redirects as pages, and take from the first of them where they came from', () => {
    const campaign = { 'kafkainsight.campaign.name': 'spring', 'kafkainsight.referrer.domain': 'news.example' };
    const visits = visitsOf(
      request(0, '/go', { status: 302, origin: campaign }),
      request(1, '/landing', { status: 304 }),
      request(2, '/a', { origin: { 'kafkainsight.referrer.domain': 'shop.example' } }),
      request(3, '/login', { status: 303 }),
    );
    assert.deepEqual(visits[0]?.origin, campaign);
    assert.deepEqual(shape(visits), ['0 3 2 /landing /a']);
  });

  test('are none without a page', () => {
    assert.deepEqual(visitsOf(request(0, '/', { status: 301 }), request(1, '/', { status: 308 })), []);
  });

  test('come from nowhere else if they come from a host of the site', () => {
    const origin = { 'kafkainsight.referrer.domain': 'shop.example', 'user_agent.name': 'Firefox' };
    assert.deepEqual(visitsOf(request(0, '/', { origin }))[0]?.origin, { 'user_agent.name': 'Firefox' });
  });

  test('reach goals, also with a form that answers with a redirect', () => {
    const [visit] = visitsOf(
      request(0, '/'),
      request(1, '/order', { status: 303, goals: ['Order', 'Big order'] }),
      request(2, '/order', { goals: ['Order'] }),
    );
    assert.deepEqual([visit?.goals, visit?.pages], [['Big order', 'Order'], 3]);
  });
});
