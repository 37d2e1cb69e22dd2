import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { KafkaInsightError } from '../../core/errors.ts';

const WRITER = fileURLToPath(new URL('write-bundle.ts', import.meta.url));
/** Several times the size of the script. */
const MAX_BYTES = 50_000_000;

/**
 * Bundles the browser's code, the definitions and Vega into one script. It takes about a second, so it is done when the page starts, and
 * never committed. It runs in a separate process, since the bundler keeps 260 MB once it is loaded.
 *
 * @throws KafkaInsightError ENGINE_FAILED where a module is missing
 */
export async function bundlePage(): Promise<Buffer> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [WRITER], {
      encoding: 'buffer',
      maxBuffer: MAX_BYTES,
    });
    return stdout;
  } catch (cause) {
    throw new KafkaInsightError(
      'ENGINE_FAILED',
      'The dashboards page could not be bundled. Install the packages again with `npm ci`.',
      { cause },
    );
  }
}
