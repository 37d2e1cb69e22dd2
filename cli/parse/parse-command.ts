import type { Readable, Writable } from 'node:stream';
import * as v from 'valibot';
import { networkFile } from '../../adapters/networks/network-file.ts';
import { networkTableLoader } from '../../adapters/networks/network-table.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { formatSchema, type Source } from '../../core/files/sources.ts';
import { type FormatChoice, formatNames } from '../../core/format-table.ts';
import type { NetworkTable } from '../../core/networks/network-table.ts';
import type { Site } from '../../core/site/site.ts';
import { isTimeZone } from '../../core/time/zone.ts';
import { grouped } from '../../core/wording.ts';
import { isBreak } from '../../lambdas/ingest/layers/breaks.ts';
import { table } from '../../local/runner/progress.ts';
import { readSiteFile } from '../../local/runner/site-file.ts';
import { describeError, type ExitCode, readArguments, timeOption } from '../command.ts';
import type { DocumentedOptions } from '../manual.ts';
import { didYouMean } from '../nearest.ts';
import { DocumentOutput } from './document-output.ts';
import { type Input, openFile, openStream, STANDARD_INPUT } from './input.ts';
import { parseFile, type ParseResult } from './parse-file.ts';

/** The streams of a process. */
export interface ParseStreams {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
}

/** What the arguments say. */
interface ParseOptions {
  readonly files: readonly string[];
  readonly source: Source;
  readonly referenceMillis?: number;
  /** Whether documents are enriched (docs/enrichment.md). */
  readonly isEnriched: boolean;
  /** What logs do not say about the site; absent where nothing is known of it. */
  readonly site?: Site | undefined;
}

/**
 * `kafkainsight parse`: writes the documents of the files (of the input where there are none) to the output, and a summary
 * to the errors. A file that cannot be read, or only in part, is reported and the others continue: the exit code is then 1.
 *
 * @throws KafkaInsightError USAGE_INVALID, FORMAT_UNKNOWN, CONFIGURATION_INVALID where the format is a layout with problems or the site is
 * invalid, TIME_ZONE_UNKNOWN, FILE_NOT_FOUND or FILE_UNREADABLE where the site's file is
 */
export async function parseCommand(args: readonly string[], streams: ParseStreams): Promise<ExitCode> {
  const options = readOptions(args);
  const output = new DocumentOutput(streams.output);
  const rows: string[][] = [['file', 'lines', 'format', 'unparsed', 'seconds']];
  const notes: string[] = [];
  let exitCode: ExitCode = 0;
  const report = (error: unknown): void => {
    streams.errors.write(describeError(error, 'parse'));
    exitCode = 1;
  };
  for (const path of options.files) {
    if (output.isClosed) break;
    const startMillis = performance.now();
    try {
      const input = path === STANDARD_INPUT ? openStream(streams.input) : await openFile(path);
      const result = await parseInput(path, input, options, output);
      rows.push(summaryRow(path, result, performance.now() - startMillis));
      if (result.unread !== undefined)
        notes.push(`${nameOf(path)}: no format accepts most of its lines; ${result.unread}.\n`);
      if (result.untimed !== undefined) notes.push(`${nameOf(path)}: ${result.untimed}.\n`);
      if (result.failure !== undefined) report(withName(path, result.failure));
    } catch (error) {
      report(error);
    }
  }
  if (rows.length > 1) streams.errors.write(table(rows));
  for (const note of notes) streams.errors.write(note);
  return exitCode;
}

async function parseInput(
  path: string,
  input: Input,
  { source, referenceMillis, isEnriched, site }: ParseOptions,
  output: DocumentOutput,
): Promise<ParseResult> {
  const nowMillis = Date.now();
  return parseFile(
    {
      path,
      content: input.content,
      referenceMillis: referenceMillis ?? input.modifiedMillis ?? nowMillis,
      ingestedMillis: nowMillis,
      source,
      site,
      isEnriched,
      ...(isEnriched && { networks }),
    },
    output,
  );
}

/** Packed and read only where a file has an address: that takes seconds the first time. */
const networks = (): NetworkTable => (networkTable ??= networkTableLoader(networkFile()))();
let networkTable: (() => NetworkTable) | undefined;

