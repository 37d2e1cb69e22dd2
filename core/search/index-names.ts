import { LOG_INDEX_PREFIX } from '../names.ts';

/** How long a time one index covers. */
type IndexPeriod = 'month' | 'day';

/** What decides on an index in addition to the document itself. Fixed for a stage's life: another value is another index. */
export interface IndexScheme {
  readonly period: IndexPeriod;
  /** For how many days documents are kept. */
  readonly retentionDays: number;
}

const DAY_MILLIS = 86_400_000;

/** How long after an index may be deleted an event of its period may come and still get an index of that period. */
const BEHIND_DAYS = 31;

/** How far after its anchor an event may lie: a zone that was read wrong is at most a day off, a date without one another. */
const AHEAD_DAYS = 2;

/** The longest that an index's period may be. */
const PERIOD_DAYS: Readonly<Record<IndexPeriod, number>> = { month: 31, day: 1 };

/**
 * The age at which an index of logs may be deleted: by then the last document of its period has been kept for the retention too, even
 * where a clock that runs ahead opened the index too early. Outliers have no period: one that came late is not kept as long.
 *
 * @returns days after the index's creation
 */
export function deleteAfterDays({ period, retentionDays }: IndexScheme): number {
  return retentionDays + PERIOD_DAYS[period] + AHEAD_DAYS;
}

/**
 * The index of a log document, from the document and the stage's constants alone: whatever delivers the document again,
 * whenever, overwrites it instead of doubling it.
 *
 * An event so far from its anchor that no index of its time can still exist (as long before it as an index lives, and 31 days
 * more; two days after it) goes to the dataset's one outlier index: one bad clock cannot make ten thousand indices. Any nearer
 * limit would move the lines of a file that grows for long from their indices to that one, and so double them.
 *
 * @param dataset the document's `event.dataset`, which fits DATASET_PATTERN
 * @param timeMillis the document's `@timestamp`, epoch milliseconds, in the years 0 to 9999
 * @param anchorMillis the time of the document's source, epoch milliseconds: a file's modification time, or the
 *   timestamp of another producer's record
 */
export function indexName(dataset: string, timeMillis: number, anchorMillis: number, scheme: IndexScheme): string {
  const aheadDays = (timeMillis - anchorMillis) / DAY_MILLIS;
  const isOutlier = aheadDays > AHEAD_DAYS || aheadDays < -(deleteAfterDays(scheme) + BEHIND_DAYS);
  const day = isOutlier ? OUTLIER : Math.floor(timeMillis / DAY_MILLIS);
  if (recent.day !== day || recent.dataset !== dataset || recent.period !== scheme.period) {
    const suffix = isOutlier ? 'outlier' : periodName(timeMillis, scheme.period);
    recent = { dataset, day, period: scheme.period, name: `${LOG_INDEX_PREFIX}${dataset}-${suffix}` };
  }
  return recent.name;
}

/** In place of the day where there is none. */
const OUTLIER = Infinity;

/** The name that was made last: documents that come together are mostly of one dataset and day. */
let recent = { dataset: '', day: NaN, period: 'day', name: '' };

function periodName(timeMillis: number, period: IndexPeriod): string {
  const date = new Date(timeMillis).toISOString().replaceAll('-', '.');
  return date.slice(0, period === 'day' ? 'yyyy.MM.dd'.length : 'yyyy.MM'.length);
}
