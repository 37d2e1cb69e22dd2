import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { type Chromium, packagedChromium } from './packaged-chromium.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** No network except for the page's requests; runs as root too. */
const flags = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts a Chromium: an installed one; where there is none, or it does not start (Ubuntu's `chromium-browser` only refers to another
 * package), the one from the npm package; on systems that the package does not support, Playwright's, which is downloaded once.
 *
 * @param further additional flags
 * @throws Error that says what was tried
 */
export async function launchChromium(further: readonly string[] = []): Promise<Browser> {
  const failures: string[] = [];
  for (const find of [installedChromium, packagedChromium, playwrightChromium]) {
    const found = find();
    if (found === undefined) continue;
    try {
      return await chromium.launch({ ...found, args: [...flags, ...further], env: { ...process.env, ...found.env } });
    } catch (error) {
      const [firstLine = ''] = String(error).split('\n');
      failures.push(`${found.executablePath} did not start (${firstLine})`);
    }
  }
  throw new Error(
    `No Chromium for ${process.platform} on ${process.arch}: ${failures.length === 0 ? 'none found' : failures.join('; ')}. ` +
      `Install one so that it is on the PATH as ${names.join(', ')}, or let Playwright reach its server.`,
  );
}

function installedChromium(): Chromium | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const programs = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const executablePath = programs.find((program) => existsSync(program));
  return executablePath === undefined ? undefined : { executablePath };
}

function playwrightChromium(): Chromium | undefined {
  const executablePath = chromium.executablePath();
  if (existsSync(executablePath)) return { executablePath };
  const program = path.join(import.meta.dirname, '../../node_modules/playwright-core/cli.js');
  const { status } = spawnSync(process.execPath, [program, 'install', 'chromium'], { stdio: ['ignore', 2, 2] });
  return status === 0 ? { executablePath } : undefined;
}
