/** What a few groups of tests need beyond Node, npm, Maven and a JDK. Each function returns why this machine does not have it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { launchChromium } from '../local/page/chromium.ts';

/** cfn-lint's own requirement (its metadata, Requires-Python); pip installs it. */
const PYTHON = 'import sys, pip; sys.exit(sys.version_info < (3, 10))';

/** @returns why programs written in Python cannot be installed here; undefined where they can */
export async function lacksPython(): Promise<string | undefined> {
  try {
    await promisify(execFile)('python3', ['-c', PYTHON]);
    return undefined;
  } catch {
    return 'needs Python 3.10 or later with pip, as `python3`';
  }
}

/** @returns why no browser starts here; undefined where one does */
export async function lacksChromium(): Promise<string | undefined> {
  try {
    const browser = await launchChromium();
    await browser.close();
    return undefined;
  } catch (error) {
    return `needs Chromium: ${error instanceof Error ? error.message : String(error)}`;
  }
}
