import type { Command } from '../command.ts';
import { detectCommand } from '../detect/detect-command.ts';
import type { Manual } from '../manual.ts';

const manual: Manual = {
  about:
    'Detects the format of a log file from its first 64 KiB, what its lines are wrapped in (syslog, a container, a collector), and how many of them fit. Shows the documents of the first three, and the entry for `sources` that declares the format. Compressed files need not be decompressed.',
  usage: ['npx kafkainsight detect FILE...'],
  arguments: { FILE: 'A log file, or - for standard input.' },
  options: {},
  afterwards: 'Exit codes: 0 all files were read, 1 a file could not be read, 2 called incorrectly.',
  examples: ['npx kafkainsight detect access.log', 'kubectl logs deploy/web | npx kafkainsight detect -'],
};

export const detect: Command = {
  manual,
  run: (args) => detectCommand(args, { input: process.stdin, output: process.stdout, errors: process.stderr }),
};