/** Of several files the error has to say which; those of opening and reading do. */
function withName(path: string, error: unknown): unknown {
  if (!isBreak(error)) return error;
  return new KafkaInsightError(error.code, `${nameOf(path)}: ${error.message}`, { cause: error });
}

function nameOf(path: string): string {
  return path === STANDARD_INPUT ? 'standard input' : path;
}

function summaryRow(path: string, { lines, format, unparsed }: ParseResult, millis: number): string[] {
  return [nameOf(path), grouped(lines), format, grouped(unparsed), (millis / 1_000).toFixed(1)];
}

/** The options of `kafkainsight parse`. */
export const parseOptions = {
  format: {
    type: 'string',
    value: 'FORMAT',
    help: `What the lines are: one of ${formatNames.length} names, such as apache_combined, nginx_main, rfc5424 or json (docs/formats.md lists them), or a layout, such as '{"nginx":"$remote_addr $request"}'.`,
    shownDefault: "detected from each file's first lines",
  },
  'time-zone': {
    type: 'string',
    value: 'ZONE',
    help: 'IANA zone of times that name none, such as Europe/Zurich.',
    shownDefault: 'UTC',
  },
  site: {
    type: 'string',
    value: 'FILE',
    help: 'Settings of the site that logs do not contain, as JSON such as local/site.json: requests that are sign-ins, internal networks.',
  },
  'no-enrichment': {
    type: 'boolean',
    help: 'Write only what the lines contain and where they are: do not name the version of the file, parse user agents, locate addresses, look for attacks, or compute patterns of messages and domains of referrers (docs/enrichment.md).',
  },
  'ignore-offset': {
    type: 'boolean',
    help: 'The offset (or Z) of the times is false: ignore it, and read them in the zone above.',
  },
  'reference-time': {
    type: 'string',
    value: 'TIME',
    help: 'Infer missing years from this time, ISO 8601, such as 2026-11-22T10:02:52Z.',
    shownDefault: "the file's modification time; for standard input, now",
  },
} as const satisfies DocumentedOptions;

function readOptions(args: readonly string[]): ParseOptions {
  const { values, positionals } = readArguments(args, parseOptions, Infinity);
  const { format, 'time-zone': timeZone, 'ignore-offset': ignoreOffset, 'reference-time': referenceTime } = values;
  return {
    files: positionals.length === 0 ? [STANDARD_INPUT] : positionals,
    source: {
      prefix: '',
      ...(format === undefined ? {} : { format: readFormat(format) }),
      ...(timeZone === undefined ? {} : { timeZone: readTimeZone(timeZone) }),
      ...(ignoreOffset === undefined ? {} : { ignoreOffset }),
    },
    isEnriched: values['no-enrichment'] !== true,
    ...(values.site === undefined ? {} : { site: readSiteFile(values.site, true) }),
    ...(referenceTime === undefined ? {} : { referenceMillis: timeOption('reference-time', referenceTime) }),
  };
}

function readFormat(text: string): FormatChoice {
  const choice = text.startsWith('{') ? parsedJson(text) : text;
  const result = v.safeParse(formatSchema, choice);
  if (result.success) return result.output;
  if (text.startsWith('{') && choice === text) {
    throw new KafkaInsightError(
      'CONFIGURATION_INVALID',
      `--format is ${text}, which is not valid JSON. Write a layout in double quotes, and put single quotes around the whole of it: '{"nginx":"$remote_addr $request"}'.`,
    );
  }
  if (typeof choice === 'string') {
    throw new KafkaInsightError(
      'FORMAT_UNKNOWN',
      `--format is ${JSON.stringify(text)}.${didYouMean(text, formatNames)} It must be one of ${formatNames.join(', ')}, or a layout; leave it out to have it detected.`,
    );
  }
  const problems = result.issues.map(({ message }) => `- ${message}`);
  throw new KafkaInsightError('CONFIGURATION_INVALID', `--format is not a valid layout:\n${problems.join('\n')}`);
}

/** The value of a JSON text, or the text where it is none. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function readTimeZone(text: string): string {
  if (isTimeZone(text)) return text;
  throw new KafkaInsightError(
    'TIME_ZONE_UNKNOWN',
    `--time-zone is ${JSON.stringify(text)}. It must be an IANA name such as Europe/Zurich or UTC.`,
  );
}
