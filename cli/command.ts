import { accessSync, constants, existsSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { type ErrorCode, KafkaInsightError } from '../core/errors.ts';
import type { Manual } from './manual.ts';
import { didYouMean } from './nearest.ts';

/** What a command ends with: 0 it is done, 1 it failed or found differences, 2 it was called wrongly. */
export type ExitCode = 0 | 1 | 2;

/** One command of `kafkainsight`. */
export interface Command {
  /** What `--help` prints. */
  readonly manual: Manual;
  /** Does the work. `--help` never reaches it. Errors: KafkaInsightError. */
  run(args: readonly string[]): Promise<ExitCode>;
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Strict<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true }>
>;
/** What a command was called with. */
export interface Arguments<T extends Options> {
  readonly values: Strict<T>['values'];
  readonly positionals: readonly string[];
  /** The options that were given, without those that have their default. */
  readonly given: ReadonlySet<string>;
}

/**
 * Reads a command's arguments with node:util's parseArgs. Errors: USAGE_INVALID, naming every problem of {@link checkArguments}.
 *
 * @param mostPositionals how many arguments the command takes beside its options
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
 * As {@link readArguments}, for a command that has more to find fault with: every option that there is not, or that lacks its
 * value, every argument too many, and every option that npm did not hand on, in a sentence each.
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
    // what strict parsing would have refused is among the problems
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
  const most = mostPositionals === 0 ? 'none' : `at most ${mostPositionals}`;
  return `${text} is not an option, and of other arguments this command takes ${most}.`;
}

/** Names that npm has, too; it sets the variables of these itself. */
const NPM_OPTIONS: ReadonlySet<string> = new Set(['prefix']);

/**
 * The options that `npm start --fresh` means for us: without `--` in front npm keeps them to itself, and tells a script of them by
 * variables alone (docs.npmjs.com, "npm run", and "scripts", environment).
 *
 * @param script what the command is called; npm must be running the script of that name
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

/** Refuses options that would have no effect beside another. Errors: USAGE_INVALID. */
export function refuseBeside(given: ReadonlySet<string>, option: string, others: readonly string[]): void {
  const useless = given.has(option) ? others.filter((other) => given.has(other)) : [];
  if (useless.length === 0) return;
  const names = useless.map((other) => `--${other}`).join(' and ');
  throw usageError(`${names} would change nothing beside --${option}. Leave out one or the other.`);
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
  const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (number >= range.from && number <= range.to) return number;
  throw usageError(`--${name} is ${text}. It must be a whole number from ${range.from} to ${range.to}.`);
}

/** Reads one of the words that an option knows. Errors: USAGE_INVALID. */
export function wordOption<const Word extends string>(name: string, text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw usageError(`--${name} is ${text}.${didYouMean(text, words)} It must be ${words.join(' or ')}.`);
}

/**
 * Checks a folder that an option names; it need not be there yet.
 * Errors: USAGE_INVALID where a file is in its place, or it may not be used.
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
      `--${name} is ${folder}, and you may not ${use} there. Change the rights of ${existing}, or name another folder.`,
      cause,
    );
  }
  if (!isThere) requireRoom(name, folder, existing);
}

/** Some folders take no other whatever their rights say, such as /proc, where making several at once never ends. */
function requireRoom(name: string, folder: string, existing: string): void {
  try {
    rmdirSync(mkdtempSync(join(existing, '.kafkainsight-')));
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw usageError(
      `--${name} is ${folder}, and no folder can be made in ${existing} (${reason}). Name another folder.`,
      cause,
    );
  }
}

const ISO_TIME = /^(?<day>\d{4}-\d\d-\d\d)(?<time>T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(?<offset>Z|[+-]\d\d:\d\d)?$/;

/** Reads a day or a moment of ISO 8601, in UTC where it names no offset, as epoch milliseconds; any other text is undefined. */
export function readTime(text: string): number | undefined {
  const { day = '', time = 'T00:00', offset = 'Z' } = ISO_TIME.exec(text)?.groups ?? {};
  const millis = Date.parse(day + time + offset);
  // Date takes 30 February for 1 March.
  const midnight = new Date(`${day}T00:00Z`);
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  return exists && !Number.isNaN(millis) ? millis : undefined;
}

/** Reads a time that an option gives, as {@link readTime} does. Errors: USAGE_INVALID. */
export function timeOption(name: string, text: string): number {
  const millis = readTime(text);
  if (millis !== undefined) return millis;
  throw usageError(`--${name} is ${text}. It must be a time of ISO 8601, such as 2026-11-22 or 2026-11-22T10:00:00Z.`);
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

/** What the system says of a file or a folder, in our words; any other error stays as it is. */
function ownError(error: unknown): unknown {
  if (error instanceof KafkaInsightError || !(error instanceof Error) || !('code' in error)) return error;
  const { code } = error;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  if (code === 'ENOSPC') {
    const where = path === undefined ? '' : ` that ${path} is on`;
    return new KafkaInsightError('DISK_FULL', `The disk${where} is full. Make room there and run the command again.`);
  }
  if (path === undefined || !('syscall' in error)) return error;
  return new KafkaInsightError(
    'FILE_UNREADABLE',
    `${path} cannot be used (${error.message}). Check what is there, and that you may read and write it.`,
  );
}

/**
 * An error as a person reads it: its code, and a message that says what to do next; of a bug also where it is.
 *
 * @param command empty where the command is not known
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
