import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { KafkaInsightError } from '../../core/errors.ts';
import type { InstalledEngine } from '../setup/libraries.ts';
import { programFolder } from './folders.ts';

/** The traditional ids of the user `nobody`. */
const nobody = { uid: 65_534, gid: 65_534 } as const;

/** A server's copy of the unpacked distribution, which it may write to. */
export interface Distribution {
  readonly home: string;
  readonly configurationFolder: string;
  /** Gives all files to the user below; called once the configuration has been written. */
  handOver(): void;
  /** The user that the server must run as; `{}` means the current user. */
  readonly runAs: { readonly user?: { readonly uid: number; readonly gid: number } };
}

/**
 * Copies an unpacked distribution into a prepared data folder, once for each version. These servers refuse to run as root, so root starts
 * them as `nobody`.
 * @param folderName The one folder in the archive.
 * @throws KafkaInsightError ENGINE_FAILED where that user may not enter the data folder.
 */
export function layOutDistribution(
  engine: InstalledEngine,
  folderName: string,
  dataFolder: string,
  title: string,
): Distribution {
  const home = programFolder(dataFolder);
  const stamp = path.join(home, path.basename(engine.stampFile));
  if (!existsSync(stamp) || !readFileSync(stamp).equals(readFileSync(engine.stampFile))) {
    rmSync(home, { recursive: true, force: true });
    cpSync(path.join(engine.folder, folderName), home, { recursive: true });
    cpSync(engine.stampFile, stamp);
  }
  for (const name of ['data', 'logs', 'tmp']) mkdirSync(path.join(dataFolder, name), { recursive: true });
  const configurationFolder = path.join(home, 'config');
  const isRoot = process.getuid?.() === 0;
  return {
    home,
    configurationFolder,
    handOver: () => {
      if (isRoot) for (const folder of [dataFolder, home]) handOverTo(nobody, folder, title);
    },
    runAs: isRoot ? { user: nobody } : {},
  };
}

function handOverTo(user: { uid: number; gid: number }, folder: string, title: string): void {
  chmodSync(folder, 0o700);
  // with `/.`: it also works if the folder's name is a link
  spawnSync('chown', ['-R', `${user.uid}:${user.gid}`, `${folder}/.`]);
  if (spawnSync('test', ['-w', folder], user).status === 0) return;
  throw new KafkaInsightError(
    'ENGINE_FAILED',
    `${title} refuses to run as root, and the user with id ${user.uid}, as which it would run instead, may not enter ${folder}. ` +
      'Run this as an ordinary user, or choose a data folder that everyone may enter.',
  );
}
