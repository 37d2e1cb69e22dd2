import type { Kept, KeptStage } from '../kept-results.ts';
import type { Machine } from '../machine.ts';
import { type Measurement, medianSample } from '../measurement.ts';
import type { BenchStage } from '../stages/bench-stage.ts';
import { judgementsOf } from './judgements.ts';
import { bestPrice, pricesOf, type Use } from './price.ts';
import { figure, tableOf, verdictOf } from './table.ts';

const BEGINNING = `# Benchmarks

Written by \`npm run bench -- --write-docs\`; not by hand. Figures are medians of several samples. All of them depend on the machine, so the figure that counts is the **ratio** to a floor: the same bytes with nothing
done to them, measured in the same run and in turns. It is the median of the ratios turn by turn. Spread is the distance of the smallest sample from the largest, as a share of the median.

`;

/** Writes the page of the results, in Markdown. */
export function pageOf(kept: Kept, stages: Readonly<Record<string, BenchStage>>): string {
  const sections = Object.entries(stages).map(([name, stage]) => sectionOf(name, stage, kept[name]));
  return [BEGINNING, summaryOf(kept), ...sections].join('');
}

/** One table of all targets: the rest of the page is folded. */
function summaryOf(kept: Kept): string {
  const judged = Object.entries(kept).flatMap(([stage, { machine, measurements }]) =>
    measurements.flatMap((measurement) =>
      judgementsOf(measurement, measurements).flatMap(({ target, ...judgement }) =>
        target === undefined ? [] : [{ ...judgement, target, stage, name: measurement.name, date: machine.date }],
      ),
    ),
  );
  const reached = judged.filter(({ target }) => target.reached).length;
  const rows = judged.map(({ stage, name, date, ...judgement }) =>
    [`[${stage}](#${stage})`, name, ...verdictOf(judgement), date].join(' | '),
  );
  return [
    `${reached} of ${judged.length} targets are reached:\n`,
    '| stage | what | is | wanted | reached | measured |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
    '\n',
  ].join('\n');
}

function sectionOf(name: string, { about, obstacle }: BenchStage, kept: KeptStage | undefined): string {
  if (kept === undefined) return `## ${name}\n\n${about}\n\nNot measured.\n\n`;
  const { machine, measurements, seconds, skipped } = kept;
  const isMissed = measurements.some((measurement) =>
    judgementsOf(measurement, measurements).some(({ target }) => target?.reached === false),
  );
  return [
    `## ${name}\n\n${about}\n`,
    `<details>\n<summary>All measurements of ${machine.date}</summary>\n`,
    `${tableOf(measurements)}\n`,
    ...skipped.map((one) => `Left out: ${one}.\n`),
    ...(isMissed && obstacle !== undefined ? [`What is in the way: ${obstacle}\n`] : []),
    ...(['ingest', 'index'] as const).map((one) => pricesSection(one, measurements)),
    `${machineText(machine)} It took ${Math.round(seconds)} s.\n`,
    '</details>\n\n',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function machineText(machine: Machine): string {
  const { date, processor, cores, memoryGib, node, kafka, openSearch, loadAtStart } = machine;
  const beside =
    loadAtStart > 0.5 ? ': other work was running, so absolute figures are too low and the spread too large' : '';
  return (
    `Measured on ${date}, ${processor}, ${cores} cores, ${memoryGib} GiB; Node ${node}, Kafka ${kafka}, OpenSearch ${openSearch}, ` +
    `each with 512 MB of heap; load at the start ${loadAtStart}${beside}.`
  );
}

/** What a function costs by its memory, where the stage measured its use. */
function pricesSection(name: 'ingest' | 'index', measurements: readonly Measurement[]): string {
  const of = (what: string): number => medianSample(measurements.find((one) => one.name === what)?.samples ?? []);
  const use: Use = {
    cpuSeconds: of(`${name}, processor`) / 1000,
    seconds: of(`${name}, time`),
    peakMib: of(`${name}, peak`),
  };
  const prices = pricesOf(use);
  const best = bestPrice(prices);
  if (best === undefined) return '';
  const terabyte = (dollars: number): string => figure((dollars * 1e6) / of('line'));
  const rows = prices.map(
    ({ memoryMib, seconds, dollars }) =>
      `| ${memoryMib} | ${figure(seconds)} | ${dollars.toFixed(5)} | ${terabyte(dollars)} |`,
  );
  return [
    `The ${name} function by its memory, if a vCPU of Lambda were as fast as a core here (1,769 MiB come with one vCPU, less with a share of it; us-east-1, Arm):`,
    '',
    '| MiB | seconds per million lines | dollars per million lines | dollars per TB of combined lines |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    `Best price: ${best.memoryMib} MiB, $${terabyte(best.dollars)} per TB.\n`,
  ].join('\n');
}
