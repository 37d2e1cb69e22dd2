import { build } from 'esbuild';
import { KafkaInsightError } from '../../pipeline/errors.ts';

/**
 * Puts the browser's part, the definitions and Vega into one script. It takes less than a second, so it is done when the
 * page is started and never committed.
 *
 * @throws KafkaInsightError ENGINE_FAILED where a module is missing
 */
export async function bundlePage(): Promise<Buffer> {
  try {
    const { outputFiles } = await build({
      entryPoints: [new URL('browser/main.ts', import.meta.url).pathname],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2024',
      minify: true,
      legalComments: 'inline',
      logLevel: 'silent',
    });
    return Buffer.concat(outputFiles.map(({ contents }) => contents));
  } catch (cause) {
    throw new KafkaInsightError(
      'ENGINE_FAILED',
      'The dashboards page could not be put together. Install the packages again with `npm ci`.',
      { cause },
    );
  }
}
