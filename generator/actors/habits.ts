import type { Daemon } from '../journal.ts';
import type { Printable } from '../printable.ts';
import { type Choice, type Random, weighted } from '../random.ts';

/** Severities of syslog (RFC 5424, table 2). */
export const severities = { error: 3, warning: 4, notice: 5, informational: 6 } as const;

/** A daemon's habit: what it logs, and with which severity. */
export interface Habit {
  readonly daemon: Omit<Daemon, 'format' | 'host'>;
  readonly severity: keyof typeof severities;
  readonly messageId: Printable;
  readonly text: (random: Random) => Printable;
  /** Relative frequency. */
  readonly weight: number;
}

/** Draws a habit by its weight. */
export function chooseHabit(habits: readonly Habit[]): Choice<Habit> {
  return weighted(habits.map((habit) => [habit, habit.weight] as const));
}
