import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidenceOf } from '../../../test/helpers/evidence.ts';
import type { Baseline, CountRow, Evidence, Rule, Verdict } from '../rule.ts';
import { campaignMachines, campaignSurge, channelSurge } from './channels.ts';

/** Clicks of one address, so many of them under the name of a browser. */
function clicks(other: string, count: number, byPerson = count): CountRow {
  return { fromMillis: 0, entity: 'sale', other, count, parts: { person: { count: byPerson } } };
}

function baseline(hits: number, allHits: number, total: number): Baseline {
  const samples = Array.from({ length: 24 }, (_, fromMillis) => ({ fromMillis, hits, allHits, total }));
  return { basis: 'windows before', samples };
}

function judge(rule: Rule, own: readonly CountRow[], some: Partial<Evidence>): Verdict | undefined {
  return rule.judge(evidenceOf({ entity: 'sale', own, ...some }));
}

/** A click from each of so many addresses. */
function visitors(count: number): CountRow[] {
  return Array.from({ length: count }, (_, at) => clicks(`192.0.2.${at}`, 1));
}

for (const rule of [channelSurge, campaignSurge]) {
  describe(rule.name, () => {
    test('finds what begins, and what sends more than it did', () => {
      assert.equal(judge(rule, visitors(8), { baseline: baseline(0, 0, 1000) })?.confidence, 'medium');
      assert.equal(judge(rule, visitors(60), { baseline: baseline(10, 40, 1000) })?.numbers['expected'], 10);
    });

    test('says how many were expected, and by what', () => {
      const usual = baseline(10, 40, 1000);
      const saidBy = (basis: Baseline['basis']): string | undefined =>
        judge(rule, visitors(60), { baseline: { ...usual, basis } })?.text;
      assert.match(
        saidBy('windows before') ?? '',
        /60 times in an hour, from 60 addresses; going by the hours before, 10 were expected\.$/,
      );
      assert.match(saidBy('hour of the week') ?? '', /; going by this hour of other weeks, 10 were expected\.$/);
    });

    test('does not find as many as ever once a crowd from elsewhere has gone', () => {
      // two an hour all day: of 20,000 requests while the crowd was there, of 500 now
      const crowded = baseline(2, 20, 20_000);
      assert.equal(judge(rule, visitors(6), { all: { hits: 6, total: 500 }, baseline: crowded }), undefined);
      assert.ok(judge(rule, visitors(20), { all: { hits: 20, total: 500 }, baseline: crowded }));
    });

    test('does not find one reader who fetches a file in pieces, or a program under the name of a browser', () => {
      // as in a public log of semicomplete.com of May 2015: 17 requests for parts of a PDF; 8 of a feed's reader, and 2 of another
      assert.equal(judge(rule, [clicks('192.0.2.1', 17)], { baseline: baseline(0, 0, 1000) }), undefined);
      const readers = [clicks('192.0.2.1', 8), clicks('192.0.2.2', 2)];
      assert.equal(judge(rule, readers, { baseline: baseline(0, 0, 1000) }), undefined);
      assert.equal(
        judge(rule, [...visitors(6), clicks('192.0.2.9', 90)], { baseline: baseline(6, 6, 1000) }),
        undefined,
      );
      assert.deepEqual(rule.history?.tally(readers), { hits: 3, total: 0 });
    });

    test('finds neither more visitors from everywhere, nor a few, nor anything while nothing is known', () => {
      const all = { hits: 0, total: 6000 };
      assert.equal(judge(rule, visitors(60), { baseline: baseline(10, 40, 1000), all }), undefined);
      assert.equal(judge(rule, visitors(4), { baseline: baseline(0, 0, 1000) }), undefined);
      assert.equal(judge(rule, visitors(60), {}), undefined);
    });
  });
}

test('the site itself is no channel, however busy; a campaign may have most clicks', () => {
  // as on seed 505: the shop's own pages lead to 55 % of requests of people, and to 75 % while they look around a launch
  const [usual, all] = [baseline(550, 550, 1000), { hits: 0, total: 1000 }];
  assert.equal(judge(channelSurge, visitors(750), { baseline: usual, all }), undefined);
  assert.equal(judge(campaignSurge, visitors(750), { baseline: usual, all })?.numbers['expected'], 550);
  assert.equal(judge(channelSurge, visitors(750), { baseline: baseline(240, 240, 1000), all })?.confidence, 'high');
});

describe('campaign-machines', () => {
  // two of a hundred clicks are somebody's second
  const usual = baseline(0, 2, 100);
  const people = Array.from({ length: 30 }, (_, at) => clicks(`n${at}`, 1));

  test('finds addresses that click again and again, and programs that click once', () => {
    const again = judge(campaignMachines, [...people, clicks('a', 9), clicks('b', 6)], { baseline: usual });
    assert.deepEqual([again?.numbers['clicks'], again?.numbers['machines'], again?.numbers['addresses']], [45, 13, 32]);
    // those who clicked once prove nothing of it
    assert.match(JSON.stringify(again?.proof?.where), /"source.address","is":\["a","b"\]/);
    const programs = Array.from({ length: 12 }, (_, at) => clicks(`p${at}`, 1, 0));
    assert.equal(judge(campaignMachines, [...people, ...programs], { baseline: usual })?.numbers['machines'], 12);
  });

  test('finds neither many people nor some who click twice, and nothing while nothing is known', () => {
    const many = Array.from({ length: 300 }, (_, at) => clicks(`n${at}`, at < 8 ? 2 : 1));
    assert.equal(judge(campaignMachines, many, { baseline: usual }), undefined);
    assert.equal(judge(campaignMachines, [clicks('a', 9)], {}), undefined);
  });

  test('keeps of an hour what was clicked, and how much of it by nobody', () => {
    const tally = campaignMachines.history?.tally([clicks('a', 3), clicks('b', 1), clicks('c', 2, 0)]);
    assert.deepEqual(tally, { hits: 4, total: 6 });
  });
});
