import { HOUR_MILLIS } from '../../time/units.ts';
import { isRequest } from '../request.ts';
import type { Baseline, CountRow, LogCondition, Rule, Tally } from '../rule.ts';
import { expectedHits, type LearnedRate, learnRate, rounded, surpriseOfShare } from '../statistics.ts';
import { countOf } from './counts.ts';
import { confidenceOf, surpriseNumber, SURPRISING } from './thresholds.ts';

/** Fewer visitors are an accident. */
const LEAST_LONE = 8;
/** Who comes from another site does so once or twice: with more requests a visitor, it is the site itself, or one that embeds it. */
const MOST_REQUESTS = 2;

/** Of an image that another site embeds, nothing else is requested. */
const image: LogCondition = {
  any: ['gif', 'jpeg', 'jpg', 'png', 'svg', 'webp'].map((kind) => ({ field: 'url.path', like: `*.${kind}` })),
};
const referred: LogCondition = {
  all: [
    isRequest,
    // a form is sent by a page of the site itself
    { field: 'http.request.method', is: ['GET', 'HEAD'] },
    { field: 'kafkainsight.referrer.domain', exists: true },
    { not: { field: 'kafkainsight.client.kind', is: ['crawler', 'monitor'] } },
    { not: image },
  ],
};

function loneOf(rows: readonly CountRow[]): number {
  return rows.filter(({ count, elsewhere }) => count === 1 && elsewhere === 1).length;
}

function loneTally(rows: readonly CountRow[]): Tally {
  const isSource = countOf(rows) <= MOST_REQUESTS * rows.length;
  return isSource ? { hits: loneOf(rows), total: rows.length } : { hits: 0, total: 0 };
}

/** The share of lone visitors: of other sites in the hours before and in this one, and of this site before, where it is known. */
function usualShares({ samples }: Baseline, own: Tally, all: Tally): LearnedRate[] {
  const others = learnRate(
    samples.map(({ hits, allHits, ownTotal = 0, total }) => ({ hits: allHits - hits, total: total - ownTotal })),
  );
  const itself = learnRate(samples.map(({ hits, ownTotal = 0 }) => ({ hits, total: ownTotal })));
  const now = { ...others, hits: all.hits - own.hits, total: all.total - own.total };
  return itself.total === 0 ? [others, now] : [others, now, itself];
}

/** Programs name a site as where they come from, so that it appears in lists of referrers. */
export const referrerSpam: Rule = {
  name: 'referrer-spam',
  version: 1,
  sentence: `At least ${LEAST_LONE} visitors from another site request one page and nothing else, a larger share than of other sites, and than it was.`,
  trap: 'A small blog, whose readers leave after a page: their browsers fetch what the page needs. An image that another site embeds. An hour in which the log of assets is missing: sites are compared within the hour. A newsletter read in one office: an address with several requests is not alone.',
  needs: `the referrer of requests and source.address, six hours of logs before, and assets in the same logs: without them honest visitors leave after one line, too, and only twenty or more from one site are found. It misses fewer than ${LEAST_LONE} an hour, many sites at a time, what has lasted for some six of the hours before, programs that request a second page, and logs in which each request is twice.`,
  windowMillis: HOUR_MILLIS,
  lookback: 0,
  isWhole: true,
  question: {
    where: referred,
    entity: 'kafkainsight.referrer.domain',
    other: 'source.address',
    elsewhere: isRequest,
  },
  isCandidate: (rows) => loneOf(rows) >= LEAST_LONE,
  history: {
    before: 24,
    weeks: 8,
    of: 'each entity',
    tally: loneTally,
  },
  cause: 'each entity',
  proof: referred,
  judge({ entity, own, all, baseline }) {
    const [lone, visitors] = [loneOf(own), own.length];
    if (baseline === undefined || lone < LEAST_LONE) return undefined;
    const usual = usualShares(baseline, loneTally(own), all);
    const surprise = Math.min(...usual.map((learned) => surpriseOfShare(lone, visitors, learned)));
    if (surprise < SURPRISING) return undefined;
    return {
      confidence: confidenceOf(surprise),
      numbers: {
        lone,
        visitors,
        expected: rounded(Math.max(...usual.map((learned) => expectedHits(learned, visitors)))),
        surprise: surpriseNumber(surprise),
        samples: baseline.samples.length,
      },
      text: `Of ${visitors} visitors from ${entity}, ${lone} requested one page in the hour and nothing else.`,
    };
  },
};
