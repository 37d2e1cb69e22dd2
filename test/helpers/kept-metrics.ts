import type { CountingFunction } from '../../core/metric-names.ts';
import type { Metrics } from '../../lambdas/metrics.ts';

/** Metrics that keep the sums of what was flushed. */
export interface KeptMetrics<Name extends CountingFunction> extends Metrics<Name> {
  readonly sums: Readonly<Record<string, number>>;
}

export function keptMetrics<Name extends CountingFunction>(): KeptMetrics<Name> {
  const sums: Record<string, number> = {};
  let added: [string, number][] = [];
  return {
    sums,
    add: (name, count) => {
      added.push([name, count]);
    },
    flush: () => {
      for (const [name, count] of added) sums[name] = (sums[name] ?? 0) + count;
      added = [];
    },
  };
}
