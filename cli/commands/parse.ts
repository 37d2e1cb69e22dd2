import type { Command } from '../command.ts';
import type { Manual } from '../manual.ts';
import { parseCommand, parseOptions } from '../parse/parse-command.ts';

const manual: Manual = {
  about:
    'Turns log files into the documents that would be indexed, without any server. Writes one JSON document per line to standard output, in the order of the lines, and a summary to standard error. Compressed files need not be decompressed.',
  usage: ['npx kafkainsight parse [OPTIONS] [FILE...]'],
  arguments: { FILE: 'A log file; without one, or for -, standard input.' },
  options: parseOptions,
  afterwards: 'Exit codes: 0 all files were read, 1 a file could not be read to its end, 2 called incorrectly.',
  examples: [
    'npx kafkainsight parse access.log',
    'npx kafkainsight parse --format rfc3164 --time-zone Europe/Zurich messages.gz | head',
  ],
};

export const parse: Command = {
  manual,
  run: (args) => parseCommand(args, { input: process.stdin, output: process.stdout, errors: process.stderr }),
};
