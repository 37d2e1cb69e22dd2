import { grouped } from '../core/wording.ts';
import type { Metric } from './definition.ts';

/** What a number is of. */
export type NumberUnit = 'number' | 'percent' | 'bytes' | 'nanoseconds';

/** The unit of a metric's values. */
export function unitOf(metric: Metric): NumberUnit {
  if (metric.kind === 'share' || metric.kind === 'rate') return 'percent';
  if (metric.kind === 'count' || metric.kind === 'unique') return 'number';
  if (metric.field === 'event.duration') return 'nanoseconds';
  return /(\.|_)bytes$/.test(metric.field) ? 'bytes' : 'number';
}

const NONE = '–';
const byteSteps = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
] as const;
const durationSteps = [
  [3_600e9, 'h'],
  [60e9, 'min'],
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
] as const;

/** A number as people read it, with its unit: `1,234`, `1.2 MB`, `340 ms`, `0.52 %`. */
export function numberText(value: number | null, unit: NumberUnit): string {
  if (value === null) return NONE;
  switch (unit) {
    case 'number':
      return grouped(Math.round(value));
    case 'percent':
      return `${percentText(value)} %`;
    case 'bytes':
      return stepped(value, byteSteps, 'B');
    case 'nanoseconds':
      return stepped(value, durationSteps, 'ns');
  }
}

/** Never 100 of what is not all, nor 0 of what is not none. */
function percentText(value: number): string {
  if (value > 99 && value < 100) return String(Math.floor(value * 100) / 100);
  return String(Number(value.toPrecision(value < 1 ? 2 : 3)));
}

function stepped(value: number, steps: readonly (readonly [number, string])[], smallest: string): string {
  const step = steps.find(([size]) => Math.abs(value) >= size);
  if (step === undefined) return `${grouped(Math.round(value))} ${smallest}`;
  const [size, name] = step;
  return `${grouped(Number((value / size).toPrecision(3)))} ${name}`;
}
