import type { Span } from '../core/time/span.ts';
import type { LogEvent } from './events.ts';
import { isWithin } from './span.ts';

/** How far ahead an event may lie: about two and a quarter hours, longer than any visit. */
const SLOTS = 8192;

/** The upcoming events, a slot for each second: a calendar queue (R. Brown, 1988), which adds and takes in constant time. */
export interface Calendar {
  /** Ignores an event outside the story, in a silence, one that is not logged, before the second taken last, or beyond the calendar. */
  add(event: LogEvent): void;
  /** How many events there are in a second, given by its beginning. */
  count(secondMillis: number): number;
  /** How many events have been added in total. */
  added(): number;
  /** Removes and returns the events of a second, ordered by time. Seconds are taken one after the other. */
  take(secondMillis: number): LogEvent[];
}

/** Opens the calendar of a story of whole seconds. The lists of silences, and of what is not logged, may grow while the story is planned. */
export function createCalendar(
  { fromMillis, toMillis }: Span,
  silences: readonly Span[],
  drops: readonly ((event: LogEvent) => boolean)[],
): Calendar {
  // A slot is created with its first event: arrays created earlier would be in the old generation, and the garbage collector would keep
  // what they hold until its next full collection.
  const slots = new Array<LogEvent[] | undefined>(SLOTS).fill(undefined);
  const endSecond = Math.floor(toMillis / 1000);
  let firstSecond = Math.floor(fromMillis / 1000);
  let added = 0;
  return {
    add(event) {
      const second = Math.floor(event.timeMillis / 1000);
      if (second < firstSecond || second >= endSecond || second >= firstSecond + SLOTS) return;
      for (const silence of silences) if (isWithin(silence, event.timeMillis)) return;
      for (const isDropped of drops) if (isDropped(event)) return;
      const slot = slots[second % SLOTS];
      if (slot === undefined) slots[second % SLOTS] = [event];
      else slot.push(event);
      added += 1;
    },
    count: (secondMillis) => slots[Math.floor(secondMillis / 1000) % SLOTS]?.length ?? 0,
    added: () => added,
    take(secondMillis) {
      const second = Math.floor(secondMillis / 1000);
      const events = slots[second % SLOTS] ?? [];
      slots[second % SLOTS] = undefined;
      firstSecond = second + 1;
      // Array.prototype.sort is stable: events of the same millisecond keep the order in which they were added.
      return events.sort((a, b) => a.timeMillis - b.timeMillis);
    },
  };
}
