import { storyFormats } from '../../core/format-table.ts';
import type { GenerateOptions, Split } from '../../generator/generate-options.ts';
import { allScenarioNames, decoyNames, scenarioNames, trialNames } from '../../generator/scenarios/names.ts';
import { checkArguments, readTime, usageError } from '../command.ts';
import type { DocumentedOptions } from '../manual.ts';
import { didYouMean } from '../nearest.ts';

/** What the defaults depend on. */
interface GenerateDefaults {
  readonly nowMillis: number;
  readonly out: string;
}

const DEFAULT_LINES = 200_000;
const MOST_LINES = 10_000_000_000;
const MOST_LINES_PER_SECOND = 100_000;
const MOST_DAYS = 366;
const SECOND_MILLIS = 1000;
const DAY_MILLIS = 86_400_000;
const DEFAULT_DAYS = 2;
/** Shorter stories have no room for the scenarios. */
const SHORTEST_MILLIS = 60_000;
const LABELS_NAME = '.labels.json';

/** The options of `kafkainsight generate`. */
export const generateOptions = {
  seed: { type: 'string', value: 'N', help: 'Which variant of the story.', shownDefault: '1' },
  from: {
    type: 'string',
    value: 'TIME',
    help: 'Where the story begins, ISO 8601, UTC without an offset.',
    shownDefault: 'two days before --to',
  },
  to: { type: 'string', value: 'TIME', help: 'Where it ends.', shownDefault: 'now' },
  lines: {
    type: 'string',
    value: 'N',
    help: 'Lines of all formats together. With about 20000 or more, every scenario stands out.',
    shownDefault: String(DEFAULT_LINES),
  },
  rate: {
    type: 'string',
    value: 'N',
    help: 'Instead of a range: live, N lines a second, until Ctrl-C or after --lines. Complete files appear every 10 seconds, and every 30 minutes all scenarios begin again.',
  },
  format: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    help: `Which formats to write: ${storyFormats.join(', ')} or all; repeated, or separated by commas.`,
    shownDefault: 'all',
  },
  scenario: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    help: `Which scenarios happen: ${scenarioNames.join(', ')}, all or none; repeated, or separated by commas. To measure rules there are more: ${trialNames.join(', ')}; and harmless ones that look like trouble: ${decoyNames.join(', ')}.`,
    shownDefault: 'all',
  },
  strength: {
    type: 'string',
    value: 'PERCENT',
    help: "Share of each scenario's lines to write.",
    shownDefault: '100',
  },
  out: { type: 'string', value: 'FOLDER', help: 'Where to put the files.', shownDefault: 'local/inbox/story' },
  stdout: { type: 'boolean', help: 'Write all lines to standard output instead, in order of time.' },
  gzip: { type: 'boolean', help: 'Compress.' },
  split: {
    type: 'string',
    value: 'SIZE',
    help: 'Start a new file after this many lines (50000), or bytes before compression (10MB, 64MiB).',
  },
  labels: {
    type: 'string',
    value: 'FILE',
    help: 'Where to write which lines belong to which scenario.',
    shownDefault: '.labels.json in the folder, which the inbox ignores; with --stdout nowhere',
  },
} as const satisfies DocumentedOptions;

type Values = ReturnType<typeof checkArguments<typeof generateOptions>>['values'];

/** Collects problems, so that all of them are reported at once. */
type Report = (problem: string) => void;

/** Reads the arguments of `generate`. Errors: USAGE_INVALID, listing every problem. */
export function readOptions(args: readonly string[], defaults: GenerateDefaults): GenerateOptions {
  const { values, problems: wrong } = checkArguments(args, generateOptions, 0);
  const problems = [...wrong];
  const report: Report = (problem) => problems.push(problem);
  const options: GenerateOptions = {
    seed: readNumber('seed', values.seed, { byDefault: 1, least: 0, most: Number.MAX_SAFE_INTEGER }, report),
    formats: readNames('format', values.format, { known: storyFormats, all: storyFormats }, report),
    scenarios: readNames('scenario', values.scenario, { known: allScenarioNames, all: scenarioNames }, report),
    strength: readNumber('strength', values.strength, { byDefault: 100, least: 1, most: 100 }, report) / 100,
    mode: values.rate === undefined ? readBulk(values, defaults.nowMillis, report) : readLive(values, report),
    gzip: values.gzip ?? false,
    split: readSplit(values.split, report),
    ...readDestination(values, defaults.out, report),
  };
  if (problems.length > 0) throw usageError(problems.join('\n'));
  return options;
}

interface NumberBounds {
  readonly byDefault: number;
  readonly least: number;
  readonly most: number;
}

