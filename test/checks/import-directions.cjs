/**
 * Imports point one way (docs/architecture.md): pipeline <- adapters <- lambdas, local; bin -> lib.
 * Each rule says what a folder may import; anything else inside the repository is an error, and so is a cycle.
 */
const mayImport = {
  pipeline: ['pipeline'],
  dashboards: ['dashboards', 'pipeline'],
  adapters: ['adapters', 'pipeline'],
  lambdas: ['lambdas', 'adapters', 'pipeline', 'dashboards'],
  lib: ['lib', 'pipeline', 'dashboards'],
  bin: ['bin', 'lib'],
  local: ['local', 'lambdas', 'adapters', 'pipeline', 'dashboards', 'lib/(versions[.]json|sizing|configuration)'],
};

/** Node's own modules that a pure pipeline may use: they compute and do no I/O. */
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
    {
      name: 'pipeline-is-pure',
      comment: 'No I/O, no clock, no environment: only computing modules of Node, and valibot.',
      severity: 'error',
      from: { path: '^pipeline/', pathNot: tests },
      to: { dependencyTypes: ['core'], pathNot: pureModules },
    },
    {
      name: 'pipeline-packages',
      severity: 'error',
      from: { path: '^pipeline/', pathNot: tests },
      to: { path: '^node_modules/', pathNot: '^node_modules/valibot/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
  },
};
