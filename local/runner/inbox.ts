import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaInsightError } from '../../core/errors.ts';
import { INBOX_PREFIX } from '../../core/names.ts';
import type { Objects, StoredObject } from '../store/objects.ts';
import { ChangedNames, type FolderEvents, type FoundFile, lookAt, lookThrough } from './inbox-folder.ts';
import { KnownFile } from './known-file.ts';
import { fileError, isTaken, takeUpTo } from './take.ts';

/** Events of the inbox. */
export interface InboxEvents {
  readonly onUploaded?: (object: StoredObject) => void;
  /** Called once for what is there but cannot be taken; it is retried. */
  readonly onProblem?: (path: string, error: KafkaInsightError) => void;
}

export interface InboxSettings {
  /** The watched folder, including all folders below it. */
  readonly folder: string;
  /** How often changing files are checked; others at most as often. */
  readonly intervalMillis: number;
  /** How often a file that keeps changing, and cannot be followed line by line, is taken as it is. */
  readonly patienceMillis: number;
  /** A last line without a line feed is taken once its file has been unchanged for this long. Default: 3 s. */
  readonly lineRestMillis?: number;
  /** The least time between two readings of a file; longer for large files. Default: 2 s. */
  readonly pauseMillis?: number;
  /** When an unreadable file is retried, even if nothing about it has changed. Default: 30 s. */
  readonly retryMillis?: number;
}

/** A watched inbox folder. */
export interface Inbox {
  /** Files that were seen but not taken yet. */
  readonly waiting: number;
  stop(): Promise<void>;
}

const DEFAULTS = { lineRestMillis: 3_000, pauseMillis: 2_000, retryMillis: 30_000 };
/** Scanning everything may take this share of the time. With many files, changes are noticed through the kernel, or later. */
const LOOK_SHARE = 0.002;
const MAX_LOOK_INTERVAL_MILLIS = 60_000;
/** How long a changed file is polled, whatever the kernel reports. */
const WARM_MILLIS = 60_000;
/**
 * Watches a folder and keeps each file of it in the bucket under `inbox/` and its path. Text is followed like `tail -F`: whole lines as
 * they arrive, a last line without a line feed once the file rests; anything else once it stops changing. What the bucket already holds
 * with the same size and modification time is not stored again, even after restarts.
 *
 * Changes are noticed through the kernel where it reports them, and by scanning everything: often where that is cheap, seldom where there
 * are many files. So it works on every file system, including shared folders of containers.
 */
export function startInbox(objects: Objects, settings: InboxSettings, events: InboxEvents = {}): Inbox {
  const watch = new Watch(objects, { ...DEFAULTS, ...settings }, events);
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await watch.look(stopping.signal);
      await sleep(settings.intervalMillis, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    get waiting() {
      return watch.waiting;
    },
    stop: async () => {
      stopping.abort();
      await watching;
      watch.close();
    },
  };
}

class Watch {
  readonly #objects: Objects;
  readonly #settings: Required<InboxSettings>;
  readonly #events: InboxEvents;
  readonly #changed: ChangedNames;
  /** Files by their path below the folder. */
  readonly #known = new Map<string, KnownFile>();
  readonly #byInode = new Map<number, KnownFile>();
  /** Files that changed recently, or are not taken. */
  readonly #warm = new Set<KnownFile>();
  /** Paths that were already reported as not taken. */
  #said = new Set<string>();
  #nextLookMillis = 0;

  constructor(objects: Objects, settings: Required<InboxSettings>, events: InboxEvents) {
    this.#objects = objects;
    this.#settings = settings;
    this.#events = events;
    this.#changed = new ChangedNames(settings.folder);
  }

