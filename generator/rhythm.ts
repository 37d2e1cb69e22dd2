/** How busy the shop is at each full hour (UTC) of a day, as people sleep, work and shop; the mean is about 1. */
const HOURS = [
  0.4, 0.25, 0.18, 0.14, 0.14, 0.2, 0.38, 0.62, 0.88, 1.05, 1.15, 1.25, 1.4, 1.3, 1.2, 1.2, 1.25, 1.38, 1.6, 1.85, 1.9,
  1.6, 1.1, 0.68,
];

/** How busy each day of the week is, Sunday first. */
const WEEKDAYS = [1.18, 1.04, 0.96, 0.94, 0.96, 0.94, 1.1];

const HOUR_MILLIS = 3_600_000;
const DAY_MILLIS = 86_400_000;
/** 1 January 1970 was a Thursday. */
const EPOCH_WEEKDAY = 4;

/** How busy the shop is at a time, relative to an average one: day and night, weekday and weekend. */
export function rhythm(timeMillis: number): number {
  const days = Math.floor(timeMillis / DAY_MILLIS);
  const hours = (timeMillis - days * DAY_MILLIS) / HOUR_MILLIS;
  const hour = Math.floor(hours);
  const before = HOURS[hour] ?? 1;
  const after = HOURS[(hour + 1) % 24] ?? 1;
  return (before + (after - before) * (hours - hour)) * (WEEKDAYS[(days + EPOCH_WEEKDAY) % 7] ?? 1);
}
