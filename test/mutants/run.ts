/**
 * `npm run test:mutants [-- FILES...]`: changes the core in 500 ways, one at a time, and says which changes its unit tests do not notice.
 * It may be stopped and goes on where it was; survivors, and mutants of files that changed since, are asked again.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Task } from './child.ts';
import { testsOfCore } from './importers.ts';
import { type Mutant, mutantsOf } from './mutations.ts';

const SAMPLE = 500;
const SEED = 17;
const NEAR_TESTS = 4;
const LEAST_KILLED = 0.9;
/** For a mutant that never stops waiting; child.ts ends one that never stops computing. */
const MAX_MILLIS = 600_000;
const RESULTS = 'node_modules/.cache/mutants.jsonl';

interface Result {
  readonly name: string;
  /** Of the file that was changed. */
  readonly hash: string;
  readonly isKilled: boolean;
}

/** Those that came through, each with the reason why no test is to notice it. */
const explained = JSON.parse(readFileSync(path.join(import.meta.dirname, 'survivors.json'), 'utf8')) as Record<
  string,
  string
>;
const testsOf = testsOfCore();
const hashes = new Map<string, string>();

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The mutants with the least hashes: an edit changes the sample by the mutants of its own lines alone. */
function sample(): Mutant[] {
  const files = globSync('core/**/*.ts').filter((file) => !file.endsWith('.test.ts'));
  const mutants = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    hashes.set(file, hashOf(text));
    return mutantsOf(file, text);
  });
  const ordered = mutants.map((mutant) => ({ mutant, order: hashOf(`${SEED} ${mutant.name}`) }));
  ordered.sort((one, other) => (one.order < other.order ? -1 : 1));
  return ordered.slice(0, SAMPLE).map(({ mutant }) => mutant);
}

function knownResults(): Map<string, Result> {
  const lines = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8').trim().split('\n') : [];
  return new Map(lines.map((line) => JSON.parse(line) as Result).map((result) => [result.name, result]));
}

/** Whether all tests pass. A process that is killed, or runs out of memory, does not. */
function passes(task: Task): boolean {
  if (task.tests.length === 0) return true;
  const child = ['--max-old-space-size=1024', path.join(import.meta.dirname, 'child.ts'), JSON.stringify(task)];
  const { status, signal } = spawnSync(process.execPath, child, { stdio: 'ignore', timeout: MAX_MILLIS });
  if (signal === 'SIGINT') process.exit(1);
  return status === 0;
}

function main(chosen: readonly string[]): void {
  const mutants = sample().filter(({ file }) => chosen.length === 0 || chosen.includes(file));
  const results = knownResults();
  const isKnown = ({ name, file }: Mutant): boolean => results.get(name)?.hash === hashes.get(file);
  const isKilled = (mutant: Mutant): boolean => isKnown(mutant) && results.get(mutant.name)?.isKilled === true;
  const fresh = mutants.filter((mutant) => !isKnown(mutant));
  const survived = mutants.filter((mutant) => isKnown(mutant) && !isKilled(mutant));
  if (results.size === 0 && !passes({ tests: globSync('core/**/*.test.ts'), seed: SEED })) {
    throw new Error('Tests of the core fail as it is: see `npm test -- core`.');
  }
  mkdirSync(path.dirname(RESULTS), { recursive: true });
  const judge = (mutant: Mutant, killed: boolean): void => {
    const result = { name: mutant.name, hash: hashes.get(mutant.file) ?? '', isKilled: killed };
    results.set(mutant.name, result);
    appendFileSync(RESULTS, `${JSON.stringify(result)}\n`);
    console.log(`${killed ? 'killed' : 'SURVIVED'} ${mutant.name}`);
  };
  // most are killed by the tests next to them, in a fraction of a second; all tests are for the others, later
  const isKilledNear = (mutant: Mutant): boolean =>
    !passes({ mutant, tests: testsOf(mutant.file).slice(0, NEAR_TESTS), seed: SEED });
  const left = fresh.filter((mutant) => {
    const killed = isKilledNear(mutant);
    if (killed) judge(mutant, true);
    return !killed;
  });
  console.log(`${left.length} of ${fresh.length} are left for all tests.`);
  for (const mutant of [...left, ...survived]) {
    judge(mutant, !passes({ mutant, tests: testsOf(mutant.file), seed: SEED }));
  }
  report(mutants, isKilled);
}

function report(mutants: readonly Mutant[], isKilled: (mutant: Mutant) => boolean): void {
  const survivors = mutants.filter((mutant) => !isKilled(mutant)).map(({ name }) => name);
  const killed = mutants.length - survivors.length;
  console.log(`\n${killed} of ${mutants.length} killed, ${((killed / mutants.length) * 100).toFixed(1)} %.`);
  const unexplained = survivors.filter((name) => !(name in explained));
  for (const name of unexplained) console.log(`survived, and survivors.json has no reason: ${name}`);
  if (unexplained.length > 0 || killed < LEAST_KILLED * mutants.length) process.exitCode = 1;
}

main(process.argv.slice(2));
