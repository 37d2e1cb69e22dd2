import type { Command } from '../command.ts';
import { detectCommand } from '../detect/detect-command.ts';
import type { Manual } from '../manual.ts';

const manual: Manual = {
  about:
    'Says what a log file is, from its first 64 KiB: the format of its lines, what they are wrapped in (syslog, a container, a collector), and how many of them fit. Shows the documents of the first three, and the entry for `sources` that declares the format. Compressed files are read as they are.',
  usage: ['npx kafkainsight detect FILE...'],
  arguments: { FILE: 'A log file, or - for standard input.' },
  options: {},
  afterwards: 'Exit codes: 0 all were looked at, 1 a file could not be read, 2 called wrongly.',
  examples: ['npx kafkainsight detect access.log', 'kubectl logs deploy/web | npx kafkainsight detect -'],
};

export const detect: Command = {
  manual,
  run: (args) => detectCommand(args, { input: process.stdin, output: process.stdout, errors: process.stderr }),
};
