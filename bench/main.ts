/**
 * The benchmarks: `npm run bench` runs every stage below, `npm run bench -- STAGE...` those named. Results are kept in
 * bench/output/, the newest of each stage, and compared with bench/baseline.json.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { formatNames, formatTable } from '../core/format-table.ts';
import { changesBetween } from './comparison.ts';
import { BASELINE, type Kept, readResults, RESULTS, writeResults } from './kept-results.ts';
import { thisMachine } from './machine.ts';
import { secondsSince } from './measurement.ts';
import { pageOf } from './report/page.ts';
import { tableOf } from './report/table.ts';
import type { Run } from './run.ts';
import type { BenchStage } from './stages/bench-stage.ts';
import { type BenchServers, createServers } from './stages/servers.ts';
import { benchStages } from './stages/stages.ts';

const PAGE = path.join(import.meta.dirname, '..', 'docs', 'benchmarks.md');

const help = `Usage: npm run bench [-- STAGE... OPTIONS]

${Object.entries(benchStages)
  .map(([name, { about, minutes }]) => `${name} (about ${minutes} minutes): ${about}`)
  .join('\n')}

Without a stage, all. Each result is kept at once.

--write-docs  write docs/benchmarks.md from the newest results of all stages
--baseline    make the newest results of all stages those that later runs are compared with
--compare     end with 1 where a ratio is worse than in the baseline beyond the noise
--format NAME measure only this format in the stage formats; can be repeated; nothing is kept
--quick       few lines, to try the benchmarks out; nothing is kept
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'write-docs': { type: 'boolean', default: false },
    baseline: { type: 'boolean', default: false },
    compare: { type: 'boolean', default: false },
    format: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const formats = formatNames.filter((name) => values.format.includes(name));
const unknown = [
  ...positionals.filter((name) => !(name in benchStages)).map((name) => `stage ${name}`),
  ...values.format.filter((name) => !(name in formatTable)).map((name) => `format ${name}`),
];
const isKept = !values.quick && formats.length === 0;
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`There is no ${unknown.join(', no ')}.\n`);
  console.log(help);
  process.exit(values.help ? 0 : 2);
}

const failed: string[] = [];
const measured = await runStages(positionals.length > 0 ? positionals : Object.keys(benchStages));
const regressions = compareWithBaseline(measured);
if (isKept) {
  const kept = readResults(RESULTS);
  if (values.baseline) await writeResults(BASELINE, kept);
  if (values['write-docs']) writeFileSync(PAGE, pageOf(kept, benchStages));
}
if (failed.length > 0) console.error(`Not measured: ${failed.join(', ')}`);
process.exit(failed.length > 0 || (values.compare && regressions > 0) ? 1 : 0);

async function runStages(names: readonly string[]): Promise<Kept> {
  const servers = createServers();
  const minutes = names.reduce((sum, name) => sum + (benchStages[name]?.minutes ?? 0), 0);
  console.log(`${names.join(', ')}: about ${Math.ceil(minutes)} minutes on two cores with nothing else to do`);
  try {
    const results: Record<string, Kept[string]> = {};
    for (const name of names) {
      const stage = benchStages[name];
      if (stage === undefined) continue;
      try {
        results[name] = await runStage(name, stage, servers);
      } catch (error) {
        console.error(`${name} failed:`, error);
        failed.push(name);
        continue;
      }
      // at once, so that what ends a later stage does not take this one with it
      if (!isKept) continue;
      await writeResults(RESULTS, { ...readResults(RESULTS), ...results });
      if (stage.keptIn !== undefined) await writeResults(stage.keptIn, { [name]: results[name] });
    }
    return results;
  } finally {
    await servers.stop();
  }
}

async function runStage(name: string, stage: BenchStage, servers: BenchServers): Promise<Kept[string]> {
  console.log(`\n== ${name} (about ${stage.minutes} minutes): ${stage.about}`);
  const run: Run = { measurements: [], skipped: [], quick: values.quick, formats };
  const machine = thisMachine();
  const started = performance.now();
  await stage.measure(run, servers);
  console.log(`\n${tableOf(run.measurements)}`);
  const { measurements, skipped } = run;
  return { machine, seconds: secondsSince(started), measurements, skipped };
}

/** Names the ratios, and sizes of bundles, that changed; returns how many are worse. All else is the machine's as well. */
function compareWithBaseline(now: Kept): number {
  const baseline = isKept ? readResults(BASELINE) : {};
  const found = Object.entries(now).flatMap(([name, { measurements }]) => {
    const comparable = measurements.filter(({ floor, unit }) => floor !== undefined || unit === 'kB');
    const before = baseline[name]?.measurements ?? [];
    // the floors, too, are needed on both sides
    return changesBetween(before, measurements).filter((change) => comparable.some((one) => one.name === change.name));
  });
  if (Object.keys(baseline).length > 0) console.log(`\n${found.length} changes from the baseline beyond the noise`);
  for (const { name, verdict, ratio } of found) console.log(`  ${verdict}: ${name}, ${ratio.toFixed(2)} of before`);
  return found.filter(({ verdict }) => verdict === 'slower').length;
}
