/** Writes the script of the page to standard output: `node write-bundle.ts`. See bundle.ts. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const { output } = await build({
  input: fileURLToPath(new URL('browser/main.ts', import.meta.url)),
  platform: 'browser',
  transform: { target: 'es2024' },
  output: {
    format: 'esm',
    codeSplitting: false,
    minify: true,
    comments: { legal: true, annotation: false, jsdoc: false },
  },
  write: false,
  logLevel: 'silent',
});
if (!process.stdout.write(output[0].code)) await once(process.stdout, 'drain');
