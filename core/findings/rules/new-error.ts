import type { LogField } from '../../fields.ts';
import { PATTERN_VERSION } from '../../patterns/pattern-version.ts';
import { HOUR_MILLIS } from '../../time/units.ts';
import { counted } from '../../wording.ts';
import { isError } from '../levels.ts';
import { PROVING_LINES, type WitnessLine } from '../proof.ts';
import type { LogCondition, Rule } from '../rule.ts';
import { sumOf, surpriseOfMore } from '../statistics.ts';
import { countOf } from './counts.ts';
import { surpriseNumber } from './thresholds.ts';

/** One line alone is an accident. */
const LEAST_LINES = 2;
/** Of one client, who may have tried again. */
const LEAST_OCCURRENCES = 3;
/** Lines of one client that are no further apart are about one request. */
const REQUEST_MILLIS = 10_000;
const DAYS = 7;
/** Hours in which it may have begun: an error that is rare at first is as new in its second hour as in its first. */
const BEGINNING = 24;
/** Hours before these; with fewer, which may be those of a night, nothing is known. */
const LEAST_KNOWN = 12;
/** From a day of windows on it is sure that it was not there. */
const SURE_SAMPLES = 24;
/**
 * How surprising a code has to be: one in ten thousand. Other rules look at some ten thousand addresses, accounts and paths an hour; of codes
 * that were not there for days, hardly one an hour appears on any site.
 */
const SURPRISING_CODE = 4;
/** Lines whose pattern is by this version of {@link patternOf}: after another one's deployment all patterns would be new. */
const ofThisVersion: LogCondition = { field: 'kafkainsight.pattern.id', like: `${PATTERN_VERSION}*` };
const hasCode: LogCondition = { field: 'error.code', exists: true };

/** An error that was not there before, by what tells errors of one kind from others. */
interface KindOfError extends Pick<Rule, 'name' | 'version' | 'sentence' | 'needs'> {
  readonly entity: LogField;
  /** Errors that say their kind. */
  readonly where: LogCondition;
  /** Lines that could have been of them. */
  readonly population: LogCondition;
  /** The beginning of a sentence. */
  readonly subjectOf: (entity: string) => string;
}

/** How many requests the lines of one client are about. */
function requestsOf(lines: readonly WitnessLine[]): number {
  const first = lines.filter(
    ({ timeMillis }, at) => timeMillis > (lines[at - 1]?.timeMillis ?? -Infinity) + REQUEST_MILLIS,
  );
  return first.length;
}

/** Whether lines are of two clients, or of three requests: a request may write several, and who sees an error tries again. */
function areOfSeveral(lines: readonly WitnessLine[]): boolean {
  if (lines.length >= PROVING_LINES) return true;
  const byClient = Map.groupBy(lines, ({ client }) => client);
  const counts = Array.from(byClient.values(), requestsOf);
  const least = lines.every(({ client }) => client === undefined) ? LEAST_LINES : LEAST_OCCURRENCES;
  return counts.length >= LEAST_LINES || counts.some((count) => count >= least);
}

/** An error whose code was not there before. */
export const newErrorCode = newError({
  name: 'new-error-code',
  version: 6,
  sentence: `A code of an error appears that was not there in the ${DAYS} days before.`,
  needs:
    'error.code, as Apache and applications print it, and twelve hours of logs before it, or as many as it has been there',
  entity: 'error.code',
  where: hasCode,
  population: { field: '@timestamp', exists: true },
  subjectOf: (code) => code,
});

/** An error without a code, whose message was not there before. */
export const newErrorPattern = newError({
  name: 'new-error-pattern',
  version: 2,
  sentence: `An error without a code has a message of a pattern that was not there in the ${DAYS} days before.`,
  needs:
    'log.level or error.type, a message, and twelve hours of logs before it, or as many as it has been there. Messages whose patterns are by an older version count as none, so nothing is found in the first hours after an update that changes patterns',
  entity: 'kafkainsight.pattern.id',
  where: { all: [isError, ofThisVersion, { not: hasCode }] },
  population: ofThisVersion,
  subjectOf: (pattern) => `An error message of pattern ${pattern}`,
});

function newError({ entity: field, where, population, subjectOf, ...kind }: KindOfError): Rule {
  return {
    ...kind,
    trap: 'A rare one that comes back within a week. One line alone, the lines of one request, or somebody who tries once more: two clients have to see it, or one three times. A quiet night, after which everything would be new: its absence is weighed by the number of lines in which it could have been.',
    windowMillis: HOUR_MILLIS,
    lookback: BEGINNING - 1,
    isWhole: false,
    question: { where, entity: field },
    isCandidate: (rows) => countOf(rows) >= LEAST_LINES,
    history: {
      before: DAYS * 24,
      weeks: 0,
      of: 'each entity',
      tally: (rows) => ({ hits: countOf(rows), total: 0 }),
      population,
    },
    cause: 'each entity',
    proof: where,
    isProvedBy: areOfSeveral,
    judge({ entity, fromMillis, own, all, baseline }) {
      const { samples = [] } = baseline ?? {};
      const beginsMillis = samples.find(({ hits }) => hits > 0)?.fromMillis ?? fromMillis;
      const hours = (fromMillis - beginsMillis) / HOUR_MILLIS + 1;
      const known = samples.filter(({ fromMillis: at, total }) => at < beginsMillis && total > 0);
      // a few hours of the night say nothing of a day
      if (hours > BEGINNING || known.length < Math.max(LEAST_KNOWN, hours)) return undefined;
      const [before, recent] = [sumOf(known), sumOf(samples.filter((one) => one.fromMillis >= beginsMillis))];
      const [inHour, lines] = [countOf(own), countOf(own) + recent.hits];
      const learned = { hits: recent.hits, total: before.total + recent.total, dispersion: 1 };
      const surprise = Math.max(
        surpriseOfMore(inHour, all.total, learned),
        surpriseOfMore(lines, all.total + recent.total, { ...before, dispersion: 1 }),
      );
      if (lines < LEAST_LINES || surprise < SURPRISING_CODE) return undefined;
      return {
        confidence: known.length >= SURE_SAMPLES ? 'high' : 'medium',
        numbers: { lines, hours, surprise: surpriseNumber(surprise), samples: known.length },
        text: `${subjectOf(entity)} is in ${lines} lines of the last ${hours === 1 ? 'hour' : counted(hours, 'hour')}, and in none of the ${known.length} hours before.`,
      };
    },
  };
}
