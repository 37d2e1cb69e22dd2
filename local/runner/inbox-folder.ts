import { isUtf8 } from 'node:buffer';
import { type FSWatcher, lstatSync, readdirSync, type Stats, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { KafkaInsightError } from '../../core/errors.ts';
import { fileError } from './take.ts';

/** A file in the folder. */
export interface FoundFile {
  readonly path: string;
  /** Its path below the folder, with slashes. */
  readonly relative: string;
  readonly stats: Stats;
}

/** Callbacks for what is found in a folder. */
export interface FolderEvents {
  readonly onFile: (file: FoundFile) => void;
  readonly onFolder: (relative: string) => void;
  /** Called for what is there but cannot be taken. */
  readonly onProblem: (path: string, error: KafkaInsightError) => void;
}

/** Names of files that programs are still writing, and hidden ones. */
const UNFINISHED = /^\.|~$|\.(part|partial|filepart|crdownload|download|tmp|temp|swp)$/i;
/** Entries checked in one turn of the event loop: fractions of a millisecond each, during which everything else waits. */
const ENTRIES_A_TURN = 200;
/** Most folders that the kernel watches; further ones are only polled. */
const MAX_WATCHES = 4096;

/**
 * Scans a folder and everything below it. Calls are synchronous, which takes a tenth of the time; the event loop gets its turns in
 * between.
 */
export async function lookThrough(folder: string, below: string, events: FolderEvents): Promise<void> {
  const folders = [below];
  let looked = 0;
  const found = { ...events, onFolder: (relative: string) => void folders.push(relative) };
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    events.onFolder(next);
    for (const name of namesIn(join(folder, next), events)) {
      lookAt(folder, next, name, found);
      looked += 1;
      if (looked % ENTRIES_A_TURN === 0) await turn();
    }
  }
}

function namesIn(path: string, { onProblem }: FolderEvents): Buffer[] {
  try {
    return readdirSync(path, { encoding: 'buffer' });
  } catch (error) {
    onProblem(path, fileError(path, error));
    return [];
  }
}

/** Checks one name in a folder. Links to files are followed, links to folders are not, since they may form cycles. */
export function lookAt(folder: string, below: string, bytes: Buffer, events: FolderEvents): void {
  const name = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  if (UNFINISHED.test(name)) return;
  const relative = below === '' ? name : `${below}/${name}`;
  const path = join(folder, relative);
  const problem = (what: string): void => {
    events.onProblem(path, new KafkaInsightError('FILE_UNREADABLE', what));
  };
  if (!isUtf8(bytes)) {
    problem(nameProblem(path));
    return;
  }
  try {
    const own = lstatSync(path, { throwIfNoEntry: false });
    const stats = own?.isSymbolicLink() === true ? statSync(path, { throwIfNoEntry: false }) : own;
    if (own === undefined) return;
    if (stats === undefined) problem(`${path} is a link that leads nowhere. Remove it, or make what it names.`);
    else if (stats.isFile()) events.onFile({ path, relative, stats });
    else if (own.isDirectory()) events.onFolder(relative);
    else problem(`${path} is ${kindOf(stats)}. Only files are taken: ${kindAdvice(stats)}.`);
  } catch (error) {
    events.onProblem(path, fileError(path, error));
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a link to a folder, which may lead in a circle';
  if (stats.isFIFO()) return 'a named pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

function kindAdvice(stats: Stats): string {
  return stats.isDirectory() ? 'put the folder itself here, or start with --inbox' : 'have its writer write a file';
}

/** @param path its bytes decoded as Latin-1, which they usually are where they are not UTF-8 */
function nameProblem(path: string): string {
  return (
    `The name of ${path} is not UTF-8, which the key of an object has to be; in Latin-1 it would be this one. ` +
    'Rename it: convmv -f latin1 -t utf8 --notest NAME, or mv.'
  );
}

/** Names that changed, reported by the kernel. */
export class ChangedNames {
  readonly #folder: string;
  readonly #watchers = new Map<string, FSWatcher>();
  #names = new Map<string, readonly [below: string, name: Buffer]>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Watches a folder. Where the kernel cannot report changes (shared folders of containers, too many folders), it reports none. */
  watch(below: string): void {
    if (this.#watchers.has(below) || this.#watchers.size >= MAX_WATCHES) return;
    try {
      const options = { encoding: 'buffer', persistent: false } as const;
      const watcher = watch(join(this.#folder, below), options, (_event, name) => {
        if (name !== null) this.#names.set(`${below}/${name.toString('latin1')}`, [below, name]);
      });
      watcher.on('error', () => {
        this.#forget(below);
      });
      this.#watchers.set(below, watcher);
    } catch {
      // polling covers it
    }
  }

  /** What changed since the last call. */
  take(): (readonly [below: string, name: Buffer])[] {
    const names = [...this.#names.values()];
    this.#names = new Map();
    return names;
  }

  /** Stops watching folders that no longer exist: a new one of the same name is watched again. */
  keep(folders: ReadonlySet<string>): void {
    for (const below of this.#watchers.keys()) if (!folders.has(below)) this.#forget(below);
  }

  close(): void {
    for (const below of [...this.#watchers.keys()]) this.#forget(below);
  }

  #forget(below: string): void {
    this.#watchers.get(below)?.close();
    this.#watchers.delete(below);
  }
}
