import type { Stats } from 'node:fs';
import { isFollowed, wholeLinesEnd } from './take.ts';

/** What is taken is read again as a whole, to compare it: a file that never rests is taken so seldom that no more than this is read of it. */
const READ_BYTES_A_SECOND = 20e6;

/** When files are taken, see InboxSettings. */
interface Patience {
  readonly intervalMillis: number;
  readonly patienceMillis: number;
  readonly lineRestMillis: number;
}

/** A file of the inbox as it was last seen. */
export class KnownFile {
  readonly path: string;
  readonly key: string;
  stats: Stats;
  /** Whether the bucket holds it as it is. */
  isTaken: boolean;
  /** Whether it was seen once only: it may be written just now. */
  isNew = true;
  /** Since when it has been as it is, milliseconds of a clock that nobody sets. */
  sinceMillis = performance.now();
  /** When it may be taken again, milliseconds of a clock that nobody sets. */
  nextTakeMillis = 0;
  /** When it could not be read, milliseconds of a clock that nobody sets. */
  failedMillis: number | undefined;
  /** Whether that was said since it could be read. */
  #isSaid = false;
  /** How much of it the bucket holds. */
  #takenBytes: number;
  /** Since when it has not been taken as it is, milliseconds of a clock that nobody sets. */
  #waitingMillis = performance.now();
  /** Whether it can be followed by lines; unknown until that is needed. */
  #isFollowed: boolean | undefined;

  /** @param takenBytes how much of it the bucket holds */
  constructor(path: string, key: string, stats: Stats, takenBytes: number, isTaken: boolean) {
    this.path = path;
    this.key = key;
    this.stats = stats;
    this.#takenBytes = takenBytes;
    this.isTaken = isTaken;
  }

  /** It was looked at; returns whether there is something to be done. */
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
    // rights and owner show in the time at which the inode changed; those of the folders above show nowhere
    const isWorthTrying = before.ctimeMs !== stats.ctimeMs || nowMillis - failedMillis >= retryMillis;
    if (isWorthTrying) this.failedMillis = undefined;
    return isWorthTrying;
  }

  /** It could not be read; returns whether that is news. */
  failed(): boolean {
    this.failedMillis = performance.now();
    const isNews = !this.#isSaid;
    this.#isSaid = true;
    return isNews;
  }

  /** So much of it is in the bucket now. */
  took(bytes: number, pauseMillis: number): void {
    const nowMillis = performance.now();
    this.#takenBytes = bytes;
    this.isTaken = bytes === this.stats.size;
    this.#waitingMillis = nowMillis;
    this.nextTakeMillis = nowMillis + Math.max(pauseMillis, (this.stats.size / READ_BYTES_A_SECOND) * 1000);
    this.#isSaid = false;
  }

  /** How much of the file is to be taken now; `undefined` for nothing. Errors: FILE_NOT_FOUND, FILE_UNREADABLE. */
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
    // one that rests is soon taken as a whole
    return isStill || wholeEnd === taken ? undefined : wholeEnd;
  }
}
