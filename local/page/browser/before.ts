import type { Metric } from '../../../dashboards/definition.ts';
import { numberText, unitOf } from '../../../dashboards/units.ts';
import { lengthText, time } from './text.ts';
import { isMissing, MISSING_SHARE, type Period } from './uncounted.ts';

/** A comparison in words. */
export interface SaidComparison {
  /** What it was before, or why nothing can be said of it. */
  readonly text: string;
  /** The two periods, in full. */
  readonly periods: string;
}

/** What a comparison needs of a panel's context. */
export interface ComparedContext {
  readonly scope: Period;
  /** Of all documents. */
  readonly extent: Period | undefined;
  /** What is not counted yet, whatever the scope. */
  readonly uncounted: readonly Period[];
}

/** A hundredfold or more is no percentage that anybody reads. */
const MAX_TIMES = 100;

/**
 * Compares a number with what it was in the period of the same length before. Nothing is computed of periods that are not whole: of the first one
 * that has logs, of one whose last lines are still to come, and of one of which too much is not counted yet.
 */
export function comparisonOf(
  metric: Metric,
  now: number | null,
  before: { readonly from: number; readonly value: number | null },
  { scope, extent, uncounted }: ComparedContext,
): SaidComparison {
  const { from, to } = scope;
  const unit = unitOf(metric);
  // `the day before`, `the 2 days before`
  const length = lengthText(to - from).replace(/^1 (?=[a-z]+$)/, '');
  const periods = `${time(from)} – ${time(to)}, compared with ${time(before.from)} – ${time(from)}`;
  const said = (text: string): SaidComparison => ({ text, periods });
  if (isMissing(uncounted, { from: before.from, to: from })) return said(`not counted yet in the ${length} before`);
  if (extent === undefined || extent.from >= from) return said(`nothing logged in the ${length} before`);
  const was = `${numberText(before.value, unit)} in the ${length} before`;
  if (extent.from > before.from) return said(`${was}, of which logs are there since ${time(extent.from)}`);
  if (isMissing(uncounted, scope)) return said(was);
  if (to - extent.to > MISSING_SHARE * (to - from)) return said(`${was}; the last line is of ${time(extent.to)}`);
  if (now === null || before.value === null) return said(was);
  if (unit === 'percent') return said(was);
  return said(`${changeText(now, before.value)} · ${was}`);
}

/** How a number changed, in percent where that says something. In signs that every font has: many lack triangles. */
export function changeText(now: number, before: number): string {
  if (now === before) return '= as many';
  if (before === 0) return 'up from none';
  const times = now / before;
  if (times >= MAX_TIMES) return `${Math.round(times)} times as many`;
  const sign = now > before ? '+' : '−';
  return `${sign}${Math.max(1, Math.round(Math.abs(times - 1) * 100))} %`;
}
