import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeptStage, readResults } from '../bench/kept-results.ts';
import { medianSample } from '../bench/measurement.ts';
import { judgementsOf } from '../bench/report/judgements.ts';
import { type FormatName, formatNames, formatTable } from '../core/format-table.ts';

const BENCH = join(import.meta.dirname, '..', 'bench');

/** How many lines of other projects' tests have all fields that these say they have: counted outside the repository, since the lines are not ours. */
interface Accuracy {
  readonly measured: string;
  readonly formats: Readonly<
    Partial<Record<FormatName, { readonly right: number; readonly of: number; readonly from: readonly string[] }>>
  >;
}

/** What a row may say, the last most often the longest. */
interface Column {
  readonly title: string;
  readonly cell: (name: FormatName) => string;
}

/** What is known of the formats, and how well and how fast each is read as far as that was measured, as a table in Markdown. */
export function formatsTable(): string {
  const speeds = readResults(join(BENCH, 'formats.json'))['formats'];
  const columns: readonly Column[] = [
    { title: 'format', cell: (name) => `\`${name}\`` },
    { title: 'what it is', cell: (name) => formatTable[name].title },
    { title: 'dataset', cell: (name) => `\`${formatTable[name].dataset}\`` },
    ...(speeds === undefined ? [] : speedColumns(speeds)),
    { title: 'read right', cell: accuracyOf(readAccuracy()) },
    { title: 'a line', cell: (name) => `\`${formatTable[name].example.replaceAll('|', String.raw`\|`)}\`` },
  ];
  const rows = formatNames.map((name) => columns.map(({ cell }) => cell(name)));
  return [columns.map(({ title }) => title), columns.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** What the figures of the table are. */
export function formatsNote(): string {
  const speeds = readResults(join(BENCH, 'formats.json'))['formats'];
  const speed =
    speeds === undefined
      ? ''
      : `"Lines a CPU second": \`npx kafkainsight parse --no-enrichment\` of 200,000 lines, from the start of the process to its end (${speeds.machine.date}, ${speeds.machine.processor}); "best peer": how many times as fast as the fastest other program that reads all of these lines, where there is one here. `;
  return `${speed}"Read right": of how many lines in tests of other projects we have all fields that these say they have (${readAccuracy().measured}); [why some are not](#lines-that-others-read-otherwise).`;
}

function readAccuracy(): Accuracy {
  return JSON.parse(readFileSync(join(BENCH, 'accuracy.json'), 'utf8')) as Accuracy;
}

function accuracyOf({ formats }: Accuracy): Column['cell'] {
  return (name) => {
    const known = formats[name];
    return known === undefined ? '' : `${known.right} of ${known.of} (${known.from.join(', ')})`;
  };
}

function speedColumns({ measurements }: KeptStage): readonly Column[] {
  const ours = (name: FormatName): (typeof measurements)[number] | undefined =>
    measurements.find((measurement) => measurement.name === `whole parse ${name}`);
  return [
    {
      title: 'lines a CPU second',
      cell(name) {
        const samples = ours(name)?.samples;
        return samples === undefined ? '' : (Math.round(medianSample(samples)) * 1000).toLocaleString('en-GB');
      },
    },
    {
      title: 'best peer',
      cell(name) {
        const measurement = ours(name);
        const [best] = measurement === undefined ? [] : judgementsOf(measurement, measurements);
        return best === undefined ? '' : `${best.value.toFixed(1)} × ${best.against.split(' ')[0] ?? ''}`;
      },
    },
  ];
}
