/**
 * The test command: `npm test` runs every group below, `npm test -- GROUP...` only those named. Each group says what it does and how
 * long it took, and at the end which tests failed; the exit code is 1 if any did. Engines for the integration tests are started once
 * and shared.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

interface Group {
  readonly about: string;
  readonly command: readonly string[];
  /** Whether a Kafka broker and an OpenSearch node have to run beside it. */
  readonly engines?: boolean;
  /** Left out of a plain `npm test`. */
  readonly long?: boolean;
}

const node = process.execPath;
const FAILED_TESTS = 'node_modules/.cache/failed-tests.txt';
const nodeTest = [
  node,
  '--test',
  '--test-reporter=spec',
  '--test-reporter-destination=stdout',
  '--test-reporter=./test/failed-tests.ts',
  `--test-reporter-destination=${FAILED_TESTS}`,
  '--test-timeout=600000',
];
/** All files in one process: to start one for each, and to load CDK and synthesise the stages in each, takes three times as long. */
const nodeTestTogether = [...nodeTest, '--test-isolation=none'];

/** TypeScript 7 checks in a sixth of the time; the linter still needs the API of TypeScript 6. */
function typesOf(project: string): string[] {
  return [node, 'node_modules/typescript-native/bin/tsc', '--noEmit', '-p', project];
}

const groups: Readonly<Record<string, Group>> = {
  format: { about: 'formatting (prettier)', command: ['prettier', '--check', '--log-level=warn', '.'] },
  types: { about: 'types (tsc)', command: typesOf('.') },
  'types-lib': { about: 'types of the CDK app (tsc)', command: typesOf('lib') },
  'types-page': { about: "types of the page's browser code (tsc)", command: typesOf('local/page/browser') },
  lint: {
    about: 'lint (eslint)',
    command: ['eslint', '--max-warnings=0', '--cache', '--cache-location=node_modules/.cache/eslint', '.'],
  },
  imports: {
    about: 'import directions and cycles (dependency-cruiser)',
    command: [
      'depcruise',
      '--config',
      'test/checks/import-directions.cjs',
      'bin',
      'lib',
      'lambdas',
      'pipeline',
      'adapters',
      'dashboards',
      'local',
    ],
  },
  unused: { about: 'unused files, exports and packages (knip)', command: ['knip'] },
  pipeline: {
    about: 'unit and property tests of the pipeline, its functions and adapters',
    command: [
      ...nodeTestTogether,
      '{pipeline,adapters,lambdas,lib,dashboards,bench}/**/*.test.ts',
      'test/fakes/**/*.test.ts',
    ],
  },
  stacks: { about: 'tests of the stacks', command: [...nodeTestTogether, 'test/stacks/**/*.test.ts'] },
  commands: {
    about: 'tests of the commands, of the local runner and of what the documents say',
    command: [...nodeTest, '--test-concurrency=2', '{bin,local}/**/*.test.ts', 'test/checks/**/*.test.ts'],
  },
  integration: {
    about: 'contract, integration and short fault tests on real servers',
    command: [...nodeTest, '--test-concurrency=2', 'test/{contract,integration}/**/*.test.ts'],
    engines: true,
  },
  faults: {
    about: 'long fault tests: real servers killed, huge files',
    command: [...nodeTest, '--test-concurrency=1', 'test/faults/**/*.test.ts'],
    engines: true,
    long: true,
  },
};

/** Names for several groups. */
const sets: Readonly<Record<string, readonly string[]>> = {
  check: ['format', 'types', 'types-lib', 'types-page', 'lint', 'imports', 'unused'],
  unit: ['pipeline', 'stacks', 'commands'],
};

function groupsNamed(names: readonly string[]): string[] {
  if (names.length === 0) return Object.keys(groups).filter((name) => groups[name]?.long !== true);
  const named = names.flatMap((name) => sets[name] ?? [name]);
  const unknown = named.filter((name) => !(name in groups));
  if (unknown.length > 0) {
    console.error(
      `No test group ${unknown.join(', ')}. There are: ${[...Object.keys(sets), ...Object.keys(groups)].join(', ')}.`,
    );
    process.exit(2);
  }
  return named;
}

/** Starts the shared engines; answers the environment that tells the tests where they are. */
async function startEngines(): Promise<{ environment: Record<string, string>; stop: () => Promise<void> }> {
  const server: ChildProcess = spawn(node, ['test/integration/engines/serve.ts'], {
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

function run(command: readonly string[], environment: Record<string, string>): Promise<number> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

const environment = {
  NODE_OPTIONS: '--disable-warning=TimeoutNegativeWarning',
  KAFKAJS_NO_PARTITIONER_WARNING: '1',
  // Most engines of the tests live for seconds, in which Java's second compiler costs more than it gains: half the time.
  JDK_JAVA_OPTIONS: '-XX:TieredStopAtLevel=1',
};
const names = groupsNamed(process.argv.slice(2));
const results: { name: string; seconds: number; code: number; failedTests: string }[] = [];
mkdirSync(path.dirname(FAILED_TESTS), { recursive: true });
let engines: Awaited<ReturnType<typeof startEngines>> | undefined;
for (const name of names) {
  const group = groups[name];
  if (group === undefined) continue;
  console.log(`\n== ${name}: ${group.about}`);
  const started = performance.now();
  if (group.engines === true) engines ??= await startEngines();
  rmSync(FAILED_TESTS, { force: true });
  const code = await run(group.command, { ...environment, ...engines?.environment });
  const seconds = (performance.now() - started) / 1000;
  const failedTests = existsSync(FAILED_TESTS) ? readFileSync(FAILED_TESTS, 'utf8') : '';
  results.push({ name, seconds, code, failedTests });
}
await engines?.stop();

const failedTests = results.map((result) => result.failedTests).join('');
if (failedTests !== '') console.log(`\nfailed tests\n${failedTests.trimEnd()}`);
console.log('\ngroup          seconds  result');
for (const { name, seconds, code } of results)
  console.log(
    `${name.padEnd(14)} ${seconds.toFixed(1).padStart(7)}  ${code === 0 ? 'passed' : `FAILED (exit ${code})`}`,
  );
const failed = results.filter(({ code }) => code !== 0).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
