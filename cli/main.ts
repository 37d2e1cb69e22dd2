import { KafkaInsightError } from '../core/errors.ts';
import { print, printError } from '../local/terminal.ts';
import { describeError, type ExitCode, exitCodeOf, usageError } from './command.ts';
import { commands } from './commands.ts';
import { helpText } from './manual.ts';
import { didYouMean } from './nearest.ts';

const isHelp = (argument: string): boolean => argument === '--help' || argument === '-h';

function overview(): string {
  const width = Math.max(...Array.from(commands.keys(), (name) => name.length));
  const list = Array.from(commands, ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `Brings logs from many systems into Kafka, from there into a search engine, and onto dashboards as they arrive.

Usage: npx kafkainsight COMMAND [OPTIONS]

${list.join('\n')}

npx kafkainsight COMMAND --help shows its options; --version prints the version.
Exit codes: 0 done, 1 failed or differences found, 2 called incorrectly.
`;
}

async function main([name = '--help', ...args]: readonly string[]): Promise<ExitCode> {
  if (isHelp(name) || (name === 'help' && args.length === 0)) {
    print(overview());
    return 0;
  }
  const entry = commands.get(name);
  if (entry === undefined)
    throw usageError(
      `There is no command ${name}.${didYouMean(name, commands.keys())} The commands are ${[...commands.keys()].join(', ')}.`,
    );
  const command = await entry.load();
  const end = args.indexOf('--');
  if (!args.slice(0, end === -1 ? undefined : end).some(isHelp)) return command.run(args);
  print(helpText(command.manual));
  return 0;
}

const args = process.argv.slice(2);
const commandName = commands.has(args[0] ?? '') ? (args[0] ?? '') : '';

// A reader that closes the pipe (`| head`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  if (error.code !== 'ENOSPC') throw error;
  const message = 'The disk that the output goes to is full. Make room there and run the command again.';
  printError(describeError(new KafkaInsightError('DISK_FULL', message, { cause: error }), commandName));
  process.exit(1);
});

try {
  process.exitCode = await main(args);
} catch (error) {
  printError(describeError(error, commandName));
  process.exitCode = exitCodeOf(error);
}
// The functions keep their connections open, as in Lambda: only this ends the process.
process.stdout.write('', () => process.exit());
