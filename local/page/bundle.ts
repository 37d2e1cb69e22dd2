import { build } from 'rolldown';
import { fileURLToPath } from 'node:url';
import { KafkaInsightError } from '../../core/errors.ts';

/**
 * Puts the browser's part, the definitions and Vega into one script. It takes less than a second, so it is done when the
 * page is started and never committed.
 *
 * @throws KafkaInsightError ENGINE_FAILED where a module is missing
 */
export async function bundlePage(): Promise<Buffer> {
  try {
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
    return Buffer.from(output[0].code);
  } catch (cause) {
    throw new KafkaInsightError(
      'ENGINE_FAILED',
      'The dashboards page could not be put together. Install the packages again with `npm ci`.',
      { cause },
    );
  }
}
