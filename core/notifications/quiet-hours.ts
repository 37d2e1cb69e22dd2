import type { QuietHours } from './settings.ts';

/** Whether a moment is in quiet hours, by the clocks of their zone. @param nowMillis epoch milliseconds */
export function isQuiet(nowMillis: number, quietHours: QuietHours | undefined): boolean {
  if (quietHours === undefined) return false;
  const { from, to, timeZone } = quietHours;
  const now = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(nowMillis);
  return from < to ? now >= from && now < to : now >= from || now < to;
}
