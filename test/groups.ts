/** What the test command runs: groups, and sets of groups. */
import { whyNoEngine } from './containers/engine.ts';
import { lacksChromium, lacksPython } from './needs.ts';
import { lacksProducts } from './products/servers.ts';

export interface TestGroup {
  readonly about: string;
  readonly command: readonly string[];
  /** It keeps one core busy: two such groups run at a time. */
  readonly single?: boolean;
  /** Whether a Kafka broker and an OpenSearch node have to run for it. */
  readonly engines?: boolean;
  /** Left out of a plain `npm test`. */
  readonly long?: boolean;
  /** Returns why this machine cannot run it; undefined where it can. Only for groups that need more than Node, npm, Maven and a JDK. */
  readonly lacks?: () => Promise<string | undefined>;
}

const node = process.execPath;

/** The file for a group's failed tests. */
export function failedTestsFile(group: string): string {
  return `node_modules/.cache/failed-tests-${group}.txt`;
}

function nodeTest(group: string, ...rest: readonly string[]): string[] {
  return [
    node,
    '--test',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./test/failed-tests.ts',
    `--test-reporter-destination=${failedTestsFile(group)}`,
    '--test-timeout=600000',
    ...rest,
  ];
}

/** All files in one process: starting one for each, loading CDK and synthesising the stages in each, takes three times as long. */
const together = '--test-isolation=none';

/** TypeScript 7 checks in a sixth of the time; the linter still needs the API of TypeScript 6. */
function typesOf(project: string): string[] {
  return [node, 'node_modules/typescript-native/bin/tsc', '--noEmit', '-p', project];
}

/** Rules that ask for types keep all of them: a little more than the 4 GB that Node takes by default. */
const linterMemory = '--max-old-space-size=6144';
const eslint = [
  ...[node, linterMemory, 'node_modules/eslint/bin/eslint.js'],
  ...['--max-warnings=0', '--cache', '--cache-location=node_modules/.cache/eslint', '.'],
];
const sources = ['bin', 'lib', 'lambdas', 'core', 'adapters', 'dashboards', 'cli', 'generator', 'local'];
const imports = ['depcruise', '--config', 'test/checks/import-directions.cjs', ...sources];

/** In starting order: of those that run two at a time, the long ones first. */
export const groups: Readonly<Record<string, TestGroup>> = {
  lint: { about: 'lint (eslint)', command: eslint, single: true },
  stacks: {
    about: 'tests of the stacks',
    command: nodeTest('stacks', together, 'test/stacks/**/*.test.ts'),
    single: true,
  },
  core: {
    about: 'unit and property tests of the core, of the functions and of the adapters',
    command: nodeTest(
      'core',
      together,
      '{core,adapters,lambdas,lib,dashboards,bench}/**/*.test.ts',
      'test/fakes/**/*.test.ts',
    ),
    single: true,
  },
  format: {
    about: 'formatting (prettier)',
    command: ['prettier', '--check', '--log-level=warn', '.'],
    single: true,
  },
  types: { about: 'types (tsc)', command: typesOf('.'), single: true },
  'types-lib': { about: 'types of the CDK app (tsc)', command: typesOf('lib'), single: true },
  'types-page': {
    about: "types of the page's browser code (tsc)",
    command: typesOf('local/page/browser'),
    single: true,
  },
  imports: { about: 'import directions and cycles (dependency-cruiser)', command: imports, single: true },
  unused: { about: 'unused files, exports and packages (knip)', command: ['knip'], single: true },
  linters: {
    about:
      'linters of the templates, of their policies and of the Dockerfile, which Python installs (cfn-lint, parliament, hadolint)',
    command: nodeTest('linters', '--test-concurrency=1', 'test/linters/**/*.test.ts'),
    single: true,
    lacks: lacksPython,
  },
  senders: {
    about:
      'programs that send logs, as docs/sending.md has them: those that Python installs (aws s3 sync), that Debian has (logrotate), or that the machine has',
    command: nodeTest('senders', 'test/senders/**/*.test.ts'),
    single: true,
    lacks: lacksPython,
  },
  commands: {
    about: 'tests of the commands, of the local runner and of what the documents say',
    command: nodeTest(
      'commands',
      '--test-concurrency=2',
      '{bin,cli,generator,local}/**/*.test.ts',
      'test/checks/**/*.test.ts',
    ),
  },
  page: {
    about: 'the page in a real browser over the real OpenSearch',
    command: nodeTest('page', '--test-concurrency=1', 'test/page/**/*.test.ts'),
    engines: true,
    lacks: lacksChromium,
  },
  integration: {
    about: 'contract, integration and short fault tests on real servers',
    command: nodeTest('integration', '--test-concurrency=2', 'test/{contract,integration}/**/*.test.ts'),
    engines: true,
  },
  faults: {
    about: 'long fault tests: real servers killed and paused, a full disk, another clock, huge files',
    // the time-out also applies to a whole file
    command: nodeTest('faults', '--test-timeout=3600000', '--test-concurrency=1', 'test/faults/**/*.test.ts'),
    engines: true,
    long: true,
  },
  containers: {
    about: 'local/compose.yaml on a container engine: one that runs, or one that is set up for it',
    command: nodeTest('containers', '--test-concurrency=1', 'test/containers/**/*.test.ts'),
    long: true,
    lacks: () => Promise.resolve(whyNoEngine()),
  },
  products: {
    about: 'import of the saved objects into a real OpenSearch Dashboards and a real Kibana, where they are named',
    command: nodeTest('products', '--test-concurrency=1', 'test/products/**/*.test.ts'),
    long: true,
    lacks: lacksProducts,
  },
  deploy: {
    about:
      'stages deployed, used, changed and destroyed on an emulator of AWS, with a real Kafka and a real OpenSearch',
    command: nodeTest('deploy', '--test-timeout=3600000', '--test-concurrency=1', 'test/deploy/**/*.test.ts'),
    long: true,
    lacks: lacksPython,
  },
};

/** Names for several groups. */
export const sets: Readonly<Record<string, readonly string[]>> = {
  check: ['format', 'types', 'types-lib', 'types-page', 'lint', 'imports', 'unused'],
  unit: ['core', 'stacks', 'commands'],
};
