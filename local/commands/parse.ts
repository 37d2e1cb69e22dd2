import { parseCommand } from '../parse/parse-command.ts';
import type { Command } from './command.ts';

const help = `Turns log files into the documents that would be indexed, without any server: one JSON document a line on standard
output, in the order of the lines, and a summary on standard error. Gzip and Zstandard are known by their first bytes.

Usage: npx kafkainsight parse [OPTIONS] [FILE...]
       Without FILE, or where it is -, standard input is read.

Options:
  --format FORMAT        apache_common, apache_combined, apache_error, rfc3164, rfc5424, json or text.
                         Default: detected from each file's first lines.
  --time-zone ZONE       IANA zone of times that name none, for instance Europe/Zurich. Default: UTC.
  --ignore-offset        The offset (or Z) that times bear is false: they are in the zone above.
  --reference-time TIME  From which missing years are told, ISO 8601, for instance 2026-11-22T10:02:52Z.
                         Default: the file's modification time; for standard input the present.
  -h, --help             This text.

Exit codes: 0 all was read, 1 a file could not be read to its end, 2 called wrongly.

Examples:
  npx kafkainsight parse access.log
  npx kafkainsight parse --format rfc3164 --time-zone Europe/Zurich messages.gz | head
`;

export const parse: Command = {
  help,
  run: (args) => parseCommand(args, { input: process.stdin, output: process.stdout, errors: process.stderr }),
};
