import type { LogField } from '../../fields.ts';
import { HOUR_MILLIS } from '../../time/units.ts';
import { PROVING_LINES } from '../proof.ts';
import type { CountRow, LogCondition, Rule } from '../rule.ts';
import { expectedHits, learnRate, rounded, surpriseOfMore, surpriseOfShare } from '../statistics.ts';
import { countOf } from './counts.ts';
import { expectationText } from './expectation.ts';
import { confidenceOf, learnAll, learnOwn, surpriseNumber, SURPRISING } from './thresholds.ts';

/** Fewer are an accident. */
const LEAST_PEOPLE = 5;
const LEAST_CLICKS = 5;
/** What usually leads to more of all requests is the site itself, whose pages lead to each other. */
const MOST_OF_ANOTHER_SITE = 0.25;
const byPerson: LogCondition = { field: 'kafkainsight.client.kind', is: 'person' };

function byPeople(field: LogField): LogCondition {
  return { all: [{ field, exists: true }, byPerson] };
}

/** Requests of people, where the busiest address counts once: somebody who fetches a file in pieces is no crowd. */
function crowdOf(rows: readonly CountRow[]): number {
  const busiest = rows.reduce((most, { count }) => Math.max(most, count), 1);
  return countOf(rows) - busiest + 1;
}

/**
 * What rules have in common that find more requests of people with a value than there were, against all requests of people.
 * @param mostUsual share of these, from 0 to 1; a value that usually has more is not judged
 */
function surgeOf(field: LogField, noun: string, mostUsual: number): Omit<Rule, 'name' | 'sentence' | 'trap' | 'needs'> {
  return {
    version: 4,
    windowMillis: HOUR_MILLIS,
    lookback: 0,
    isWhole: false,
    question: { where: byPeople(field), entity: field, other: 'source.address' },
    isCandidate: ({ length }) => length >= LEAST_PEOPLE,
    history: {
      before: 24,
      weeks: 8,
      of: 'each entity',
      tally: (rows) => ({ hits: crowdOf(rows), total: 0 }),
      population: byPerson,
    },
    cause: 'each entity',
    proof: byPeople(field),
    judge({ entity, own, all, baseline }) {
      const clicks = crowdOf(own);
      if (baseline === undefined || own.length < LEAST_PEOPLE) return undefined;
      // against all requests of people, and by the hour: once a crowd from elsewhere has gone, its hours are no measure of shares
      const usual = [
        { learned: learnOwn(baseline), exposure: all.total },
        { learned: learnRate(baseline.samples.map(({ hits }) => ({ hits, total: 1 }))), exposure: 1 },
      ];
      const surprise = Math.min(...usual.map(({ learned, exposure }) => surpriseOfMore(clicks, exposure, learned)));
      if (surprise < SURPRISING) return undefined;
      const expected = rounded(Math.max(...usual.map(({ learned, exposure }) => expectedHits(learned, exposure))));
      if (expected > mostUsual * all.total) return undefined;
      return {
        confidence: confidenceOf(surprise),
        numbers: {
          requests: clicks,
          addresses: own.length,
          expected,
          requestsOfPeople: all.total,
          surprise: surpriseNumber(surprise),
          samples: baseline.samples.length,
        },
        text: `${noun} ${entity} led people here ${clicks} times in an hour, from ${own.length} addresses; ${expectationText(expected, baseline)}.`,
      };
    },
  };
}

/** A site sends more people than it did: somebody wrote about this one, or it has a new place there. */
export const channelSurge: Rule = {
  ...surgeOf('kafkainsight.referrer.domain', 'The site', MOST_OF_ANOTHER_SITE),
  name: 'channel-surge',
  sentence: 'Another site sends more people than it did at this hour of the week, or in the day before.',
  trap: 'More visitors from everywhere: they are counted against all requests of people. As many as ever, once a crowd from elsewhere has gone: they are counted by the hour, too. Machines with a referrer, if their user agent says so. A reader who comes again and again, or fetches a file in pieces: five addresses have to come, and the busiest counts once. The site itself, whose pages lead to each other.',
  needs:
    'the referrer, source.address and the user agent of requests, and six hours of logs before. It misses fewer than five addresses an hour, and a site that usually leads to a quarter of all requests.',
};

