/** Which unit tests of the core execute what, as V8 counts it: no other test can notice a change. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './mutations.ts';
import { passes } from './passes.ts';

const CACHE = 'node_modules/.cache/mutants-coverage.jsonl';
/** Counting slows the property tests down by a factor of five. */
const MAX_TEST_SECONDS = 300;

/** What one test file executes. Paths are relative to the repository. */
interface Coverage {
  readonly test: string;
  readonly seconds: number;
  /** Of each file that it loads, tests included: what holds while none of them changes. */
  readonly files: readonly { readonly file: string; readonly hash: string; readonly spans: readonly number[] }[];
}

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
 * Runs each test file of the core once, unless it was measured since it last changed, and returns a function that lists the tests that
 * execute a mutant: its file's own tests first, then the fastest first.
 */
export function testsOfCore(seed: number): (mutant: Mutant) => string[] {
  const known = new Map(
    linesOf(CACHE)
      .map((line) => JSON.parse(line) as Coverage)
      .map((one) => [one.test, one]),
  );
  const coverages = globSync('core/**/*.test.ts').map((test) => {
    const coverage = known.get(test);
    return coverage !== undefined && isOfToday(coverage) ? coverage : measure(test, seed);
  });
  return ({ file, start }) => {
    const stem = file.replace(/ts$/, '');
    const isOwn = ({ test }: Coverage): number => Number(test.startsWith(stem));
    const executing = coverages.filter((coverage) => executes(coverage, file, start));
    executing.sort((one, other) => isOwn(other) - isOwn(one) || one.seconds - other.seconds);
    return executing.map(({ test }) => test);
  };
}

/** The lines of a file; none where there is no file. */
export function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

/** Of a text, for comparing. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function isOfToday({ files }: Coverage): boolean {
  return files.every(({ file, hash }) => existsSync(file) && hashOf(readFileSync(file, 'utf8')) === hash);
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
  if (!passes(task, { NODE_V8_COVERAGE: directory })) throw new Error(`${test} fails as it is.`);
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
          hash: hashOf(text),
          spans: spansOf(
            text.length,
            functions.flatMap(({ ranges }) => ranges),
          ),
        },
      ];
    });
  const coverage = { test, seconds, files };
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
