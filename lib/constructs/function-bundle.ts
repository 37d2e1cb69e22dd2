import path from 'node:path';
import { type InputOptions, type OutputChunk, type OutputOptions, rolldown } from 'rolldown';
import { MAX_SEMI_SPACE_MIB } from '../../core/limits.ts';

const input = {
  // names of files in the bundle are relative to it: the same bytes, by which CDK tells whether it changed, wherever it is made
  cwd: path.join(import.meta.dirname, '..', '..'),
  platform: 'node',
  transform: { target: 'node24' },
  resolve: { mainFields: ['module', 'main'] },
  // writes constants into the code that uses them, of other files too
  optimization: { inlineConst: { mode: 'all', pass: 3 } },
  // a stage has OpenSearch: the client of the other engine, which is loaded where it is asked for, is half of what would be read
  external: ['@elastic/elasticsearch'],
  // what is only warned of, such as a package that is not found, would fail where the function runs
  onLog: (level, log, handle) => {
    handle(level === 'warn' ? 'error' : level, log);
  },
} satisfies InputOptions;

const output = {
  // what it makes starts faster than an ES module, which loads too much by importing Node's `http`, and runs no slower
  format: 'cjs',
  // one file; what is behind `import()` is evaluated where it is asked for all the same
  codeSplitting: false,
  // an `import()` of Node's `http` makes Node load all that is behind `fetch`, to list what `http` exports
  dynamicImportInCjs: false,
  // leaves names and the shape of the code alone
  minify: 'dce-only',
  comments: { legal: true, annotation: false, jsdoc: false },
} satisfies OutputOptions;

/**
 * Makes one file of a function and all that it needs. What a cold start takes is for the most part to read that file and to
 * compile it (docs/benchmarks.md, "lambda"); so there is no source map, which Node would read and count through with it: stack
 * traces name functions as the sources do, since names are kept. docs/adr/0015 says why it is rolldown that makes it.
 */
export async function writeBundle(entry: string, file: string): Promise<OutputChunk> {
  await using bundle = await rolldown({ ...input, input: entry });
  const written = await bundle.write({ ...output, file });
  return written.output[0];
}

/** What Node is started with. */
export const FUNCTION_NODE_OPTIONS = `--max-semi-space-size=${MAX_SEMI_SPACE_MIB}`;