/** A campaign works. */
export const campaignSurge: Rule = {
  ...surgeOf('kafkainsight.campaign.name', 'The campaign', 1),
  name: 'campaign-surge',
  sentence: 'A campaign brings more people than it did at this hour of the week, or in the day before, or begins to.',
  trap: 'A newsletter at its usual hour, once six weeks are known. Clicks of machines, if their user agent says so, or if they come from few addresses.',
  needs:
    '`utm_campaign` in the URLs of links, source.address, the user agent, and six hours of logs before. It misses fewer than five addresses an hour.',
};

/** Clicks of an address that nobody made: of programs, and those behind its first one. */
function machineClicksOf({ count, parts }: CountRow): number {
  return count - Math.min(1, parts['person']?.count ?? 0);
}

function machineClicks(rows: readonly CountRow[]): number {
  return rows.reduce((sum, row) => sum + machineClicksOf(row), 0);
}

/** The addresses with most of them, of equals in the order of their names. */
function busiest(rows: readonly CountRow[]): string[] {
  return rows
    .filter((row) => machineClicksOf(row) > 0)
    .sort((a, b) => machineClicksOf(b) - machineClicksOf(a) || (a.other < b.other ? -1 : 1))
    .slice(0, PROVING_LINES)
    .map(({ other }) => other);
}

const clicked: LogCondition = {
  all: [
    { field: 'kafkainsight.campaign.name', exists: true },
    { not: { field: 'kafkainsight.client.kind', is: ['crawler', 'monitor'] } },
  ],
};

/** A campaign is clicked by machines: what is paid for brings nobody. */
export const campaignMachines: Rule = {
  name: 'campaign-machines',
  version: 2,
  sentence: 'A campaign is clicked by programs, or again and again by the same addresses, more than campaigns are.',
  trap: 'People who click twice, or share an address: how many do is learned from all campaigns. Previews in chats, and crawlers.',
  needs:
    '`utm_campaign` in the URLs of links, source.address, and six hours of logs before. It misses clicks from another address each time, under the name of a browser.',
  windowMillis: HOUR_MILLIS,
  lookback: 0,
  isWhole: false,
  question: {
    where: clicked,
    entity: 'kafkainsight.campaign.name',
    other: 'source.address',
    parts: { person: byPerson },
  },
  isCandidate: (rows) => machineClicks(rows) >= LEAST_CLICKS,
  history: {
    before: 24,
    weeks: 8,
    of: 'all entities',
    tally: (rows) => ({ hits: machineClicks(rows), total: countOf(rows) }),
  },
  cause: 'each entity',
  proof: clicked,
  judge({ entity, fromMillis, own, baseline }) {
    const [clicks, machines] = [countOf(own), machineClicks(own)];
    if (baseline === undefined || machines < LEAST_CLICKS) return undefined;
    const learned = learnAll(baseline);
    const surprise = surpriseOfShare(machines, clicks, learned);
    if (surprise < SURPRISING) return undefined;
    return {
      confidence: confidenceOf(surprise),
      numbers: {
        clicks,
        machines,
        addresses: new Set(own.map(({ other }) => other)).size,
        expected: rounded(expectedHits(learned, clicks)),
        surprise: surpriseNumber(surprise),
        samples: baseline.samples.length,
      },
      text: `Of ${clicks} clicks on the campaign ${entity}, ${machines} were made by programs, or again by the same address.`,
      proof: {
        fromMillis,
        toMillis: fromMillis + HOUR_MILLIS,
        where: { all: [clicked, { field: 'source.address', is: busiest(own) }] },
      },
    };
  },
};
