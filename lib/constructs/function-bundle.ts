import path from 'node:path';
import { type InputOptions, type OutputChunk, type OutputOptions, type Plugin, rolldown } from 'rolldown';
import { MAX_SEMI_SPACE_MIB } from '../../core/limits.ts';

/** Keeps true where a source says that it is, for a bundle that is run on the machine where it was made. */
export const sourcePlaces: Plugin = {
  name: 'source places',
  transform: (code, id) =>
    code.includes('import.meta.dirname')
      ? code.replaceAll('import.meta.dirname', JSON.stringify(path.dirname(id)))
      : undefined,
};

/** How everything is bundled. */
export const bundleInput = {
  // file names in the bundle are relative to this: so the bytes, by which CDK decides whether it changed, are the same on every machine
  cwd: path.join(import.meta.dirname, '..', '..'),
  platform: 'node',
  transform: { target: 'node24' },
  resolve: { mainFields: ['module', 'main'] },
  // inlines constants, across files
  optimization: { inlineConst: { mode: 'all', pass: 3 } },
  // a stage has OpenSearch: the client of the other engine, which is only loaded on demand, would be half of the bundle
  external: ['@elastic/elasticsearch'],
  // warnings, such as a package that is not found, would fail when the function runs
  onLog: (level, log, handle) => {
    handle(level === 'warn' ? 'error' : level, log);
  },
} satisfies InputOptions;

/** What every bundle is written as. */
export const bundleOutput = {
  // one file; the target of an `import()` is still evaluated only on demand
  codeSplitting: false,
  // keeps names and the shape of the code
  minify: 'dce-only',
  comments: { legal: true, annotation: false, jsdoc: false },
} satisfies OutputOptions;

const functionOutput = {
  ...bundleOutput,
  // starts faster than an ES module, which loads too much by importing Node's `http`, and runs no slower
  format: 'cjs',
  // an `import()` of Node's `http` makes Node load all of `fetch`, to list what `http` exports
  dynamicImportInCjs: false,
} satisfies OutputOptions;

/**
 * Bundles a function and everything it needs into one file. A cold start mostly consists of reading and compiling that file
 * (docs/benchmarks.md, "lambda"); so there is no source map, which Node would have to read too: stack traces name functions as the
 * sources do, since names are kept. docs/adr/0015 says why rolldown is used.
 *
 * @param plugins what is done to the sources besides
 */
export async function writeBundle(entry: string, file: string, plugins: readonly Plugin[] = []): Promise<OutputChunk> {
  await using bundle = await rolldown({ ...bundleInput, input: entry, plugins: [...plugins] });
  const written = await bundle.write({ ...functionOutput, file });
  return written.output[0];
}

/** Options that Node is started with. */
export const FUNCTION_NODE_OPTIONS = `--max-semi-space-size=${MAX_SEMI_SPACE_MIB}`;
