import eslint from '@eslint/js';
import importSort from 'eslint-plugin-simple-import-sort';
import typescript from 'typescript-eslint';

/** Hot loops live in core/formats; everywhere else a function longer than a screen is split. */
export default typescript.config(
  { ignores: ['cdk.out/', 'local/data/', 'node_modules/', 'test/output/', 'bench/output/'] },
  eslint.configs.recommended,
  {
    plugins: { imports: importSort },
    // What is loaded for its effect, Node’s own modules, packages, then the project's, from afar to near: one block without gaps
    rules: { 'imports/imports': ['error', { groups: [['^\\u0000', '^node:', '^@?\\w', '^', '^\\.']] }] },
  },
  {
    files: ['**/*.ts'],
    extends: [typescript.configs.strictTypeChecked, typescript.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      complexity: ['error', 20],
      'max-params': ['error', 4],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // node:test returns promises that its own runner awaits; a test may be as long as the table it holds.
    files: ['**/*.test.ts', 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] },
          ],
        },
      ],
      'max-lines-per-function': 'off',
      'no-console': 'off',
    },
  },
  {
    // the groups of the test command whose files share a process
    files: ['{core,adapters,lambdas,lib,dashboards,bench}/**/*.test.ts', 'test/{fakes,stacks}/**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'Program > ExpressionStatement > CallExpression[callee.name=/^(before|after)Each$/]',
          message:
            'Files share a process, so that this would run for the tests of all of them: put it into a describe.',
        },
      ],
    },
  },
  { files: ['{bin,cli,local,generator,bench}/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    // readers of bytes: a range is three parameters there, and no object (core/bytes/README.md)
    files: ['core/{addresses,bytes,files,formats,patterns,time,user-agents}/**/*.ts'],
    rules: { 'max-params': ['error', 7] },
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        module: 'readonly',
      },
    },
  },
);
