import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { KafkaInsightError } from '../../pipeline/errors.ts';
import { requireFreeSpace } from '../setup/disk.ts';
import { isAlive } from '../setup/processes.ts';

/** Room for the logs of an afternoon and for what the engine writes beside them. */
const neededBytes = 1_000_000_000;
/** A server whose owner died is ended by its tether within ten seconds. */
const orphanPatienceMillis = 15_000;
/** Clocks are stepped now and then; a reboot takes longer than this. */
const bootToleranceMillis = 10_000;

/** Who runs on a data folder, as server.pid says. */
interface Claim {
  readonly server: number;
  readonly owner: number;
  /** When the machine was started: after a reboot the ids above mean nothing. */
  readonly bootMillis: number;
}

/**
 * Makes an engine's data folder ready for a server: nobody else on it, enough space, emptied where `fresh`.
 * A server whose owner has just died is given the time to end.
 * @throws KafkaInsightError ALREADY_RUNNING where a running server uses the folder; DISK_FULL
 */
export async function prepareDataFolder(folder: string, title: string, fresh: boolean): Promise<void> {
  await waitUntilUnclaimed(folder, title);
  if (fresh) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  requireFreeSpace(folder, neededBytes, `${title}'s data`);
}

/** Notes that a server of this process runs on a data folder. */
export function claimDataFolder(folder: string, server: number): void {
  const claim: Claim = { server, owner: process.pid, bootMillis: bootMillis() };
  writeFileSync(claimFile(folder), JSON.stringify(claim));
}

/** Notes that the server on a data folder has ended. */
export function unclaimDataFolder(folder: string): void {
  rmSync(claimFile(folder), { force: true });
}

async function waitUntilUnclaimed(folder: string, title: string): Promise<void> {
  const deadline = performance.now() + orphanPatienceMillis;
  for (;;) {
    const claim = readClaim(folder);
    if (claim === undefined || !isAlive(claim.server)) return;
    if (isAlive(claim.owner) || performance.now() > deadline) {
      throw new KafkaInsightError(
        'ALREADY_RUNNING',
        `${title} cannot use ${folder}: a server with process id ${claim.server} already runs on it. ` +
          'Stop the other run (Ctrl-C in its terminal), or choose another data folder.',
      );
    }
    await delay(100);
  }
}

function readClaim(folder: string): Claim | undefined {
  if (!existsSync(claimFile(folder))) return undefined;
  const claim = JSON.parse(readFileSync(claimFile(folder), 'utf8')) as Claim;
  return Math.abs(claim.bootMillis - bootMillis()) < bootToleranceMillis ? claim : undefined;
}

function claimFile(folder: string): string {
  return path.join(folder, 'server.pid');
}

function bootMillis(): number {
  return Date.now() - uptime() * 1000;
}
