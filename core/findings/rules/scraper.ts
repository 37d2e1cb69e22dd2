import { INTERNAL_PLACE } from '../../site/internal-place.ts';
import { HOUR_MILLIS } from '../../time/units.ts';
import { isRequest } from '../request.ts';
import type { Baseline, CountRow, HistorySample, LogCondition, Rule } from '../rule.ts';
import { type LearnedRate, median, medianDeviation, rounded, surpriseOfMore } from '../statistics.ts';
import { confidenceOf, surpriseNumber, SURPRISING } from './thresholds.ts';

/**
 * A page that nobody followed a link to, of logs that say who asked. Who has the name of a crawler is somebody else's matter: he is the
 * crawler, or found as a false one.
 */
const unreferred: LogCondition = {
  all: [
    { field: 'http.request.method', is: 'GET' },
    { field: 'http.response.status_code', from: 200, below: 300 },
    { field: 'url.path', exists: true },
    { field: 'user_agent.original', exists: true },
    { not: { field: 'http.request.referrer', exists: true } },
    { not: { field: 'kafkainsight.client.verified', exists: true } },
    { not: { field: 'source.geo.name', is: INTERNAL_PLACE } },
  ],
};
/** Fewer are somebody who types addresses. */
const LEAST_PAGES = 20;
/** What is kept of an address: fewer pages are nobody's habit. */
const LEAST_KEPT = 8;
/** With fewer hours nothing is known of what others read. */
const LEAST_SAMPLES = 6;
/** What an address read so long ago is its habit, and no attack that goes on. */
const HABIT_MILLIS = 12 * HOUR_MILLIS;

function pagesOf(rows: readonly CountRow[]): number {
  return new Set(rows.map(({ other }) => other)).size;
}

/** The most that any other address read in each hour. Where the address itself read most, nothing is known of the others. */
function mostOfOthers({ samples }: Baseline): number[] {
  return samples.flatMap(({ hits, allHits }) => (hits > 0 && hits === allHits ? [] : [allHits]));
}

/**
 * What is usual of an hour in which somebody reads many pages, however far some hours lie off: median and median absolute deviation, as a
 * rate. The fewer such hours are known, the more readings may differ: as much as their length, of a single one.
 */
function learnMost(most: readonly number[]): LearnedRate {
  const some = most.filter((hits) => hits > 0);
  const known = some.length > 0 ? some : most.map(() => LEAST_KEPT);
  const middle = median(known);
  const dispersion = Math.max(1, medianDeviation(known) ** 2 / middle, middle / known.length);
  return { hits: middle * known.length, total: known.length, dispersion };
}

function habitOf(samples: readonly HistorySample[], fromMillis: number): number {
  const earlier = samples.filter((one) => one.fromMillis <= fromMillis - HABIT_MILLIS);
  return Math.max(0, ...earlier.map(({ hits }) => hits));
}

/** Somebody copies the site. */
export const scraper: Rule = {
  name: 'scraper',
  version: 1,
  sentence: 'One address reads many more different pages without a referrer than any other does in an hour.',
  trap: 'Many people behind one address: they follow links. A crawler from its operator’s networks. Your own link checker and load test, if they are in `site.internalNetworks`. A partner who reads as many at any hour, or daily at that one. (A crawler that cannot be verified, and reads the whole site at once, is found: mute it.)',
  needs:
    'source.address, url.path, user_agent.original and the method and status of requests, and six hours of logs before. It misses fewer than 20 pages an hour, one that invents referrers or spreads over many addresses, and pages that only their query tells apart. One address is found for twelve hours; then it is its habit.',
  windowMillis: HOUR_MILLIS,
  lookback: 0,
  isWhole: false,
  question: { where: unreferred, entity: 'source.address', other: 'url.path' },
  isCandidate: (rows) => pagesOf(rows) >= LEAST_PAGES,
  history: {
    before: 24,
    weeks: 8,
    of: 'each entity',
    together: 'most',
    tally: (rows) => ({ hits: pagesOf(rows) < LEAST_KEPT ? 0 : pagesOf(rows), total: 0 }),
    population: isRequest,
  },
  cause: 'each entity',
  proof: unreferred,
  judge({ entity, fromMillis, own, baseline }) {
    const pages = pagesOf(own);
    if (baseline === undefined || pages < LEAST_PAGES) return undefined;
    const most = mostOfOthers(baseline);
    if (most.length < LEAST_SAMPLES || pages <= 2 * habitOf(baseline.samples, fromMillis)) return undefined;
    const learned = learnMost(most);
    const surprise = surpriseOfMore(pages, 1, learned);
    if (surprise < SURPRISING) return undefined;
    return {
      confidence: confidenceOf(surprise),
      numbers: {
        pages,
        usualMost: rounded(learned.hits / learned.total),
        surprise: surpriseNumber(surprise),
        samples: most.length,
      },
      text: `${entity} read ${pages} different pages without a referrer.`,
    };
  },
};
