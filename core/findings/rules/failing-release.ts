import { HOUR_MILLIS } from '../../time/units.ts';
import { counted } from '../../wording.ts';
import { isRequest } from '../request.ts';
import type { Baseline, CountRow, LogCondition, Rule, Tally } from '../rule.ts';
import { expectedHits, type LearnedRate, learnRate, rounded, sumOf, surpriseOfShare, trendOf } from '../statistics.ts';
import { countOf } from './counts.ts';
import { hoursText } from './expectation.ts';
import { confidenceOf, surpriseNumber } from './thresholds.ts';

/** A version is new in its first hours: what is rare in one is not in all of them. */
const NEW_HOURS = 6;
const DAYS = 3;
/** Fewer are of one client who tries again, or of a start. */
const LEAST_FAILURES = 5;
/** Of the share of other versions: a little more is no failing release, however many requests prove it. */
const GROWTH = 2;
/** Failures are rare: in an hour there is one or none, which says nothing of what is usual. */
const BLOCK_HOURS = 6;
/**
 * How surprising a release has to be: one in ten thousand. Other rules look at some ten thousand addresses, accounts and paths an hour; of
 * new versions there are a few a day.
 */
const SURPRISING_RELEASE = 4;
/** How surprising the highest quarter of blocks is where something went wrong in it: one in a thousand. */
const INCIDENT = 3;
/** Fewer hours before it say nothing. */
const LEAST_KNOWN = 6;
/** Hours right before it, in which something else may have begun to fail. */
const NEAR_HOURS = 6;
/** How surprising a release has to be where other versions fail, too: one in a thousand, of twice their share. */
const SURPRISING_BESIDE = 3;
/** In standard deviations, one in seven hundred: what grows from hour to hour is not of a release, which fails from its first hour on. */
const GROWING = 3;

const released: LogCondition = {
  all: [
    { field: 'service.name', exists: true },
    { field: 'service.version', exists: true },
  ],
};
/** A request that failed on the server's side (RFC 9110 section 15.6), or an event that says that something did. */
const failed: LogCondition = {
  any: [
    { field: 'http.response.status_code', from: 500, below: 600 },
    { field: 'log.level', is: ['error', 'critical', 'alert', 'emergency'] },
  ],
};

/** Failures of requests; of a program that logs none, of lines. */
function tallyOf(rows: readonly CountRow[]): Tally {
  const partCount = (name: string): number => rows.reduce((sum, { parts }) => sum + (parts[name]?.count ?? 0), 0);
  const requests = partCount('requested');
  return { hits: partCount('failed'), total: requests === 0 ? countOf(rows) : requests };
}

/** What is usual before a moment: of blocks of hours, without the highest quarter where that cannot be chance. */
function learnBefore({ samples }: Baseline, beganMillis: number): LearnedRate | undefined {
  const known = samples.flatMap(({ fromMillis, hits, ownTotal: total }) =>
    fromMillis < beganMillis && total !== undefined ? [{ fromMillis, hits, total }] : [],
  );
  if (known.length < LEAST_KNOWN) return undefined;
  const byBlock = Map.groupBy(known, ({ fromMillis }) =>
    Math.floor((beganMillis - fromMillis - 1) / (BLOCK_HOURS * HOUR_MILLIS)),
  );
  const all = sumOf(known);
  const usual = learnRate(Array.from(byBlock.values(), sumOf));
  const highest = { hits: all.hits - usual.hits, total: all.total - usual.total };
  const isChance = surpriseOfShare(highest.hits, highest.total, usual) < INCIDENT;
  return isChance ? { ...all, dispersion: usual.dispersion } : usual;
}

/** A version that came in the last hours, and what it did since. */
interface Release extends Tally {
  readonly version: string;
  readonly beganMillis: number;
  /** What other versions did in the same hours. */
  readonly beside: Tally;
  /** The same, and in the hours right before. */
  readonly near: Tally;
  /** The shares of failures of hours before it, and of its own. */
  readonly stretches: readonly (readonly Tally[])[];
}