  get waiting(): number {
    let waiting = 0;
    for (const { isTaken: isDone, failedMillis } of this.#warm) if (!isDone && failedMillis === undefined) waiting += 1;
    return waiting;
  }

  close(): void {
    this.#changed.close();
  }

  async look(stopping: AbortSignal): Promise<void> {
    const { folder } = this.#settings;
    if (performance.now() >= this.#nextLookMillis) await this.#lookAtAll();
    else {
      const folders: string[] = [];
      const events = this.#folderEvents((below) => void folders.push(below), this.#said);
      for (const [below, name] of this.#changed.take()) lookAt(folder, below, name, events);
      for (const below of folders) {
        await lookThrough(
          folder,
          below,
          this.#folderEvents((found) => {
            this.#changed.watch(found);
          }, this.#said),
        );
      }
    }
    for (const known of this.#warm) {
      if (stopping.aborted) return;
      await this.#lookAfter(known);
    }
  }

  async #lookAtAll(): Promise<void> {
    const startMillis = performance.now();
    const folders = new Set<string>();
    const said = new Set<string>();
    const present = new Set<string>();
    const events = this.#folderEvents((below) => {
      folders.add(below);
      this.#changed.watch(below);
    }, said);
    this.#changed.take();
    await lookThrough(this.#settings.folder, '', {
      ...events,
      onFile: (file) => {
        present.add(file.relative);
        events.onFile(file);
      },
    });
    this.#changed.keep(folders);
    for (const [relative, known] of this.#known) if (!present.has(relative)) this.#forget(relative, known);
    this.#said = said;
    const intervalMillis = (performance.now() - startMillis) / LOOK_SHARE;
    this.#nextLookMillis = performance.now() + Math.min(intervalMillis, MAX_LOOK_INTERVAL_MILLIS);
  }

  /** @param said collects the paths that are not taken */
  #folderEvents(onFolder: (below: string) => void, said: Set<string>): FolderEvents {
    return {
      onFolder,
      onFile: (file) => {
        this.#see(file);
      },
      onProblem: (path, error) => {
        if (!this.#said.has(path) && !said.has(path)) this.#events.onProblem?.(path, error);
        said.add(path);
      },
    };
  }

  #see({ path, relative, stats }: FoundFile): void {
    const known = this.#known.get(relative);
    if (known !== undefined) {
      this.#update(known, stats);
      return;
    }
    const key = INBOX_PREFIX + relative;
    const object = this.#objects.find(key);
    const isDone = isTaken(object, stats) || this.#isRenamed(key, stats);
    const takenBytes = isDone ? stats.size : (object?.sizeBytes ?? 0);
    const seen = new KnownFile({ path, key, stats, takenBytes, isTaken: isDone });
    this.#known.set(relative, seen);
    this.#byInode.set(stats.ino, seen);
    if (!isDone) this.#warm.add(seen);
  }

  /** A file renamed by log rotation is copied in the bucket, so that its content is not stored again. */
  #isRenamed(key: string, stats: Stats): boolean {
    const before = this.#byInode.get(stats.ino);
    if (before === undefined || before.key === key || !isTaken(this.#objects.find(before.key), stats)) return false;
    const object = this.#objects.copy(before.key, key);
    if (object !== undefined) this.#events.onUploaded?.(object);
    return object !== undefined;
  }

  #forget(relative: string, known: KnownFile): void {
    this.#known.delete(relative);
    this.#warm.delete(known);
    if (this.#byInode.get(known.stats.ino) === known) this.#byInode.delete(known.stats.ino);
  }

  #update(known: KnownFile, stats: Stats): void {
    const { ino } = known.stats;
    if (!known.update(stats, this.#settings.retryMillis)) return;
    this.#warm.add(known);
    if (ino !== stats.ino) this.#byInode.set(stats.ino, known);
  }

  async #lookAfter(known: KnownFile): Promise<void> {
    const nowMillis = performance.now();
    if (known.failedMillis !== undefined) {
      this.#warm.delete(known);
      return;
    }
    if (known.isNew) {
      known.isNew = false;
      return;
    }
    try {
      const stats = await stat(known.path);
      this.#update(known, stats);
      if (!known.isTaken && nowMillis >= known.nextTakeMillis) await this.#take(known, stats);
      if (known.isTaken && nowMillis - known.sinceMillis > WARM_MILLIS) this.#warm.delete(known);
    } catch (error) {
      this.#fail(known, error);
    }
  }

  #fail(known: KnownFile, error: unknown): void {
    // gone since it was seen: the next scan removes it
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'FILE_NOT_FOUND')) {
      this.#warm.delete(known);
      return;
    }
    if (known.failed()) this.#events.onProblem?.(known.path, fileError(known.path, error));
  }

  async #take(known: KnownFile, stats: Stats): Promise<void> {
    const end = await known.endOfTake(this.#settings);
    if (end === undefined) return;
    const object = await takeUpTo(this.#objects, known, end, stats);
    known.took(object.sizeBytes, this.#settings.pauseMillis);
    this.#events.onUploaded?.(object);
  }
}
