/**
 * The test command: `npm test` runs every group of groups.ts, `npm test -- GROUP...` only those named. For each group it prints what it
 * does and how long it took, and at the end which tests failed; the exit code is 1 if any did. A group that this machine cannot run is
 * skipped and counted, or fails with `--require-all`. Engines are started once and shared.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { failedTestsFile, groups, sets, type TestGroup } from './groups.ts';

const REQUIRE_ALL = '--require-all';

interface Result {
  readonly name: string;
  readonly seconds: number;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** The exit code, or what is missing. */
  readonly why: string;
  readonly failedTests: string;
}

const environment = {
  // Most engines of the tests live for seconds, in which Java's second compiler costs more than it gains: this halves the time.
  JDK_JAVA_OPTIONS: '-XX:TieredStopAtLevel=1',
};

function groupsNamed(names: readonly string[]): string[] {
  if (names.length === 0) return Object.keys(groups).filter((name) => groups[name]?.long !== true);
  const named = names.flatMap((name) => sets[name] ?? [name]);
  const unknown = named.filter((name) => !(name in groups));
  if (unknown.length > 0) {
    console.error(
      `No test group ${unknown.join(', ')}. There are: ${[...Object.keys(sets), ...Object.keys(groups)].join(', ')}; ` +
        `and the option ${REQUIRE_ALL}, with which no group may be skipped.`,
    );
    process.exit(2);
  }
  return Object.keys(groups).filter((name) => named.includes(name));
}

/** Starts the shared engines; returns the environment in which the tests find them. */
async function startEngines(): Promise<{ environment: Record<string, string>; stop: () => Promise<void> }> {
  const server: ChildProcess = spawn(process.execPath, ['test/integration/engines/serve.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const exited = new Promise<void>((resolve) =>
    server.once('exit', () => {
      resolve();
    }),
  );
  if (server.stdout === null)
    throw new Error('The engines were started without an output to read their addresses from.');
  for await (const line of createInterface({ input: server.stdout })) {
    if (!line.startsWith('{')) continue;
    const stop = async (): Promise<void> => {
      server.stdin?.end();
      await exited;
    };
    return { environment: JSON.parse(line) as Record<string, string>, stop };
  }
  throw new Error('The engines for the integration tests ended before they were ready; their messages are above.');
}

/** Runs a command; its output is shown at once or, while another one is running, together at its end. */
async function run(command: readonly string[], extra: Record<string, string>, heading: string): Promise<number> {
  const [program = '', ...args] = command;
  const atOnce = heading === '';
  const child = spawn(program, args, {
    stdio: atOnce ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment, ...extra },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      resolve(status ?? 1);
    });
  });
  if (!atOnce) console.log(`${heading}\n${said.trimEnd()}`);
  return code;
}

async function runGroup(name: string, group: TestGroup, isAlone: boolean): Promise<Result> {
  const heading = `\n== ${name}: ${group.about}`;
  if (isAlone) console.log(heading);
  const started = performance.now();
  const lacking = await group.lacks?.();
  if (lacking !== undefined) {
    console.log(`${isAlone ? '' : `${heading}\n`}Skipped: ${lacking}`);
    return { name, seconds: 0, outcome: requiresAll ? 'failed' : 'skipped', why: lacking, failedTests: '' };
  }
  try {
    if (group.engines === true) engines ??= await startEngines();
  } catch (error) {
    console.error(String(error));
    return { name, seconds: 0, outcome: 'failed', why: 'the engines did not start', failedTests: '' };
  }
  const file = failedTestsFile(name);
  rmSync(file, { force: true });
  const code = await run(group.command, engines?.environment ?? {}, isAlone ? '' : heading);
  const seconds = (performance.now() - started) / 1000;
  const failedTests = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return { name, seconds, outcome: code === 0 ? 'passed' : 'failed', why: `exit ${code}`, failedTests };
}

/** Runs those that keep one core busy two at a time, then the others one after another. */
async function runGroups(names: readonly string[]): Promise<Result[]> {
  const [singles, others] = [true, false].map((single) =>
    Object.entries(groups).filter(([name, group]) => names.includes(name) && (group.single ?? false) === single),
  );
  const results: Result[] = [];
  const queue = singles ?? [];
  const next = async (): Promise<void> => {
    for (let entry = queue.shift(); entry !== undefined; entry = queue.shift())
      results.push(await runGroup(...entry, false));
  };
  await Promise.all([next(), next()]);
  for (const entry of others ?? []) results.push(await runGroup(...entry, true));
  return results;
}

const started = performance.now();
const requiresAll = process.argv.includes(REQUIRE_ALL);
const names = groupsNamed(process.argv.slice(2).filter((name) => name !== REQUIRE_ALL));
let engines: Awaited<ReturnType<typeof startEngines>> | undefined;
mkdirSync(path.dirname(failedTestsFile('any')), { recursive: true });
const results = await runGroups(names);
await engines?.stop();

const failedTests = results.map((result) => result.failedTests).join('');
if (failedTests !== '') console.log(`\nfailed tests\n${failedTests.trimEnd()}`);
console.log('\ngroup          seconds  result');
for (const { name, seconds, outcome, why } of results) {
  const shown = { passed: 'passed', failed: `FAILED (${why})`, skipped: `skipped: ${why}` }[outcome];
  console.log(`${name.padEnd(14)} ${seconds.toFixed(1).padStart(7)}  ${shown}`);
}
console.log(`${'all'.padEnd(14)} ${((performance.now() - started) / 1000).toFixed(1).padStart(7)}\n`);
const count = (outcome: Result['outcome']): number => results.filter((result) => result.outcome === outcome).length;
const skipped = count('skipped');
console.log(`${count('passed')} passed, ${count('failed')} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
process.exit(count('failed') === 0 ? 0 : 1);
