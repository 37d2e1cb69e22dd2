import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidenceOf } from '../../../test/helpers/evidence.ts';
import { HOUR_MILLIS } from '../../time/units.ts';
import type { CountRow, HistorySample, Verdict } from '../rule.ts';
import { scraper } from './scraper.ts';

const pages = (count: number): CountRow[] =>
  Array.from({ length: count }, (_, at) => ({ fromMillis: 0, entity: 'e', other: `/p/${at}`, count: 2, parts: {} }));

/** Hours before, oldest first, by the most that an address read, and what this one did. */
function hours(most: readonly number[], own: (hoursAgo: number) => number = () => 0): HistorySample[] {
  return most.map((others, at) => {
    const hoursAgo = most.length - at;
    const hits = own(hoursAgo);
    return { fromMillis: -hoursAgo * HOUR_MILLIS, hits, allHits: Math.max(hits, others), total: 1000 };
  });
}

function judge(count: number, samples: readonly HistorySample[]): Verdict | undefined {
  return scraper.judge(evidenceOf({ own: pages(count), baseline: { basis: 'windows before', samples } }));
}

/** Crawlers that cannot be verified read up to two dozen pages, in hours of the day. */
const crawlers = [0, 0, 12, 0, 0, 9, 17, 22, 15, 19, 24, 16, 8, 21, 18, 14, 20, 11, 23, 16, 0, 13, 0, 0];

describe('scraper', () => {
  test('finds an address that reads many more pages than others do', () => {
    const found = judge(100, hours(crawlers));
    assert.deepEqual([found?.numbers['pages'], found?.confidence], [100, 'high']);
    // the middle of the 17 hours in which somebody read eight or more: 8 9 11 12 13 14 15 16 [16] 17 ...
    assert.equal(found?.numbers['usualMost'], 16);
  });

  test('is no crawler that reads somewhat more than others', () => {
    assert.equal(judge(40, hours(crawlers)), undefined);
    assert.equal(judge(19, hours(Array.from({ length: 24 }, () => 0))), undefined);
  });

  test('finds it where nobody reads many, and says nothing while too little is known', () => {
    const quiet = Array.from({ length: 24 }, () => 0);
    assert.ok(judge(60, hours(quiet)));
    assert.equal(judge(24, hours(quiet)), undefined);
    assert.equal(judge(500, hours([0, 0, 0, 0, 0])), undefined);
  });

  test('learns nothing from the hours of the address itself, for twelve hours', () => {
    const since = (first: number) => hours(crawlers, (hoursAgo) => (hoursAgo <= first ? 100 : 0));
    assert.equal(judge(100, since(11))?.numbers['samples'], 13);
    assert.equal(judge(100, since(12)), undefined);
    // more than twice as much as ever
    assert.ok(judge(201, since(12)));
  });

  test('is no partner who comes at the same hour of each day', () => {
    assert.equal(
      judge(
        100,
        hours(crawlers, (hoursAgo) => (hoursAgo === 24 ? 90 : 0)),
      ),
      undefined,
    );
  });

  test('keeps what an address read only if it is many pages', () => {
    const tally = scraper.history?.tally;
    assert.deepEqual([tally?.(pages(7)).hits, tally?.(pages(8)).hits], [0, 8]);
  });
});
