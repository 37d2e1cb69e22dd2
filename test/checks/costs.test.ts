/** Compares the table "What it costs" in docs/deployment.md with the estimate of the stages, and the estimate with the benchmarks. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { BASELINE, readResults } from '../../bench/kept-results.ts';
import { medianSample } from '../../bench/measurement.ts';
import { stages } from '../../lib/configuration/stages.ts';
import { limitsOf } from '../../lib/sizing/capacity.ts';
import { dollarsAMonth, estimateStage, totalDollars } from '../../lib/sizing/estimate.ts';
import { measured } from '../../lib/sizing/quotas.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'deployment.md'), 'utf8');
const table = /## What it costs\n(.*?)\n##/s.exec(page)?.[1] ?? '';
const BYTES_A_LINE = 200;

it('docs/deployment.md says what each stage costs and carries', () => {
  const rows = Array.from(
    table.matchAll(/^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm),
    ([, ...cells]) => cells,
  );
  const expected = stages.map((stage) => {
    const { perGb } = estimateStage(stage);
    const carried = Math.floor(Math.min(...Object.values(limitsOf(stage, BYTES_A_LINE))));
    return [stage.name, dollarsAMonth(stage), totalDollars(perGb).toFixed(2), carried.toLocaleString('en')];
  });
  assert.deepEqual(rows, expected);
});

it('functions are priced for as much time as the benchmark measured, and not for far more', () => {
  const { measurements = [] } = readResults(BASELINE)['lambda'] ?? {};
  const seconds = ['ingest, time', 'index, time'].map((name) =>
    medianSample(measurements.find((measurement) => measurement.name === name)?.samples ?? []),
  );
  const sum = seconds.reduce((one, other) => one + other, 0);
  const { functionSecondsAMillionLines: priced } = measured;
  assert.ok(priced >= sum && priced <= 2 * sum, `priced for ${priced} seconds, measured: ${seconds.join(' + ')}`);
});
