import { type Measurement, medianSample, spread } from '../measurement.ts';
import { type Judgement, judgementsOf } from './judgements.ts';

const HEAD = ['what', 'median', 'unit', 'spread', 'ratio', 'target', 'reached', 'note'];

/** A stage's measurements as a table in Markdown. A measurement that is compared with two others has two lines. */
export function tableOf(measurements: readonly Measurement[]): string {
  const rows = measurements.flatMap((measurement) => rowsOf(measurement, measurements));
  const widths = HEAD.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(HEAD), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function rowsOf(measurement: Measurement, all: readonly Measurement[]): string[][] {
  const { name, unit, samples, note = '' } = measurement;
  const scatter = samples.length > 1 ? `${(100 * spread(samples)).toFixed(0)} % of ${samples.length}` : '';
  const [first, ...more] = judgementsOf(measurement, all).map(cellsOf);
  const head = [name, figure(medianSample(samples)), unit, scatter];
  return [[...head, ...(first ?? ['', '', '']), note], ...more.map((cells) => ['', '', '', '', ...cells, ''])];
}

function cellsOf(judgement: Judgement): string[] {
  const { against, value, target } = judgement;
  if (target === undefined) return [`${figure(value)} of ${against}`, '', ''];
  const [is, ...others] = verdictOf({ ...judgement, target });
  return [isAim(target) ? '' : is, ...others];
}

/** What a measurement is, what it should be, and whether it is. */
export function verdictOf({ against, value, target }: Required<Judgement>): [string, string, string] {
  const is = isAim(target) ? `${figure(value)} ${against}` : `${figure(value)} of ${against}`;
  return [is, `${target.bound} ${figure(target.value)}`, target.reached ? 'yes' : '**no**'];
}

/** Whether the target is for the median itself, and no ratio. */
function isAim(target: Required<Judgement>['target']): boolean {
  return target.value > 10;
}

/** Three digits that count, and no exponent. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return 'unknown';
  const decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 4;
  return value.toLocaleString('en-GB', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
