import { parseArgs, type ParseArgsConfig } from 'node:util';
import { type ErrorCode, KafkaInsightError } from '../../pipeline/errors.ts';

/** What a command ends with: 0 it is done, 1 it failed or found differences, 2 it was called wrongly. */
export type ExitCode = 0 | 1 | 2;

/** One command of `kafkainsight`. */
export interface Command {
  /** All that `--help` prints: usage, options with their defaults and units, examples. */
  readonly help: string;
  /** Does the work. `--help` never reaches it. Errors: KafkaInsightError. */
  run(args: readonly string[]): Promise<ExitCode>;
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Arguments<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true }>
>;

/**
 * Reads a command's arguments with node:util's parseArgs.
 * Errors: USAGE_INVALID, in parseArgs' own words.
 */
export function readArguments<const T extends Options>(args: readonly string[], options: T): Arguments<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw usageError(cause instanceof Error ? cause.message : 'The arguments cannot be read.', cause);
  }
}

/** An error in how a command was called. */
export function usageError(message: string, cause?: unknown): KafkaInsightError {
  return new KafkaInsightError('USAGE_INVALID', message, { cause });
}

/** Reads a number that an option gives. Errors: USAGE_INVALID. */
export function numberOption(
  name: string,
  text: string,
  range: { readonly from: number; readonly to: number },
): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isInteger(number) && number >= range.from && number <= range.to) return number;
  throw usageError(`--${name} is ${text}. It must be a whole number from ${range.from} to ${range.to}.`);
}

/** Codes of errors that lie in how the command was called. */
const usageCodes: ReadonlySet<ErrorCode> = new Set([
  'USAGE_INVALID',
  'CONFIGURATION_INVALID',
  'FORMAT_UNKNOWN',
  'TIME_ZONE_UNKNOWN',
]);

/** The exit code that an error ends a command with. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof KafkaInsightError && usageCodes.has(error.code) ? 2 : 1;
}

/**
 * An error as a person reads it: its code, and a message that says what to do next; of a bug also where it is.
 *
 * @param command empty where the command is not known
 */
export function describeError(error: unknown, command: string): string {
  const name = command === '' ? 'kafkainsight' : `kafkainsight ${command}`;
  if (!(error instanceof KafkaInsightError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${name}: unexpected error, which is a bug of KafkaInsight. Please report it with this text:\n${stack}\n`;
  }
  const more = exitCodeOf(error) === 2 ? `\nSee \`npx ${name} --help\`.` : '';
  return `${name}: ${error.code}\n${error.message}${more}\n`;
}
