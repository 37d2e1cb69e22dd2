/**
 * Imports point one way (docs/architecture.md): core <- adapters <- lambdas <- local <- cli; generator; bin -> lib.
 * Each rule says what a folder may import; anything else inside the repository is an error, and so is a cycle.
 */
const mayImport = {
  core: ['core'],
  dashboards: ['dashboards', 'core'],
  adapters: ['adapters', 'core'],
  lambdas: ['lambdas', 'adapters', 'core', 'dashboards'],
  lib: ['lib', 'core', 'dashboards'],
  bin: ['bin', 'lib', 'local/setup'],
  generator: ['generator', 'core'],
  local: [
    'local',
    'generator',
    'lambdas',
    'adapters',
    'core',
    'dashboards',
    'lib/(versions[.]json|sizing|configuration)',
  ],
  cli: [
    'cli',
    'local',
    'generator',
    'lambdas',
    'adapters',
    'core',
    'dashboards',
    'lib/(versions[.]json|sizing|configuration)',
  ],
};

/** The folders of the core, from bytes/ upwards: each may import those before it, and the files directly in core/. */
const coreFolders = [
  'bytes',
  'time',
  'addresses',
  'site',
  'user-agents',
  'networks',
  'pseudonyms',
  'formats',
  'patterns',
  'attacks',
  'files',
  'documents',
  'search',
  'findings',
  'visits',
  'notifications',
  'ledger',
  'reconcile',
  'records',
];

/** Node's own modules that a pure core may use: they compute and do no I/O. */
const pureModules = '^(node:)?(buffer|crypto|net)$';

const tests = '[.](test|bench)[.]ts$';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...Object.entries(mayImport).map(([folder, allowed]) => ({
      name: `${folder}-imports`,
      severity: 'error',
      from: { path: `^${folder}/`, pathNot: tests },
      to: {
        path: '^[^/]+/',
        pathNot: [`^(${allowed.join('|')})(/|$)`, '^node_modules/'],
        dependencyTypesNot: ['core'],
      },
    })),
    ...coreFolders.map((folder, index) => ({
      name: `core-${folder}-imports`,
      severity: 'error',
      from: { path: `^core/${folder}/`, pathNot: tests },
      to: { path: '^core/[^/]+/', pathNot: `^core/(${coreFolders.slice(0, index + 1).join('|')})/` },
    })),
    {
      name: 'core-files-import-no-folder',
      severity: 'error',
      from: { path: '^core/[^/]+$', pathNot: tests },
      to: { path: '^core/[^/]+/' },
    },
    {
      name: 'core-is-pure',
      comment: 'No I/O, no clock, no environment: only computing modules of Node, and valibot.',
      severity: 'error',
      from: { path: '^core/', pathNot: tests },
      to: { dependencyTypes: ['core'], pathNot: pureModules },
    },
    {
      name: 'core-packages',
      severity: 'error',
      from: { path: '^core/', pathNot: tests },
      to: { path: '^node_modules/', pathNot: '^node_modules/(valibot|re2js)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
  },
};
