/**
 * `npm run test:mutants [-- FILES...]`: changes the core in 500 ways, one at a time, and says which changes its unit tests do not notice.
 * It may be stopped and continues where it was: only what changed since is asked again.
 */
import { appendFileSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Task } from './child.ts';
import { type ExecutingTest, hashOfFile, hashOfText, linesOf, MAX_PROPERTY_MILLIS, testsOfCore } from './coverage.ts';
import { type Mutant, mutantsOf } from './mutations.ts';
import { passes } from './passes.ts';

const SAMPLE = 500;
const SEED = 17;
/** So many test files are loaded at first, and then all others: the first kill most. */
const FIRST_TESTS = 3;
/** The longest takes 5 of them as it is. */
const MAX_TEST_SECONDS = 12;
const LEAST_KILLED = 0.9;
const RESULTS = 'node_modules/.cache/mutants.jsonl';
/** Loading the core takes half the time with it. */
const COMPILED = 'node_modules/.cache/mutants-compiled';

interface Result {
  readonly name: string;
  /** Of the file that was changed and, where it survived, of the tests that execute it. */
  readonly hash: string;
  readonly isKilled: boolean;
}

/** Those that came through, each with the reason why no test is to notice it: they count as survivors, and are not asked again. */
const explained = JSON.parse(readFileSync(path.join(import.meta.dirname, 'survivors.json'), 'utf8')) as Record<
  string,
  string
>;

/** The mutants with the least hashes: an edit changes the sample only by the mutants of the edited lines. */
function sample(): Mutant[] {
  const files = globSync('core/**/*.ts').filter((file) => !file.endsWith('.test.ts'));
  const mutants = files.flatMap((file) => mutantsOf(file, readFileSync(file, 'utf8')));
  const ordered = mutants.map((mutant) => ({ mutant, order: hashOfText(`${SEED} ${mutant.name}`) }));
  ordered.sort((one, other) => (one.order < other.order ? -1 : 1));
  return ordered.slice(0, SAMPLE).map(({ mutant }) => mutant);
}

function hashOfFiles(files: readonly string[]): string {
  return hashOfText(files.map(hashOfFile).join());
}

function hashOfSurvivor({ file }: Mutant, tests: readonly ExecutingTest[]): string {
  return hashOfFiles([file, ...tests.map(({ test }) => test)]);
}

function main(chosen: readonly string[]): void {
  const mutants = sample().filter(({ file }) => chosen.length === 0 || chosen.includes(file));
  const kept = linesOf(RESULTS).map((line) => JSON.parse(line) as Result);
  const known = new Map(kept.map((result) => [result.name, result]));
  const testsOf = testsOfCore(SEED);
  const results = mutants.map((mutant) => {
    const result = known.get(mutant.name);
    if (mutant.name in explained) return { name: mutant.name, hash: '', isKilled: false };
    if (result?.isKilled === true && result.hash === hashOfFiles([mutant.file])) return result;
    const tests = testsOf(mutant);
    return result?.hash === hashOfSurvivor(mutant, tests) ? result : judge(mutant, tests);
  });
  report(results);
}

function judge(mutant: Mutant, tests: readonly ExecutingTest[]): Result {
  const short = tests.filter(({ countsRuns }) => !countsRuns).map(({ test }) => test);
  const whole = tests.filter(({ countsRuns }) => countsRuns).map(({ test }) => test);
  const settings = { mutant, seed: SEED, maxTestSeconds: MAX_TEST_SECONDS };
  const tasks: readonly Task[] = [
    { ...settings, tests: short.slice(0, FIRST_TESTS), maxPropertyMillis: MAX_PROPERTY_MILLIS },
    { ...settings, tests: short.slice(FIRST_TESTS), maxPropertyMillis: MAX_PROPERTY_MILLIS },
    { ...settings, tests: whole },
  ];
  const isKilled = tasks.some((task) => !passes(task, { NODE_COMPILE_CACHE: COMPILED }));
  const hash = isKilled ? hashOfFiles([mutant.file]) : hashOfSurvivor(mutant, tests);
  const result = { name: mutant.name, hash, isKilled };
  appendFileSync(RESULTS, `${JSON.stringify(result)}\n`);
  console.log(`${isKilled ? 'killed' : `SURVIVED ${tests.length} test files:`} ${mutant.name}`);
  return result;
}

function report(results: readonly Result[]): void {
  const survivors = results.filter(({ isKilled }) => !isKilled).map(({ name }) => name);
  const killed = results.length - survivors.length;
  console.log(`\n${killed} of ${results.length} killed, ${((killed / results.length) * 100).toFixed(1)} %.`);
  const unexplained = survivors.filter((name) => !(name in explained));
  for (const name of unexplained) console.log(`survived, and survivors.json has no reason: ${name}`);
  if (unexplained.length > 0 || killed < LEAST_KILLED * results.length) process.exitCode = 1;
}

main(process.argv.slice(2));
