import { HOUR_MILLIS } from '../../time/units.ts';
import { counted } from '../../wording.ts';
import type { CountRow, LogCondition, Rule, Verdict } from '../rule.ts';

/** So that a log with another host in each line has none; and fewer lines out of order are stragglers. */
const LEAST_LINES = 5;
/** Clocks that are set to summer or winter time jump by one hour. */
const LEAST_HOURS = 2;
const LOOKBACK = 12;
const ofHost: LogCondition = {
  all: [
    { field: 'host.hostname', exists: true },
    { field: 'log.offset', exists: true },
  ],
};

/** Hours of a host in a file, the later of which begins before the earlier one ends. */
interface Disorder {
  readonly file: string;
  readonly hours: number;
  /** Where the earlier hour ends in the file, and the later one begins. */
  readonly earlierEnds: number;
  readonly laterBegins: number;
  /** Whether the later hour is the one that is out of place: the hours between them are not all before it. */
  readonly isAhead: boolean;
}

function disorderOf(row: CountRow, before: readonly CountRow[]): Disorder | undefined {
  const { offsets, fromMillis, other: file } = row;
  if (offsets === undefined) return undefined;
  const ofFile = before.filter((one) => one.other === file);
  const later = ofFile.filter(
    (one) => one.fromMillis <= fromMillis - LEAST_HOURS * HOUR_MILLIS && (one.offsets?.last ?? -1) > offsets.first,
  );
  const [earliest] = later;
  if (earliest === undefined) return undefined;
  const hours = (fromMillis - earliest.fromMillis) / HOUR_MILLIS;
  const passed = ofFile.filter(
    (one) => one.fromMillis > earliest.fromMillis && (one.offsets?.first ?? Infinity) < offsets.first,
  );
  return {
    file,
    hours,
    earlierEnds: Math.max(...later.map((one) => one.offsets?.last ?? 0)),
    laterBegins: offsets.first,
    isAhead: passed.length < hours - 1,
  };
}

/** The lines that are out of place: of the hour itself before earlier ones, or of earlier hours after it began. */
function placeOf(
  { file, earlierEnds, laterBegins, isAhead }: Disorder,
  fromMillis: number,
): NonNullable<Verdict['proof']> {
  const inFile: LogCondition = { field: 'kafkainsight.file.id', is: file };
  if (isAhead) {
    const where: LogCondition = { all: [ofHost, inFile, { field: 'log.offset', from: 0, below: earlierEnds }] };
    return { fromMillis, toMillis: fromMillis + HOUR_MILLIS, where };
  }
  return {
    fromMillis: fromMillis - LOOKBACK * HOUR_MILLIS,
    toMillis: fromMillis - (LEAST_HOURS - 1) * HOUR_MILLIS,
    where: { all: [ofHost, inFile, { field: 'log.offset', from: laterBegins + 1 }] },
  };
}

/** The clock of a machine is set: its lines go back in time from one to the next. */
export const clockJump: Rule = {
  name: 'clock-jump',
  version: 1,
  sentence: `The lines of a host go back in time within a file, by ${LEAST_HOURS} hours or more: its clock was set.`,
  trap: `A file of many hosts, whose lines come late or in batches: each host is compared with itself. Summer time: a clock that goes back by an hour. Up to ${LEAST_LINES - 1} stragglers.`,
  needs: `host.hostname, as syslog and containers have it, in files. It misses a jump of fewer than ${LEAST_LINES} lines, one by more than ${LOOKBACK} hours until the hours in between are in the file, and a clock that is ahead and stays so. A forwarder that sends again hours later what failed, files put together in another order, and logs with the time at which something began that took hours, look the same. It is skipped with more than 2,000 hosts of ${LEAST_LINES} lines an hour.`,
  windowMillis: HOUR_MILLIS,
  lookback: LOOKBACK,
  isWhole: false,
  question: {
    where: ofHost,
    entity: 'host.hostname',
    other: 'kafkainsight.file.id',
    least: LEAST_LINES,
    offsets: true,
  },
  cause: 'each entity',
  proof: ofHost,
  isProvedBy: (lines) => lines.length >= LEAST_LINES,
  judge({ entity, fromMillis, own, before }) {
    const [most] = own
      .flatMap((row) => disorderOf(row, before) ?? [])
      .sort((a, b) => b.hours - a.hours || (a.file < b.file ? -1 : 1));
    if (most === undefined) return undefined;
    const hours = counted(most.hours, 'hour');
    return {
      confidence: 'medium',
      numbers: { hours: most.hours },
      text: `In one of its files, lines of ${entity} are followed by lines that are some ${hours} older.`,
      proof: placeOf(most, fromMillis),
    };
  },
};
