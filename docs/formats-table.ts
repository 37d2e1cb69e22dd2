import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeptStage, readResults } from '../bench/kept-results.ts';
import { medianSample } from '../bench/measurement.ts';
import { judgementsOf } from '../bench/report/judgements.ts';
import { type FormatName, formatNames, formatTable } from '../core/format-table.ts';
import { fieldsOfFormat } from './format-fields.ts';
import { families, origins } from './format-origins.ts';

const BENCH = join(import.meta.dirname, '..', 'bench');

/** How many lines of other projects' tests have all fields that these say they have: counted outside the repository, since the lines are not ours. */
interface Accuracy {
  readonly measured: string;
  readonly formats: Readonly<
    Partial<Record<FormatName, { readonly right: number; readonly of: number; readonly from: readonly string[] }>>
  >;
}

/** The formats of each family, those that accept fewer lines before those that accept more. */
const formatsOfFamilies = (Object.keys(families) as (keyof typeof families)[]).map(
  (family) => [families[family], formatNames.filter((name) => origins[name].family === family)] as const,
);

/** What is known of the formats: each in a row of its family's table, with how fast and how well it is read as far as that was measured. */
export function formatsTables(): string {
  const speeds = readSpeeds();
  const accuracy = readAccuracy();
  const head = ['| format | what it is | lines a CPU second | read right |', '| --- | --- | --- | --- |'];
  const sections = formatsOfFamilies.map(([title, names]) => {
    const rows = names.map(
      (name) =>
        `| [\`${name}\`](#${name}) | ${formatTable[name].title} | ${speedOf(speeds, name)} | ${rightOf(accuracy, name)} |`,
    );
    return [`### ${title}`, '', ...head, ...rows].join('\n');
  });
  return [notes(speeds, accuracy), ...sections].join('\n\n');
}

/** A section of each format: where it comes from, a line of it, and the fields that documents of its lines have. */
export function formatSections(): string {
  const speeds = readSpeeds();
  return formatsOfFamilies
    .flatMap(([title, names]) => [
      `### Lines and fields: ${lowered(title)}`,
      ...names.map((name) => section(name, speeds)),
    ])
    .join('\n\n');
}

function section(name: FormatName, speeds: KeptStage | undefined): string {
  const { title, dataset, example } = formatTable[name];
  const { page } = origins[name];
  const source = page === undefined ? '' : ` ([where it comes from](${page}))`;
  const peer = peerOf(speeds, name);
  const facts = [`Dataset \`${dataset}\`.`, ...(peer === undefined ? [] : [`It is read ${peer}.`])];
  const fields = fieldsOfFormat(name).map((field) => `\`${field}\``);
  return [
    `#### \`${name}\``,
    `${capital(title)}${source}. ${facts.join(' ')}`,
    ['```text', example, '```'].join('\n'),
    `Fields: ${fields.length === 0 ? 'none but the message' : fields.join(', ')}.`,
  ].join('\n\n');
}

function notes(speeds: KeptStage | undefined, { measured }: Accuracy): string {
  const speed =
    speeds === undefined
      ? ''
      : `"Lines a CPU second": \`npx kafkainsight parse --no-enrichment\` of ${sizeOf(speeds)} (${speeds.machine.date}, ${speeds.machine.processor}); \`npm run bench -- formats\` measures it. `;
  return `The name of a format leads to a line of it and its fields. ${speed}"Read right": of how many lines in tests of other projects we have all fields that these say they have (${measured}); [why some are not](#lines-that-others-read-otherwise). Where it says nothing, no tests of others were counted.`;
}

/** How many lines were measured, and how often, as the results themselves say. */
function sizeOf({ measurements: [first] }: KeptStage): string {
  const lines = Number.parseInt(first?.note ?? '', 10).toLocaleString('en-GB');
  return `${lines} lines as the format's sample has them, from the start of the process to its end, the median of ${first?.samples.length ?? 0} runs`;
}

function readSpeeds(): KeptStage | undefined {
  return readResults(join(BENCH, 'formats.json'))['formats'];
}

function readAccuracy(): Accuracy {
  return JSON.parse(readFileSync(join(BENCH, 'accuracy.json'), 'utf8')) as Accuracy;
}

function rightOf({ formats }: Accuracy, name: FormatName): string {
  const known = formats[name];
  return known === undefined ? '' : `${known.right} of ${known.of} (${known.from.join(', ')})`;
}

function measurementOf(speeds: KeptStage | undefined, name: FormatName): KeptStage['measurements'][number] | undefined {
  return speeds?.measurements.find((measurement) => measurement.name === `whole parse ${name}`);
}

function speedOf(speeds: KeptStage | undefined, name: FormatName): string {
  const samples = measurementOf(speeds, name)?.samples;
  return samples === undefined ? 'not measured' : (Math.round(medianSample(samples)) * 1000).toLocaleString('en-GB');
}

/** How fast, compared with the fastest other program that reads all of these lines as wholly, where there is one. */
function peerOf(speeds: KeptStage | undefined, name: FormatName): string | undefined {
  const measurement = measurementOf(speeds, name);
  if (speeds === undefined || measurement === undefined) return undefined;
  const [best] = judgementsOf(measurement, speeds.measurements);
  return (
    best &&
    `${best.value.toFixed(1)} times as fast as by ${best.against.split(' ')[0] ?? ''}, the fastest of the programs that do the same work`
  );
}

/** A title in the middle of a sentence, unless it begins with a name. */
function lowered(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? `${title.charAt(0).toLowerCase()}${title.slice(1)}` : title;
}

/** A title at the beginning of a sentence, unless it begins with a name. */
function capital(title: string): string {
  if (!/^(?:access|an?|anything|connection|host|one|queries|server|syslog|the) /.test(title)) return title;
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}`;
}
