import { join } from 'node:path';
import { counted, grouped } from '../../core/wording.ts';
import { type Generated, generateLogs } from '../../generator/generate.ts';
import type { GenerateOptions } from '../../generator/generate-options.ts';
import type { Label } from '../../generator/labels.ts';
import { table } from '../../local/runner/progress.ts';
import { printError } from '../../local/terminal.ts';
import type { Command } from '../command.ts';
import { generateOptions, readOptions } from '../generate/options.ts';
import type { Manual } from '../manual.ts';
import { INBOX_FOLDER } from '../targets/locations.ts';

const manual: Manual = {
  about:
    'Writes the logs of an online shop with a story in them: visitors who come by day and night, sign in, search and buy, the machines behind it, and what goes wrong. The same seed, range and options give the same bytes.',
  usage: ['npx kafkainsight generate [OPTIONS]'],
  options: generateOptions,
  afterwards: 'A file has a hidden name until it is complete. Its modification time is the time of its last line.',
  examples: [
    'npx kafkainsight generate',
    'npx kafkainsight generate --rate 50',
    'npx kafkainsight generate --lines 5000000 --format apache_combined --gzip --split 100MB --out /tmp/logs',
    'npx kafkainsight generate --format json --scenario none --lines 1000 --stdout | npx kafkainsight parse',
  ],
};

export const generate: Command = {
  manual,
  async run(args) {
    const options = readOptions(args, { nowMillis: Date.now(), out: join(INBOX_FOLDER, 'story') });
    if (options.mode.kind === 'live') printError('Writing until Ctrl-C ...\n');
    const startMillis = performance.now();
    const generated = await generateLogs(options, { stdout: process.stdout, signal: stopSignal() });
    if (generated.aborted) {
      printError('Stopped. Nothing incomplete is left behind.\n');
      return 1;
    }
    printError(summary(options, generated, (performance.now() - startMillis) / 1000));
    return 0;
  },
};

/** Aborted at Ctrl-C. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      controller.abort();
    });
  }
  return controller.signal;
}

const MEGABYTE = 1_000_000;

function summary(options: GenerateOptions, generated: Generated, seconds: number): string {
  const rows = Array.from(generated.written, ([format, { lines, bytes, files }]) => [
    format,
    grouped(lines),
    (bytes / MEGABYTE).toFixed(1),
    grouped(files),
  ]);
  const lines = Array.from(generated.written.values()).reduce((sum, format) => sum + format.lines, 0);
  const from = new Date(generated.fromMillis).toISOString();
  const to = new Date(generated.toMillis).toISOString();
  return [
    `${counted(lines, 'line')} in ${seconds.toFixed(1)} s: ${from} to ${to}, seed ${options.seed}\n\n`,
    table([['format', 'lines', 'MB', 'files'], ...rows]),
    generated.labels.length === 0 ? '' : `\n${scenarioTable(generated.labels)}`,
    `\n${options.out === 'stdout' ? '' : `Logs in ${options.out}\n`}`,
    options.labels === undefined ? '' : `Truth in ${options.labels}\n`,
  ].join('');
}

function scenarioTable(labels: readonly Label[]): string {
  return table([
    ['scenario', 'from', 'to', 'lines', 'to be found'],
    ...labels.map(({ scenario, start, end, lines, culprits: [{ field, values }] }) => [
      scenario,
      start,
      end,
      grouped(Object.values(lines).reduce((sum, count) => sum + count, 0)),
      values.length > 2 ? `${grouped(values.length)} of ${field}` : `${field} ${values.join(' or ')}`,
    ]),
  ]);
}
