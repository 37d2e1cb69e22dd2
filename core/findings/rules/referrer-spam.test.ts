import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidenceOf } from '../../../test/helpers/evidence.ts';
import type { Baseline, CountRow, Evidence, Verdict } from '../rule.ts';
import { referrerSpam } from './referrer-spam.ts';

/** An address that another site led here: so many requests of its pages, and so many of anything. */
function visitor(at: number, elsewhere: number, count = 1): CountRow {
  return { fromMillis: 0, entity: 'blog.example', other: `192.0.2.${at}`, count, parts: {}, elsewhere };
}

const lone = (count: number): CountRow[] => Array.from({ length: count }, (_, at) => visitor(at, 1));
const readers = (count: number): CountRow[] => Array.from({ length: count }, (_, at) => visitor(100 + at, 6));

/** A day of hours in which so many of a hundred visitors of other sites were alone, and of the site itself so many of so many. */
function baseline(ofOthers: number, own = 0, ofOwn = 0): Baseline {
  const samples = Array.from({ length: 24 }, (_, fromMillis) => ({
    ...{ fromMillis, hits: own, allHits: ofOthers + own, total: 100 + ofOwn },
    ...(ofOwn > 0 && { ownTotal: ofOwn }),
  }));
  return { basis: 'windows before', samples };
}

/** An hour with 100 visitors of other sites, so many of them alone. */
function judge(own: readonly CountRow[], some: Partial<Evidence> = {}, ofOthers = 7): Verdict | undefined {
  const { hits, total } = referrerSpam.history?.tally(own) ?? assert.fail();
  const all = { hits: ofOthers + hits, total: 100 + total };
  return referrerSpam.judge(evidenceOf({ entity: 'blog.example', own, all, baseline: baseline(7), ...some }));
}

describe('referrer-spam', () => {
  test('finds visitors of a site who request a page and nothing else, also between readers', () => {
    const found = judge(lone(12));
    assert.deepEqual([found?.numbers['lone'], found?.numbers['visitors'], found?.numbers['expected']], [12, 12, 0.9]);
    assert.match(found?.text ?? '', /^Of 12 visitors from blog\.example, 12 requested one page in the hour/);
    assert.equal(judge([...lone(40), ...readers(20)])?.confidence, 'high');
  });

  test('does not find readers of one page, whose browsers fetch what it needs, or an address with several requests', () => {
    assert.equal(judge(readers(60)), undefined);
    assert.equal(judge(Array.from({ length: 12 }, (_, at) => visitor(at, 2, 2))), undefined);
    assert.equal(judge(lone(7)), undefined);
  });

  test('does not find it where the visitors of other sites are alone, too: before, or in this hour', () => {
    assert.equal(judge(lone(12), { baseline: baseline(55) }, 55), undefined);
    assert.equal(judge(lone(12), {}, 70), undefined);
  });

  test('does not find it of a site whose visitors always are, and does where they never were', () => {
    assert.equal(judge([...lone(12), ...readers(4)], { baseline: baseline(7, 8, 10) }), undefined);
    assert.ok(judge([...lone(12), ...readers(4)], { baseline: baseline(7, 1, 10) }));
  });

  test('learns nothing from the site’s own pages, which lead a visitor from one to the next', () => {
    assert.deepEqual(referrerSpam.history?.tally([visitor(1, 20, 9), visitor(2, 9, 5)]), { hits: 0, total: 0 });
    assert.deepEqual(referrerSpam.history.tally([visitor(1, 1), visitor(2, 9, 2)]), { hits: 1, total: 2 });
  });

  test('finds nothing while nothing is known', () => {
    assert.equal(referrerSpam.judge(evidenceOf({ entity: 'blog.example', own: lone(50) })), undefined);
  });
});
