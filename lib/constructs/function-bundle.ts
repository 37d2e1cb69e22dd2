import type { BuildOptions } from 'esbuild';
import { MAX_SEMI_SPACE_MIB } from '../../pipeline/limits.ts';

/**
 * How esbuild makes one file of a function and all that it needs. What a cold start takes is for the most part to read that file
 * and to compile it (docs/benchmarks.md, "lambda"); so there is no source map, which Node would read and count through with it:
 * stack traces name functions as the sources do, since names are kept.
 */
export const functionBundle = {
  // an ES module that imports Node's `http` makes Node load all that stands behind `fetch`, to list what `http` exports
  format: 'cjs',
  supported: { 'dynamic-import': false },
  target: 'node24',
  mainFields: ['module', 'main'],
  // writes constants into the code that uses them: a tenth fewer instructions a line (pipeline/documents/word-steps.ts)
  minifySyntax: true,
  // a stage has OpenSearch: the client of the other engine, which is loaded where it is asked for, is half of what would be read
  external: ['@elastic/elasticsearch'],
} satisfies BuildOptions;

/** What Node is started with; without the first part its warnings about kafkajs are on Lambda's log with each poll. */
export const FUNCTION_NODE_OPTIONS = `--disable-warning=TimeoutNegativeWarning --max-semi-space-size=${MAX_SEMI_SPACE_MIB}`;
