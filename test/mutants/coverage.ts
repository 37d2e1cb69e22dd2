/** Which unit tests of the core, and of the dashboards that are made of it, execute what, as V8 counts it: no other test can notice a change. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './mutations.ts';
import { passes } from './passes.ts';

const CACHE = 'node_modules/.cache/mutants-coverage.jsonl';
const MAX_TEST_SECONDS = 300;
/** What the first runs of a property do not find is left to it. Counting makes them slower by a factor of five: there is time to spare without. */
export const MAX_PROPERTY_MILLIS = 200;

/** What one test file executes. Paths are relative to the repository. */
interface Coverage {
  readonly test: string;
  readonly seconds: number;
  /** Whether it says of its properties how often they ran at least, so that they cannot be cut short. */
  readonly countsRuns: boolean;
  /** The files that it loads, itself included, and of each the executed characters: start, end, start, end ... */
  readonly files: readonly { readonly file: string; readonly hash: string; readonly spans: readonly number[] }[];
}

export type ExecutingTest = Pick<Coverage, 'test' | 'countsRuns'>;

/** V8's own form, as far as it is used (nodejs.org/api/cli.html#node_v8_coveragedir). A range inside another one counts in its place. */
interface Report {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly Range[] }[];
  }[];
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/**
 * Returns a function that lists the tests that execute a mutant: its file's own tests first, then examples of its folder, then other examples,
 * then properties; of each the fastest first. What a test executes of a file is measured again only once one of the two has changed.
 */
export function testsOfCore(seed: number): (mutant: Mutant) => ExecutingTest[] {
  const kept = linesOf(CACHE).map((line) => JSON.parse(line) as Coverage);
  const known = new Map(kept.map((coverage) => [coverage.test, coverage]));
  const tests = globSync('{core,dashboards}/**/*.test.ts');
  const coverageOf = (test: string, file: string): Coverage => {
    const last = known.get(test);
    if (last !== undefined && isOfToday(last, test) && isOfToday(last, file)) return last;
    const coverage = measure(test, seed);
    known.set(test, coverage);
    return coverage;
  };
  return ({ file, start }) => {
    const stem = file.replace(/ts$/, '');
    const distance = ({ test }: Coverage): number => {
      if (test.startsWith(stem)) return 0;
      if (test.endsWith('.property.test.ts')) return 3;
      return path.dirname(test) === path.dirname(file) ? 1 : 2;
    };
    const executing = tests.map((test) => coverageOf(test, file)).filter((coverage) => executes(coverage, file, start));
    executing.sort((one, other) => distance(one) - distance(other) || one.seconds - other.seconds);
    return executing;
  };
}

/** The lines of a file; none where there is no file. */
export function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

const hashes = new Map<string, string>();

/** Of a file's text, which does not change during a run. */
export function hashOfFile(file: string): string {
  const hash = hashes.get(file) ?? hashOfText(readFileSync(file, 'utf8'));
  hashes.set(file, hash);
  return hash;
}

/** Of a text, for comparing. */
export function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function isOfToday({ files }: Coverage, file: string): boolean {
  const { hash } = files.find((one) => one.file === file) ?? {};
  return hash === undefined || hash === hashOfFile(file);
}

/** The character before counts, too: `&&` belongs to what it guards, which a change of `&&` may execute. */
function executes({ files }: Coverage, file: string, start: number): boolean {
  const spans = files.find((one) => one.file === file)?.spans ?? [];
  return spans.some((from, index) => index % 2 === 0 && from <= start && start - 1 < (spans[index + 1] ?? 0));
}

function measure(test: string, seed: number): Coverage {
  const directory = mkdtempSync(path.join(tmpdir(), 'mutants-'));
  const begin = performance.now();
  const task = { tests: [test], seed, maxTestSeconds: MAX_TEST_SECONDS };
  const counted = { NODE_V8_COVERAGE: directory };
  const countsRuns = !passes({ ...task, maxPropertyMillis: MAX_PROPERTY_MILLIS }, counted);
  if (countsRuns) {
    // what it executed until its time was up is not what it executes
    rmSync(directory, { recursive: true });
    if (!passes(task, counted)) throw new Error(`${test} fails as it is.`);
  }
  const seconds = (performance.now() - begin) / 1000;
  const reports = globSync(`${directory}/*.json`).map((file) => JSON.parse(readFileSync(file, 'utf8')) as Report);
  rmSync(directory, { recursive: true });
  const files = reports
    .flatMap(({ result }) => result)
    .flatMap(({ url, functions }) => {
      const file = url.startsWith('file:') ? path.relative('.', fileURLToPath(url)) : '..';
      if (file.startsWith('..') || file.startsWith('node_modules') || !file.endsWith('.ts')) return [];
      const text = readFileSync(file, 'utf8');
      return [
        {
          file,
          hash: hashOfText(text),
          spans: spansOf(
            text.length,
            functions.flatMap(({ ranges }) => ranges),
          ),
        },
      ];
    });
  const coverage = { test, seconds, countsRuns, files };
  mkdirSync(path.dirname(CACHE), { recursive: true });
  appendFileSync(CACHE, `${JSON.stringify(coverage)}\n`);
  return coverage;
}

/** Returns starts and ends of what was executed: of the ranges that hold a character, the narrowest says it. */
function spansOf(characters: number, ranges: readonly Range[]): number[] {
  const executed = new Uint8Array(characters + 1);
  const length = ({ startOffset, endOffset }: Range): number => endOffset - startOffset;
  for (const range of ranges.toSorted((one, other) => length(other) - length(one))) {
    executed.fill(range.count > 0 ? 1 : 0, range.startOffset, Math.min(range.endOffset, characters));
  }
  return [...executed.keys()].filter((index) => executed[index] !== (executed[index - 1] ?? 0));
}