function releasesOf(rows: readonly CountRow[], fromMillis: number): Release[] {
  const began = Math.min(...rows.map((row) => row.fromMillis));
  return Array.from(Map.groupBy(rows, ({ other }) => other)).flatMap(([version, own]) => {
    const beganMillis = Math.min(...own.map((row) => row.fromMillis));
    const isNew = beganMillis > began && fromMillis - beganMillis < NEW_HOURS * HOUR_MILLIS;
    if (!isNew || own.every((row) => row.fromMillis !== fromMillis)) return [];
    const others = rows.filter(
      (row) => row.other !== version && row.fromMillis >= beganMillis - NEAR_HOURS * HOUR_MILLIS,
    );
    const before = others.filter((row) => row.fromMillis < beganMillis);
    const beside = tallyOf(others.filter((row) => row.fromMillis >= beganMillis));
    const stretches = [hoursOf(before), hoursOf(own)];
    return [{ version, beganMillis, ...tallyOf(own), beside, near: tallyOf(others), stretches }];
  });
}

function hoursOf(rows: readonly CountRow[]): Tally[] {
  return Array.from(Map.groupBy(rows, ({ fromMillis }) => fromMillis).values(), tallyOf);
}

/** Whether it fails more than what goes on beside it, or began right before it, can explain. */
function failsMore({ hits, total, beside, near, stretches }: Release): boolean {
  const twice = { hits: Math.min(near.total, GROWTH * near.hits), total: near.total, dispersion: 1 };
  return (
    hits >= LEAST_FAILURES &&
    // while a release is rolled out, few requests are of other versions: one failure of these says nothing
    (beside.hits < LEAST_FAILURES || hits * beside.total >= GROWTH * beside.hits * total) &&
    surpriseOfShare(Math.min(hits, total), total, twice) >= SURPRISING_BESIDE &&
    trendOf(stretches) < GROWING
  );
}

/** A version of a program fails more than the versions before it. */
export const failingRelease: Rule = {
  name: 'failing-release',
  version: 1,
  sentence: `In its first ${NEW_HOURS} hours a version of a program fails more often than other versions did in the ${DAYS} days before.`,
  trap: 'A release that changes nothing. A failure that goes on, or grows, whichever version runs: the release has to fail clearly more than twice as often as other versions in the same hours and the six before it, and from its first hour on. More visitors: shares are compared, not counts.',
  needs:
    '`service.name` and `service.version`, with http.response.status_code or log.level, and six hours of logs before. It misses fewer than five failures, and those that only grow with the hours. What breaks elsewhere at the moment of a release looks the same; so does a program without requests that logs less than it did.',
  windowMillis: HOUR_MILLIS,
  lookback: NEW_HOURS + NEAR_HOURS,
  isWhole: false,
  question: {
    where: released,
    entity: 'service.name',
    other: 'service.version',
    parts: { failed, requested: isRequest },
  },
  isCandidate: (rows) => tallyOf(rows).hits >= LEAST_FAILURES,
  history: { before: DAYS * 24, weeks: 0, of: 'each entity', tally: tallyOf },
  cause: 'each entity',
  proof: { all: [released, failed] },
  judge({ entity, fromMillis, own, before, baseline }) {
    if (baseline === undefined) return undefined;
    const judged = releasesOf([...before, ...own], fromMillis).flatMap((release) => {
      const learned = learnBefore(baseline, release.beganMillis);
      if (learned === undefined || !failsMore(release)) return [];
      const expected = expectedHits(learned, release.total);
      const surprise = surpriseOfShare(Math.min(release.hits, release.total), release.total, learned);
      return surprise < SURPRISING_RELEASE || release.hits < GROWTH * expected
        ? []
        : [{ ...release, expected, surprise }];
    });
    const [most] = judged.sort((a, b) => b.surprise - a.surprise || (a.version < b.version ? -1 : 1));
    if (most === undefined) return undefined;
    const { version, beganMillis, hits, total, expected, surprise } = most;
    const hours = (fromMillis - beganMillis) / HOUR_MILLIS + 1;
    return {
      confidence: confidenceOf(surprise),
      numbers: {
        failures: hits,
        requests: total,
        expected: rounded(expected),
        hours,
        surprise: surpriseNumber(surprise),
        samples: baseline.samples.length,
      },
      text: `${entity} failed ${counted(hits, 'time')} in ${hoursText(hours)} of version ${version}; going by other versions, ${rounded(expected)} were expected.`,
      proof: {
        fromMillis: beganMillis,
        toMillis: fromMillis + HOUR_MILLIS,
        where: { all: [released, failed, { field: 'service.version', is: version }] },
      },
    };
  },
};
