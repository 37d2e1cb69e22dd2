// Plain JavaScript for the system's own Node, since it runs before anything is installed.
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const RETRY_MILLIS = 200;

/**
 * Takes a lock among the processes of this machine, and returns what releases it; at the latest, that is the end of this process. The lock is a folder with one file, whose name is the owner's process
 * id. It is put in place whole, by a rename that succeeds only where there is no folder or an empty one, so it always has an owner. The file of
 * a dead owner is deleted by its name, so that nobody can delete another's.
 *
 * @param folder of the lock
 * @param onWait called once, with what is being waited for
 */
export function takeLock(folder, onWait) {
  const own = `${folder}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  writeFileSync(path.join(own, String(process.pid)), '');
  const releaseOwn = () => {
    release(folder);
    rmSync(own, { recursive: true, force: true });
  };
  process.once('exit', releaseOwn);
  for (let hasWaited = false; !placed(own, folder);) {
    const owner = ownerOf(folder);
    if (owner === undefined) continue;
    if (isAlive(owner)) {
      if (!hasWaited) onWait(owner);
      hasWaited = true;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MILLIS);
    } else {
      rmSync(path.join(folder, String(owner)), { force: true });
    }
  }
  return releaseOwn;
}

function placed(own, folder) {
  try {
    renameSync(own, folder);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes(error.code)) return false;
    throw error;
  }
}

function ownerOf(folder) {
  try {
    const [name] = readdirSync(folder);
    return name === undefined ? undefined : Number(name);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function release(folder) {
  try {
    rmSync(path.join(folder, String(process.pid)), { force: true });
    rmdirSync(folder);
  } catch (error) {
    // there is none, or it is another's by now
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
  }
}

function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
