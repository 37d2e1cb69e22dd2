import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { KafkaInsightError } from '../../core/errors.ts';

const WRITER = fileURLToPath(new URL('write-bundle.ts', import.meta.url));
/** Several times what the script has. */
const MAX_BYTES = 50_000_000;

/**
 * Puts the browser's part, the definitions and Vega into one script. It takes about a second, so it is done when the page is started and
 * never committed; in a process of its own, since the bundler keeps 260 MB once it is loaded.
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
      'The dashboards page could not be put together. Install the packages again with `npm ci`.',
      { cause },
    );
  }
}
