import type { CountRow } from '../rule.ts';

/** How many documents rows are of, all together. */
export function countOf(rows: readonly Pick<CountRow, 'count'>[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}