function readNumber(
  name: string,
  text: string | undefined,
  { byDefault, least, most }: NumberBounds,
  report: Report,
): number {
  if (typeof text !== 'string') return byDefault;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  report(`--${name} is ${text}. It must be a whole number from ${least} to ${most}.`);
  return byDefault;
}

/** Names may be given one by one or separated by commas; `all` and `none` have their plain meaning. */
function readNames<Name extends string>(
  option: 'format' | 'scenario',
  texts: readonly (string | boolean)[] | undefined,
  { known, all }: { readonly known: readonly Name[]; readonly all: readonly Name[] },
  report: Report,
): readonly Name[] {
  const given = (texts ?? ['all']).flatMap((text) => (typeof text === 'string' ? text.split(',') : []));
  if (given.includes('all')) return all;
  if (option === 'scenario' && given.length === 1 && given[0] === 'none') return [];
  for (const name of given.filter((text) => !known.some((one) => one === text))) {
    const allowed = [...known, 'all', ...(option === 'scenario' ? ['none (alone)'] : [])].join(', ');
    report(`--${option} is ${name}.${didYouMean(name, known)} It must be ${allowed}; several are separated by commas.`);
  }
  return known.filter((name) => given.includes(name));
}

function readBulk(values: Values, nowMillis: number, report: Report): GenerateOptions['mode'] {
  const lines = readNumber('lines', values.lines, { byDefault: DEFAULT_LINES, least: 1, most: MOST_LINES }, report);
  const toMillis = secondOf('to', values.to, report) ?? wholeSecond(nowMillis);
  const fromMillis = secondOf('from', values.from, report) ?? toMillis - DEFAULT_DAYS * DAY_MILLIS;
  const lengthMillis = toMillis - fromMillis;
  if (lengthMillis < SHORTEST_MILLIS || lengthMillis > MOST_DAYS * DAY_MILLIS) {
    report(
      `The story goes from ${new Date(fromMillis).toISOString()} to ${new Date(toMillis).toISOString()}. ` +
        `--to must lie between one minute and ${MOST_DAYS} days after --from.`,
    );
  }
  return { kind: 'bulk', fromMillis, toMillis, lines };
}

function readLive(values: Values, report: Report): GenerateOptions['mode'] {
  if (values.from !== undefined || values.to !== undefined)
    report('--rate writes what happens now: leave out --from and --to, or leave out --rate.');
  return {
    kind: 'live',
    linesPerSecond: readNumber('rate', values.rate, { byDefault: 1, least: 1, most: MOST_LINES_PER_SECOND }, report),
    mostLines: readNumber('lines', values.lines, { byDefault: Infinity, least: 1, most: MOST_LINES }, report),
  };
}

/** A time in ISO 8601, truncated to seconds. */
function secondOf(name: string, text: string | undefined, report: Report): number | undefined {
  if (typeof text !== 'string') return undefined;
  const millis = readTime(text);
  if (millis !== undefined && millis >= 0) return wholeSecond(millis);
  report(`--${name} is ${text}. It must be a time after 1970 in ISO 8601, such as 2026-11-22 or 2026-11-22T10:00:00Z.`);
  return undefined;
}

function wholeSecond(millis: number): number {
  return Math.floor(millis / SECOND_MILLIS) * SECOND_MILLIS;
}

const UNIT_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1000,
  MB: 1_000_000,
  GB: 1_000_000_000,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

function readSplit(text: string | undefined, report: Report): Split | undefined {
  if (typeof text !== 'string') return undefined;
  const [, digits = '', unit = ''] = /^(\d{1,12})([A-Za-z]*)$/.exec(text) ?? [];
  const number = Number(digits);
  if (number >= 1 && unit === '') return { lines: number };
  const unitBytes = Object.hasOwn(UNIT_BYTES, unit) ? UNIT_BYTES[unit] : undefined;
  if (number >= 1 && unitBytes !== undefined) return { bytes: number * unitBytes };
  report(
    `--split is ${text}. It must be a number of lines (50000), or of bytes with a unit (10MB; ${Object.keys(UNIT_BYTES).join(', ')}).`,
  );
  return undefined;
}

function readDestination(values: Values, defaultOut: string, report: Report): Pick<GenerateOptions, 'out' | 'labels'> {
  if (values.stdout !== true) {
    const out = values.out ?? defaultOut;
    return { out, labels: values.labels ?? `${out}/${LABELS_NAME}` };
  }
  if (values.out !== undefined) report('--stdout and --out name two places for the same lines: leave out one of them.');
  if (values.split !== undefined) report('--split writes files, and --stdout writes none: leave out one of them.');
  return { out: 'stdout', labels: values.labels };
}
