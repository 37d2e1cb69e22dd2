import { accessSync, constants, existsSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { type ErrorCode, KafkaInsightError } from '../core/errors.ts';
import { counted } from '../core/wording.ts';
import type { Manual } from './manual.ts';
import { didYouMean } from './nearest.ts';

/** The exit code of a command: 0 done, 1 it failed or found differences, 2 it was called incorrectly. */
export type ExitCode = 0 | 1 | 2;

/** One command of `kafkainsight`. */
export interface Command {
  /** What `--help` prints. */
  readonly manual: Manual;
  /** Runs the command; never called for `--help`. Errors: KafkaInsightError. */
  run(args: readonly string[]): Promise<ExitCode>;
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Strict<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true }>
>;
/** The parsed arguments of a command. */
export interface Arguments<T extends Options> {
  readonly values: Strict<T>['values'];
  readonly positionals: readonly string[];
  /** The options that were given, without defaults. */
  readonly given: ReadonlySet<string>;
}

/**
 * Reads a command's arguments with node:util's parseArgs. Errors: USAGE_INVALID, naming every problem of {@link checkArguments}.
 *
 * @param mostPositionals how many arguments the command accepts in addition to its options
 */
export function readArguments<const T extends Options>(
  args: readonly string[],
  options: T,
  mostPositionals = 0,
): Arguments<T> {
  const { problems, ...read } = checkArguments(args, options, mostPositionals);
  if (problems.length > 0) throw usageError(problems.join('\n'));
  return read;
}

/**
 * Like {@link readArguments}, for a command that checks more: returns a sentence for every unknown option, missing value, surplus
 * argument, and option that npm did not pass on.
 */
export function checkArguments<const T extends Options>(
  args: readonly string[],
  options: T,
  mostPositionals: number,
): Arguments<T> & { readonly problems: readonly string[] } {
  const config = { args: [...args], options, allowPositionals: true, strict: false, tokens: true } as const;
  const { values, positionals, tokens } = parseArgs(config);
  const given = tokens.filter((token) => token.kind === 'option');
  return {
    // what strict parsing would have rejected is among the problems
    values,
    positionals,
    given: new Set(given.map(({ name }) => name)),
    problems: [
      ...keptByNpm(Object.keys(options), process.env, process.argv[2]),
      ...given.flatMap((token, index) => optionProblems(token, options, given.slice(0, index))),
      ...positionals.slice(mostPositionals).map((text) => surplus(text, mostPositionals)),
    ],
  };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function optionProblems(
  { name, rawName, value, inlineValue }: OptionToken,
  options: Options,
  before: readonly OptionToken[],
): string[] {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) {
    const known = Object.keys(options).map((one) => `--${one}`);
    return [`There is no option ${rawName}.${didYouMean(rawName, known)}`];
  }
  if (option.type === 'boolean') return value === undefined ? [] : [`${rawName} takes no value.`];
  if (value === undefined || value === '') return [`${rawName} needs a value.`];
  if (inlineValue !== true && /^-./.test(value)) {
    return [`${rawName} needs a value. If ${value} is one, write ${rawName}=${value}`];
  }
  const isRepeated = option.multiple !== true && before.some((other) => other.name === name);
  return isRepeated ? [`${rawName} is given twice.`] : [];
}

function surplus(text: string, mostPositionals: number): string {
  const most = mostPositionals === 0 ? 'only options' : `options and at most ${counted(mostPositionals, 'argument')}`;
  return `Unexpected argument ${text}: this command accepts ${most}.`;
}

/** Options that npm has too; it sets their variables itself. */
const NPM_OPTIONS: ReadonlySet<string> = new Set(['prefix']);

/**
 * The options in `npm start --fresh` that are meant for us: without a preceding `--` npm keeps them, and passes them to the script only
 * as variables (docs.npmjs.com, "npm run", and "scripts", environment).
 *
 * @param script the command's name; only applies while npm runs the script of that name
 */
export function keptByNpm(
  names: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  script: string | undefined,
): string[] {
  if (script === undefined || environment['npm_lifecycle_event'] !== script) return [];
  const call = script === 'start' ? 'npm start' : `npm run ${script}`;
  const variable = (name: string): string | undefined => environment[`npm_config_${name.replaceAll('-', '_')}`];
  return names
    .filter((name) => !NPM_OPTIONS.has(name))
    .flatMap((name) => {
      // npm reads --no-story as "story: false", which it writes as an empty text
      const value = variable(name) ?? (name.startsWith('no-') && variable(name.slice(3)) === '' ? 'true' : undefined);
      if (value === undefined || value === '') return [];
      const option = value === 'true' ? `--${name}` : `--${name}=${value}`;
      return [`npm kept ${option} to itself. Write -- in front of the options: ${call} -- ${option}`];
    });
}

/** Rejects options that would have no effect together with another. Errors: USAGE_INVALID. */
export function refuseBeside(given: ReadonlySet<string>, option: string, others: readonly string[]): void {
  const useless = given.has(option) ? others.filter((other) => given.has(other)) : [];
  if (useless.length === 0) return;
  const names = useless.map((other) => `--${other}`).join(' and ');
  throw usageError(`${names} would have no effect together with --${option}. Leave out one of them.`);
}

/** An error in the arguments of a command. */
export function usageError(message: string, cause?: unknown): KafkaInsightError {
  return new KafkaInsightError('USAGE_INVALID', message, { cause });
}

/** Reads an option with a number. Errors: USAGE_INVALID. */
export function numberOption(
  name: string,
  text: string,
  range: { readonly from: number; readonly to: number },
): number {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (number >= range.from && number <= range.to) return number;
  throw usageError(`--${name} is ${text}. It must be a whole number from ${range.from} to ${range.to}.`);
}

/** Reads an option with a closed list of words. Errors: USAGE_INVALID. */
export function wordOption<const Word extends string>(name: string, text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw usageError(`--${name} is ${text}.${didYouMean(text, words)} It must be ${words.join(' or ')}.`);
}

/**
 * Checks a folder that an option names; it need not exist yet. Errors: USAGE_INVALID where a file is in its place, or permissions are
 * missing.
 */
export function checkFolderOption(name: string, folder: string, use: 'read' | 'write'): void {
  let existing = resolve(folder);
  while (!existsSync(existing)) existing = dirname(existing);
  if (!statSync(existing).isDirectory())
    throw usageError(`--${name} is ${folder}. It must be a folder, and ${existing} is a file.`);
  const isThere = existing === resolve(folder);
  try {
    accessSync(existing, constants.X_OK | (use === 'read' && isThere ? constants.R_OK : constants.W_OK));
  } catch (cause) {
    throw usageError(
      `--${name} is ${folder}, and you may not ${use} there. Change the permissions of ${existing}, or name another folder.`,
      cause,
    );
  }
  if (!isThere) requireRoom(name, folder, existing);
}

/** Some folders accept no subfolder whatever their permissions say, such as /proc, where a recursive mkdir never returns. */
function requireRoom(name: string, folder: string, existing: string): void {
  try {
    rmdirSync(mkdtempSync(join(existing, '.kafkainsight-')));
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw usageError(
      `--${name} is ${folder}, and no folder can be created in ${existing} (${reason}). Name another folder.`,
      cause,
    );
  }
}

const ISO_TIME = /^(?<day>\d{4}-\d\d-\d\d)(?<time>T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(?<offset>Z|[+-]\d\d:\d\d)?$/;

/** Reads a day or a time in ISO 8601, UTC without an offset, as epoch milliseconds; undefined for any other text. */
export function readTime(text: string): number | undefined {
  const { day = '', time = 'T00:00', offset = 'Z' } = ISO_TIME.exec(text)?.groups ?? {};
  const millis = Date.parse(day + time + offset);
  // Date reads 30 February as 1 March.
  const midnight = new Date(`${day}T00:00Z`);
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  return exists && !Number.isNaN(millis) ? millis : undefined;
}

/** Reads an option with a time, see {@link readTime}. Errors: USAGE_INVALID. */
export function timeOption(name: string, text: string): number {
  const millis = readTime(text);
  if (millis !== undefined) return millis;
  throw usageError(`--${name} is ${text}. It must be a time in ISO 8601, such as 2026-11-22 or 2026-11-22T10:00:00Z.`);
}

/** Codes of errors in the command's arguments. */
const usageCodes: ReadonlySet<ErrorCode> = new Set([
  'USAGE_INVALID',
  'CONFIGURATION_INVALID',
  'FORMAT_UNKNOWN',
  'TIME_ZONE_UNKNOWN',
]);

/** The exit code for an error. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof KafkaInsightError && usageCodes.has(error.code) ? 2 : 1;
}

/** Converts an error of the file system; others stay unchanged. */
function ownError(error: unknown): unknown {
  if (error instanceof KafkaInsightError || !(error instanceof Error) || !('code' in error)) return error;
  const { code } = error;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  if (code === 'ENOSPC') {
    const where = path === undefined ? '' : ` that ${path} is on`;
    return new KafkaInsightError(
      'DISK_FULL',
      `The disk${where} is full. Free some space there and run the command again.`,
    );
  }
  if (path === undefined || !('syscall' in error)) return error;
  return new KafkaInsightError(
    'FILE_UNREADABLE',
    `${path} cannot be used (${error.message}). Check what is there, and that you may read and write it.`,
  );
}

/**
 * An error for a person: its code, and a message that says what to do next; for a bug also its stack.
 *
 * @param command empty where the command is unknown
 */
export function describeError(error: unknown, command: string): string {
  const name = command === '' ? 'kafkainsight' : `kafkainsight ${command}`;
  const own = ownError(error);
  if (!(own instanceof KafkaInsightError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${name}: unexpected error, which is a bug of KafkaInsight. Please report it with this text:\n${stack}\n`;
  }
  const more = exitCodeOf(own) === 2 ? `\nSee \`npx ${name} --help\`.` : '';
  return `${name}: ${own.code}\n${own.message}${more}\n`;
}
