import { HOUR_MILLIS } from '../../time/units.ts';
import { counted } from '../../wording.ts';
import { isRequest } from '../request.ts';
import type { CountRow, LogCondition, Rule, Tally } from '../rule.ts';
import { median, medianDeviation, rounded, surpriseOfDeviation } from '../statistics.ts';
import { hoursText } from './expectation.ts';
import { confidenceOf, surpriseNumber, SURPRISING } from './thresholds.ts';

/** Ranges of durations, each twice as long as the one before: from less than a millisecond to more than a minute. */
const RANGES = 18;
const MILLI_NANOS = 1_000_000;
const DAYS = 3;
const MOST_HOURS = 6;
const LEAST_REQUESTS = 20;
/** In the hour at hand: it has to be slow, too. */
const LEAST_NOW = 4;
/** Fewer hours do not say how much it varies. */
const LEAST_KNOWN = 12;
/** In doublings: less than a fifth longer is nothing that anybody waits for. */
const LEAST_RISE = 0.25;
/** Share of the hours before that may have been as slow: what is slow now and then is not new. */
const MOST_AS_LONG = 0.25;
/** In doublings: where a duration is within a range is not known. */
const LEAST_SPREAD = 0.5;

const timed: LogCondition = {
  all: [isRequest, { field: 'url.path', exists: true }, { field: 'event.duration', exists: true }],
};

/** The ranges, by the doublings of a millisecond with which each begins. */
const ranges: Readonly<Record<string, LogCondition>> = Object.fromEntries(
  Array.from({ length: RANGES }, (_, at) => {
    const below = at + 1 < RANGES ? { below: MILLI_NANOS * 2 ** at } : {};
    return [String(at), { field: 'event.duration', from: at === 0 ? 0 : MILLI_NANOS * 2 ** (at - 1), ...below }];
  }),
);

/** Doublings of all requests together, and how many they are: their share is the logarithm of what a request usually takes. */
function doublings(rows: readonly CountRow[]): Tally {
  const sums = { hits: 0, total: 0 };
  for (const { parts } of rows) {
    for (const [at, { count }] of Object.entries(parts)) {
      sums.hits += Number(at) * count;
      sums.total += count;
    }
  }
  return sums;
}

/** What an entity's requests took in an hour, and those of all others. */
interface Hour {
  readonly fromMillis: number;
  readonly requests: number;
  /** Doublings of a millisecond, on average. */
  readonly took: number;
  /** How many doublings longer the entity's take than the others'. */
  readonly longer: number;
}

/** An hour, of the doublings of the entity and of all; absent where there are none. */
function hourOf(fromMillis: number, own: Tally, all: Tally): Hour[] {
  if (own.total === 0) return [];
  const others = { hits: all.hits - own.hits, total: all.total - own.total };
  const took = own.hits / own.total;
  const longer = took - (others.total === 0 ? 0 : others.hits / others.total);
  return [{ fromMillis, requests: own.total, took, longer }];
}

const requestsIn = (hours: readonly Hour[]): number => hours.reduce((sum, { requests }) => sum + requests, 0);

/** The mean of something of each request. */
function meanOf(hours: readonly Hour[], of: 'took' | 'longer'): number {
  return hours.reduce((sum, hour) => sum + hour.requests * hour[of], 0) / Math.max(1, requestsIn(hours));
}

/**
 * How many doublings longer an entity takes in hours than in those before, and how surprising that is: by itself and against the others, whichever
 * is less, since in a load test all take longer, and others take less while a program calls what is quick.
 */
function riseOf(now: readonly Hour[], before: readonly Hour[]): { readonly rise: number; readonly surprise: number } {
  const rises = (['took', 'longer'] as const).map((of) => meanOf(now, of) - median(before.map((hour) => hour[of])));
  const rise = Math.min(...rises);
  const usual = median(before.map(({ longer }) => longer));
  const asLong = before.filter(({ longer }) => longer >= usual + rise);
  if (rise < LEAST_RISE || asLong.length > MOST_AS_LONG * before.length) return { rise, surprise: 0 };
  const spread = medianDeviation(before.map(({ requests, longer }) => (longer - usual) * Math.sqrt(requests)));
  const error = Math.max(spread, LEAST_SPREAD) * Math.sqrt(1 / requestsIn(now) + 1 / requestsIn(before));
  return { rise, surprise: surpriseOfDeviation(rise / error, before.length) };
}

/** Requests that take at least some two times as long as usual, if there are any in the hour, or else longer than usual. */
function slowerThan(usual: number, own: readonly CountRow[]): LogCondition {
  const isFar = own.some(({ parts }) =>
    Object.entries(parts).some(([at, { count }]) => count > 0 && Number(at) > usual + 1),
  );
  return { all: [timed, { field: 'event.duration', from: MILLI_NANOS * 2 ** (isFar ? usual + 1 : usual) }] };
}

/** A path takes longer than it did. */
export const slowPath: Rule = {
  name: 'slow-path',
  version: 1,
  sentence: `Requests of a path take longer than in the ${DAYS} days before, in an hour or in six together, and other paths’ do not.`,
  trap: 'A load test, a busy evening, in which everything takes longer, a nightly program whose calls are quick: each hour a path is compared with itself and with the others. A path whose requests vary: how much they do is learned.',
  needs: `event.duration of requests (Apache \`%D\`, nginx \`$request_time\`), url.path, several paths, and ${LEAST_KNOWN} hours of logs before. It misses a path of fewer than ${LEAST_NOW} requests an hour, a rise by less than a fifth, and a few slow requests among many: it compares what a request usually takes.`,
  windowMillis: HOUR_MILLIS,
  lookback: 0,
  isWhole: true,
  question: { where: timed, entity: 'url.path', parts: ranges },
  isCandidate: (rows) => doublings(rows).total >= LEAST_NOW,
  history: { before: DAYS * 24, weeks: 0, of: 'each entity', tally: doublings },
  cause: 'each entity',
  proof: timed,
  judge({ entity, fromMillis, own, all, baseline }) {
    const known = (baseline?.samples ?? []).flatMap(({ fromMillis: at, hits, ownTotal = 0, allHits, total }) =>
      hourOf(at, { hits, total: ownTotal }, { hits: allHits, total }),
    );
    const current = hourOf(fromMillis, doublings(own), all);
    for (const hours of [1, MOST_HOURS]) {
      const beginMillis = fromMillis - (hours - 1) * HOUR_MILLIS;
      const before = known.filter((one) => one.fromMillis < beginMillis);
      const now = [...known.filter((one) => one.fromMillis >= beginMillis), ...current];
      if (before.length < LEAST_KNOWN || requestsIn(now) < LEAST_REQUESTS) continue;
      const { rise, surprise } = riseOf(now, before);
      // once it is over, the hours before say nothing of this one
      if (surprise < SURPRISING || 2 * riseOf(current, before).rise < rise) continue;
      const factor = rounded(2 ** rise);
      const usual = Math.round(median(before.map(({ took }) => took)));
      return {
        confidence: confidenceOf(surprise),
        numbers: {
          requests: requestsIn(now),
          factor,
          hours,
          surprise: surpriseNumber(surprise),
          samples: before.length,
        },
        text: `${entity} usually took ${factor} times as long as before, in ${counted(requestsIn(now), 'request')} of ${hoursText(hours)}.`,
        proof: { fromMillis: beginMillis, toMillis: fromMillis + HOUR_MILLIS, where: slowerThan(usual, own) },
      };
    }
    return undefined;
  },
};
