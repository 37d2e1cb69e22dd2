import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { KafkaInsightError } from '../../core/errors.ts';
import { requireFreeSpace } from '../setup/disk.ts';
import { type FolderLock, LOCK_FILE, lockFolder } from '../setup/folder-lock.ts';
import { identityOf, isAlive } from '../setup/processes.ts';

/** Room for the logs of an afternoon and for the engine's files. */
const neededBytes = 1_000_000_000;
/** The tether of a server whose owner died ends it within ten seconds. */
const orphanPatienceMillis = 15_000;
/** Paths that every engine accepts unescaped in settings, lists of folders and start scripts. */
const plainPath = /^[\w/.+-]+$/;

/**
 * Which server uses a data folder, according to server.pid: it outlives the lock of an owner that was killed, as long as the server runs.
 */
interface Claim {
  readonly server: number;
  /** See {@link identityOf}. */
  readonly identity: string | undefined;
}

interface Held {
  readonly lock: FolderLock;
  server?: number;
}

/** The folders that this process has locked. */
const held = new Map<string, Held>();
/** Links to folders, see {@link engineName}. */
const links = new Map<string, string>();

/**
 * Prepares an engine's data folder for a server: locked, with enough space, emptied where `fresh`. Waits for the server of an owner that
 * has just died.
 *
 * @returns The path of the folder for the engine: absolute, and without special characters.
 * @throws KafkaInsightError ALREADY_RUNNING where a running server uses the folder; DISK_FULL; FILE_UNWRITABLE
 */
export async function prepareDataFolder(folder: string, title: string, fresh: boolean): Promise<string> {
  const already = held.get(path.resolve(folder));
  if (already?.server !== undefined && isAlive(already.server)) throw runningOn(folder, title, already.server);
  hold(folder, title);
  try {
    await waitForOrphan(folder, title);
    if (fresh) emptyFolder(folder);
    requireFreeSpace(folder, neededBytes, `${title}'s data`);
  } catch (error) {
    unclaimDataFolder(folder);
    throw error;
  }
  return engineName(path.resolve(folder));
}

/**
 * Records that a server of this process uses a data folder.
 * @throws KafkaInsightError ALREADY_RUNNING where another process has taken the folder since its last server ended
 */
export function claimDataFolder(folder: string, title: string, server: number): void {
  hold(folder, title).server = server;
  const claim: Claim = { server, identity: identityOf(server) };
  try {
    writeFileSync(claimFile(folder), JSON.stringify(claim));
  } catch {
    // The disk is full: this process still holds the lock.
  }
}

/** Records that the server of a data folder has ended. */
export function unclaimDataFolder(folder: string): void {
  rmSync(claimFile(folder), { force: true });
  held.get(path.resolve(folder))?.lock.release();
  held.delete(path.resolve(folder));
}

function hold(folder: string, title: string): Held {
  const key = path.resolve(folder);
  const now = held.get(key) ?? { lock: lockFolder(folder, title) };
  held.set(key, now);
  return now;
}

/** Everything except the lock, which others check. */
function emptyFolder(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name !== LOCK_FILE) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

async function waitForOrphan(folder: string, title: string): Promise<void> {
  const deadline = performance.now() + orphanPatienceMillis;
  for (let claim = readClaim(folder); claim !== undefined; claim = readClaim(folder)) {
    if (!isAlive(claim.server) || identityOf(claim.server) !== claim.identity) return;
    if (performance.now() > deadline) throw runningOn(folder, title, claim.server);
    await delay(100);
  }
}

function runningOn(folder: string, title: string, server: number): KafkaInsightError {
  return new KafkaInsightError(
    'ALREADY_RUNNING',
    `${title} cannot use ${folder}: a server with process id ${server} already runs on it. ` +
      `Stop the other run (Ctrl-C in its terminal) or, if that is gone, the server (kill ${server}), or choose another data folder.`,
  );
}

/** A file truncated by a full disk is ignored: the engines have their own locks. */
function readClaim(folder: string): Claim | undefined {
  try {
    return JSON.parse(readFileSync(claimFile(folder), 'utf8')) as Claim;
  } catch {
    return undefined;
  }
}

function claimFile(folder: string): string {
  return path.join(folder, 'server.pid');
}

/**
 * The path itself where it is plain, otherwise a link to it that lives as long as this process: Kafka and OpenSearch read a comma as the
 * end of a folder's name, Kafka's settings are Latin-1, Java encodes file names by locale, and start scripts split at spaces.
 */
function engineName(folder: string): string {
  if (plainPath.test(folder)) return folder;
  const known = links.get(folder);
  if (known !== undefined) return known;
  const parent = folderOfLink(folder);
  const link = path.join(parent, 'data');
  rmSync(link, { force: true });
  symlinkSync(folder, link);
  process.once('exit', () => {
    rmSync(parent, { recursive: true, force: true });
  });
  links.set(folder, link);
  return link;
}

/**
 * The same for the same data folder, so that what killed processes leave behind does not accumulate; a different one if that belongs to
 * somebody else.
 */
function folderOfLink(folder: string): string {
  const parent = plainPath.test(tmpdir()) ? tmpdir() : '/tmp';
  const ours = process.getuid?.() ?? 0;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const usual = path.join(parent, `kafkainsight-${ours}-${name}`);
  // the server may run as another user
  mkdirSync(usual, { recursive: true, mode: 0o711 });
  const { uid, mode } = lstatSync(usual);
  if (lstatSync(usual).isDirectory() && uid === ours && (mode & 0o022) === 0) return usual;
  const another = mkdtempSync(path.join(parent, 'kafkainsight-'));
  chmodSync(another, 0o711);
  return another;
}

/**
 * Where the engine's program is put: into the data folder or, where that is reached through a link, next to the link, since Java resolves
 * the real names of its classes.
 *
 * @param plainFolder as {@link prepareDataFolder} returned it
 */
export function programFolder(plainFolder: string): string {
  const isLink = lstatSync(plainFolder).isSymbolicLink() && !plainPath.test(realpathSync(plainFolder));
  return path.join(isLink ? path.dirname(plainFolder) : plainFolder, 'home');
}
