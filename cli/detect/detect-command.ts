import type { Readable, Writable } from 'node:stream';
import { KafkaInsightError } from '../../core/errors.ts';
import { MAX_LINE_BYTES } from '../../core/limits.ts';
import { describeError, type ExitCode, readArguments, usageError } from '../command.ts';
import { type FileBeginning, readBeginning } from '../parse/beginning.ts';
import { type Input, openFile, openStream, STANDARD_INPUT } from '../parse/input.ts';
import { reportText } from './report.ts';
import { survey } from './survey.ts';

/** The streams of a process. */
interface DetectStreams {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
}

/**
 * `kafkainsight detect`: says of each file what it is. A file that cannot be read is reported and the others continue: the exit code is then 1.
 *
 * @throws KafkaInsightError USAGE_INVALID
 */
export async function detectCommand(
  args: readonly string[],
  { input, output, errors }: DetectStreams,
): Promise<ExitCode> {
  const { positionals: files } = readArguments(args, {}, Infinity);
  if (files.length === 0) throw usageError('Name the file to look at, or - for standard input.');
  const reports: string[] = [];
  let exitCode: ExitCode = 0;
  const report = (error: unknown): void => {
    errors.write(describeError(error, 'detect'));
    exitCode = 1;
  };
  for (const path of files) {
    try {
      const file = path === STANDARD_INPUT ? openStream(input) : await openFile(path);
      const beginning = await beginningOf(file);
      if (beginning.failure !== undefined) report(beginning.failure);
      if (beginning.failure !== undefined && beginning.bytes.length === 0) continue;
      const found = survey(path, beginning, file.modifiedMillis ?? Date.now());
      if (found.events === 0 && found.isCut) report(lineTooLong(path));
      else reports.push(reportText(path, found));
    } catch (error) {
      report(error);
    }
  }
  output.write(reports.join('\n'));
  return exitCode;
}

async function beginningOf({ content }: Input): Promise<FileBeginning> {
  const chunks = content[Symbol.asyncIterator]();
  const beginning = await readBeginning(chunks, MAX_LINE_BYTES);
  await chunks.return?.();
  return beginning;
}

function lineTooLong(path: string): KafkaInsightError {
  const name = path === STANDARD_INPUT ? 'standard input' : path;
  return new KafkaInsightError(
    'LINE_TOO_LONG',
    `The first line of ${name} is longer than 512 KiB, so its format cannot be detected: it is cut there when it is ingested, and holds no events that could be read one by one. Lines that follow it are read. Look at these: pass what \`tail -n +2\` prints to \`detect -\`.`,
  );
}
