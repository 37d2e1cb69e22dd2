import type { Stats } from 'node:fs';
import { isFollowed, wholeLinesEnd } from './take.ts';

/**
 * A taken file is read again completely, to compare it: a file that never rests is taken so seldom that no more than this is read of it.
 */
const READ_BYTES_A_SECOND = 20e6;

/** What is known of a file when it is first seen. */
interface SeenFile {
  readonly path: string;
  readonly key: string;
  readonly stats: Stats;
  /** How much of it the bucket holds. */
  readonly takenBytes: number;
  /** Whether the bucket holds its current content. */
  readonly isTaken: boolean;
}

interface Patience {
  readonly intervalMillis: number;
  readonly patienceMillis: number;
  readonly lineRestMillis: number;
}

/** A file of the inbox, as last seen. */
export class KnownFile {
  readonly path: string;
  readonly key: string;
  stats: Stats;
  /** Whether the bucket holds its current content. */
  isTaken: boolean;
  /** Whether it was seen only once: it may just be being written. */
  isNew = true;
  /** Since when it has been unchanged, milliseconds of a monotonic clock. */
  sinceMillis = performance.now();
  /** When it may be taken again, milliseconds of a monotonic clock. */
  nextTakeMillis = 0;
  /** When reading it failed, milliseconds of a monotonic clock. */
  failedMillis: number | undefined;
  /** Whether that was already reported. */
  #isSaid = false;
  /** How much of it the bucket holds. */
  #takenBytes: number;
  /** Since when its content has been waiting, milliseconds of a monotonic clock. */
  #waitingMillis = performance.now();
  /** Whether it can be followed line by line; unknown until needed. */
  #isFollowed: boolean | undefined;

  constructor({ path, key, stats, takenBytes, isTaken }: SeenFile) {
    this.path = path;
    this.key = key;
    this.stats = stats;
    this.#takenBytes = takenBytes;
    this.isTaken = isTaken;
  }

  /** Updates it after a look; returns whether there is something to do. */
  update(stats: Stats, retryMillis: number): boolean {
    const before = this.stats;
    const nowMillis = performance.now();
    const { failedMillis } = this;
    this.stats = stats;
    const isSame = before.size === stats.size && before.mtimeMs === stats.mtimeMs && before.ino === stats.ino;
    if (!isSame) {
      if (stats.size < this.#takenBytes || before.ino !== stats.ino) {
        this.#takenBytes = 0;
        this.#isFollowed = undefined;
      }
      if (this.isTaken) this.#waitingMillis = nowMillis;
      this.isTaken = false;
      this.sinceMillis = nowMillis;
      this.failedMillis = undefined;
      return true;
    }
    if (failedMillis === undefined) return false;
    // a change of permissions or owner shows in the inode's change time; one of the folders above shows nowhere
    const isWorthTrying = before.ctimeMs !== stats.ctimeMs || nowMillis - failedMillis >= retryMillis;
    if (isWorthTrying) this.failedMillis = undefined;
    return isWorthTrying;
  }

  /** Records that it could not be read; returns whether that is news. */
  failed(): boolean {
    this.failedMillis = performance.now();
    const isNews = !this.#isSaid;
    this.#isSaid = true;
    return isNews;
  }

  /** Records how much of it is in the bucket now. */
  took(bytes: number, pauseMillis: number): void {
    const nowMillis = performance.now();
    this.#takenBytes = bytes;
    this.isTaken = bytes === this.stats.size;
    this.#waitingMillis = nowMillis;
    this.nextTakeMillis = nowMillis + Math.max(pauseMillis, (this.stats.size / READ_BYTES_A_SECOND) * 1000);
    this.#isSaid = false;
  }

  /** How much of the file should be taken now; `undefined` for nothing. Errors: FILE_NOT_FOUND, FILE_UNREADABLE. */
  async endOfTake({ intervalMillis, patienceMillis, lineRestMillis }: Patience): Promise<number | undefined> {
    const { size } = this.stats;
    const nowMillis = performance.now();
    const restedMillis = nowMillis - this.sinceMillis;
    const isStill = restedMillis >= intervalMillis;
    if (size > 0) this.#isFollowed ??= await isFollowed(this.path);
    if (this.#isFollowed !== true) {
      return isStill || nowMillis - this.#waitingMillis >= patienceMillis ? size : undefined;
    }
    const taken = this.#takenBytes;
    const wholeEnd = taken < size ? await wholeLinesEnd(this.path, taken, size) : size;
    if (wholeEnd === size || restedMillis >= lineRestMillis) return size;
    // a file that rests is soon taken whole
    return isStill || wholeEnd === taken ? undefined : wholeEnd;
  }
}
