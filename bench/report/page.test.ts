import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Kept } from '../kept-results.ts';
import type { Measurement } from '../measurement.ts';
import type { BenchStage } from '../stages/bench-stage.ts';
import { pageOf } from './page.ts';

const machine = {
  ...{ date: '2026-11-23', processor: 'AMD EPYC', cores: 2, memoryGib: 24, node: '24.21.0', v8: '13' },
  ...{ kafka: '4.2.1', openSearch: '3.5.0', loadAtStart: 0 },
};
const stage: BenchStage = {
  about: 'A is held against B.',
  minutes: 1,
  obstacle: 'B does less.',
  measure: () => Promise.resolve(),
};
const lines = { unit: 'lines a second', better: 'more' } as const;
const floor: Measurement = { ...lines, name: 'B', samples: [100] };
const measured = (target: number): Kept => ({
  first: {
    ...{ machine, seconds: 61, skipped: ['rsyslog is not installed'] },
    measurements: [floor, { ...lines, name: 'A', samples: [79, 80, 83], floor: 'B', target }],
  },
});

test('the page says what was measured, what it is held against, and that the target is reached', () => {
  const page = pageOf(measured(0.8), { first: stage });
  assert.match(
    page,
    /^1 of 1 targets are reached:\n\n\| stage .*\n\| --- .*\n\| \[first\]\(#first\) \| A \| 0\.80 of B \| at least 0\.80 \| yes \| 2026-11-23 \|\n\n/m,
  );
  assert.match(
    page,
    /## first\n\nA is held against B\.\n\n<details>\n<summary>[^<]+<\/summary>\n\n\| what .*[^]*It took 61 s\.\n\n<\/details>\n/,
  );
  assert.match(page, /^\| A +\| 80\.0 +\| lines a second \| 5 % of 3 +\| 0\.80 of B \| at least 0\.80 \| yes /m);
  assert.match(page, /Left out: rsyslog is not installed\./);
  assert.match(page, /2026-11-23, AMD EPYC, 2 cores, 24 GiB; Node 24\.21\.0, Kafka 4\.2\.1, OpenSearch 3\.5\.0/);
  assert.doesNotMatch(page, /What is in the way/);
});

test('a target that is missed is in the first table, and its section says what is in the way', () => {
  const page = pageOf(measured(0.9), { first: stage });
  assert.match(
    page,
    /^0 of 1 targets are reached:[^]*^\| \[first\]\(#first\) \| A \| 0\.80 of B \| at least 0\.90 \| \*\*no\*\* \|/m,
  );
  assert.match(page, /What is in the way: B does less\./);
});

test('a stage that was not measured says so, and a busy machine too', () => {
  assert.match(pageOf({}, { first: stage }), /## first\n\nA is held against B\.\n\nNot measured\./);
  const busy = { first: { machine: { ...machine, loadAtStart: 3 }, seconds: 1, skipped: [], measurements: [floor] } };
  assert.match(pageOf(busy, { first: stage }), /load at the start 3: other work was running/);
});

test('what the functions take is priced', () => {
  const measurement = (name: string, sample: number): Measurement => ({ ...lines, name, samples: [sample] });
  const measurements = [
    measurement('line', 250),
    measurement('ingest, processor', 10_000),
    measurement('ingest, time', 10),
    measurement('ingest, peak', 200),
  ];
  const page = pageOf({ first: { machine, seconds: 1, skipped: [], measurements } }, { first: stage });
  // 10 s x 1769/1024 GB x $0.0000167 x 0.8 = $0.00023080 a million lines; a TB is 4,000 million lines of 250 bytes
  assert.match(page, /^\| 1769 \| 10\.0 \| 0\.00023 \| 0\.92 \|$/m);
  assert.match(page, /Best price: 1769 MiB, \$0\.92 per TB\./);
});
