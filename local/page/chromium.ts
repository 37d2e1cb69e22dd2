import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** No network but what the page asks for; root may run it. */
const flags = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts the Chromium that is installed.
 *
 * @throws Error that says what to install where there is none
 */
export async function launchChromium(): Promise<Browser> {
  for (const name of names) {
    const found = await promisify(execFile)('which', [name]).catch(() => undefined);
    if (found !== undefined) return chromium.launch({ executablePath: found.stdout.trim(), args: flags });
  }
  throw new Error(
    `The page is tested and photographed in Chromium, and none is installed (looked for ${names.join(', ')}). ` +
      'Install it, on Debian or Ubuntu with: apt-get install -y chromium fonts-liberation2',
  );
}
