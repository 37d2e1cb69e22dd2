import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { type Chromium, packagedChromium } from './packaged-chromium.ts';

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
 * Starts a Chromium: the one that is installed; where none is, the one that comes as a package; for a system that the package is not built
 * for, Playwright's own, which is downloaded the first time.
 *
 * @throws Error that says what to install where there is none
 */
export async function launchChromium(): Promise<Browser> {
  const found = installedChromium() ?? packagedChromium() ?? playwrightChromium();
  return chromium.launch({ ...found, args: flags, env: { ...process.env, ...found.env } });
}

function installedChromium(): Chromium | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const programs = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const executablePath = programs.find((program) => existsSync(program));
  return executablePath === undefined ? undefined : { executablePath };
}

function playwrightChromium(): Chromium {
  const executablePath = chromium.executablePath();
  if (existsSync(executablePath)) return { executablePath };
  const program = path.join(import.meta.dirname, '../../node_modules/playwright-core/cli.js');
  const { status } = spawnSync(process.execPath, [program, 'install', 'chromium'], { stdio: ['ignore', 2, 2] });
  if (status === 0) return { executablePath };
  throw new Error(
    `No Chromium is installed (looked for ${names.join(', ')}), none comes as a package for ${process.platform} on ${process.arch}, and ` +
      "Playwright could not download its own; what it said is above. Install one with the system's package manager, or let Playwright " +
      'reach its server.',
  );
}
