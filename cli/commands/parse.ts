import type { Command } from '../command.ts';
import type { Manual } from '../manual.ts';
import { parseCommand, parseOptions } from '../parse/parse-command.ts';

const manual: Manual = {
  about:
    'Turns log files into the documents that would be indexed, without any server. Standard output gets one JSON document a line, in the order of the lines, and standard error a summary. Compressed files are read as they are.',
  usage: ['npx kafkainsight parse [OPTIONS] [FILE...]'],
  arguments: { FILE: 'A log file; standard input if there is none, or where it is -.' },
  options: parseOptions,
  afterwards: 'Exit codes: 0 all was read, 1 a file could not be read to its end, 2 called wrongly.',
  examples: [
    'npx kafkainsight parse access.log',
    'npx kafkainsight parse --format rfc3164 --time-zone Europe/Zurich messages.gz | head',
  ],
};

export const parse: Command = {
  manual,
  run: (args) => parseCommand(args, { input: process.stdin, output: process.stdout, errors: process.stderr }),
};
