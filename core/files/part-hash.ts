import { createHash, type Hash } from 'node:crypto';
import { LINE_FEED } from '../bytes/ascii.ts';
import { type IdKey, keyedDigest } from './id-key.ts';

/** The part of a SHA-256 that is kept: 128 bits distinguish any two contents. */
const HASH_BYTES = 16;

/** What is known of the bytes of a part that were added so far. */
export interface PartHashes {
  /** Of all of them. */
  readonly hash: string;
  /** Of those up to each offset that was watched and is reached. */
  readonly watched: ReadonlyMap<number, string>;
  /** Of those up to the last line feed, and where that ends; absent where there is none. */
  readonly lines?: { readonly end: number; readonly hash: string };
  /** Whether the part's first byte is the first of a line: the byte before it is a line feed, or there is none. */
  readonly beginsLine: boolean;
  /** Of the bytes before the part, where that is asked for. */
  readonly before?: string;
}

/** What was added last, and the hash of what is before it in its part. */
interface RecentPiece {
  readonly partStart: number;
  readonly start: number;
  readonly bytes: Uint8Array;
  readonly hash: Hash;
}

/**
 * Hashes the parts of a content one by one while it is read. It runs ahead of the lines: a line can end many parts after the one in
 * which it begins.
 */
export class PartHasher {
  readonly #partBytes: number;
  readonly #idKey: IdKey;
  readonly #keptBytes: number;
  #recent: RecentPiece[] = [];
  /** Offsets at which the hash is wanted, by where the part begins. */
  readonly #watches = new Map<number, readonly number[]>();
  /** The parts that ended and whose hash was not requested yet, by where they begin. */
  readonly #ended = new Map<number, PartHashes>();
  /** Where the open part begins, and what was added of it so far. */
  #start: number;
  #addedBytes = 0;
  #hash: Hash = createHash('sha256');
  #watched = new Map<number, string>();
  #lines: { readonly end: number; readonly hash: Hash } | undefined;
  #beginsLine: boolean;

  /**
   * @param start where the first part begins, in bytes of the decompressed content
   * @param partBytes of every part but the last
   * @param idKey where names are replaced: of the SHA-256 an HMAC is kept then
   * @param keptBytes how far back the hash up to a place that is not the end of a line can be requested; the pieces must not change then
   */
  constructor(start: number, partBytes: number, idKey?: IdKey, keptBytes = 0) {
    this.#idKey = idKey;
    this.#keptBytes = keptBytes;
    this.#start = start;
    this.#partBytes = partBytes;
    this.#beginsLine = start === 0;
  }

  /** Has the hash of a part's bytes up to each of these offsets noted; to be called before the bytes of the part are added. */
  watch(start: number, ends: readonly number[]): void {
    this.#watches.set(start, ends);
  }

  /**
   * Adds the next piece of the content; what is before the first part is passed over.
   *
   * @param start its byte offset in the content
   */
  add(piece: Uint8Array, start: number): void {
    let at = Math.max(0, this.#start + this.#addedBytes - start);
    if (this.#addedBytes === 0 && at > 0) this.#beginsLine = piece[Math.min(at, piece.length) - 1] === LINE_FEED;
    while (at < piece.length) {
      const bytes = piece.subarray(at, at + this.#partBytes - this.#addedBytes);
      this.#addBytes(bytes);
      at += bytes.length;
      if (this.#addedBytes === this.#partBytes) this.#endPart(bytes.at(-1) === LINE_FEED);
    }
  }

  /** The hash of a part up to an offset that was watched, once it is reached. */
  at(start: number, end: number): string | undefined {
    const watched = start === this.#start ? this.#watched : this.#ended.get(start)?.watched;
    return watched?.get(end);
  }

  /** Whether a part's first byte is the first of a line, once that byte, or the end, is reached. */
  beginsLine(start: number): boolean {
    return start === this.#start ? this.#beginsLine : this.#ended.get(start)?.beginsLine === true;
  }

  /**
   * What was added of a part. Each part can be asked for once, in their order.
   *
   * @param end where its `lines` are to end, if not with the last line feed: then they are absent where that is too far back
   */
  take(start: number, end?: number): PartHashes {
    const { lines, ...hashes } = this.#ended.get(start) ?? this.#hashes();
    this.#ended.delete(start);
    const wanted = end === undefined || end === lines?.end ? lines : this.#linesUpTo(start, end);
    return { ...hashes, ...(wanted && { lines: wanted }) };
  }

  /** The hash of some bytes, kept as those of parts are. */
  hashOf(bytes: Uint8Array): string {
    return this.#shortened(createHash('sha256').update(bytes));
  }

  #linesUpTo(start: number, end: number): PartHashes['lines'] {
    const piece = this.#recent.find(
      (one) => one.partStart === start && one.start <= end && end <= one.start + one.bytes.length,
    );
    if (piece === undefined) return undefined;
    return { end, hash: this.#shortened(piece.hash.copy().update(piece.bytes.subarray(0, end - piece.start))) };
  }

  #keep(bytes: Uint8Array, start: number): void {
    if (this.#keptBytes === 0) return;
    this.#recent.push({ partStart: this.#start, start, bytes, hash: this.#hash.copy() });
    const from = start + bytes.length - this.#keptBytes;
    const kept = this.#recent.findIndex((one) => one.start + one.bytes.length > from);
    if (kept > 0) this.#recent.splice(0, kept);
  }

  /** All bytes belong to the open part. */
  #addBytes(bytes: Uint8Array): void {
    const from = this.#start + this.#addedBytes;
    this.#keep(bytes, from);
    const lineEnd = from + bytes.lastIndexOf(LINE_FEED) + 1;
    const watches = (this.#watches.get(this.#start) ?? []).filter((end) => end > from && end <= from + bytes.length);
    const stops = lineEnd > from ? [...watches, lineEnd] : watches;
    let at = from;
    for (const stop of stops.length > 1 ? stops.toSorted((one, other) => one - other) : stops) {
      if (stop > at) this.#hash.update(bytes.subarray(at - from, stop - from));
      at = stop;
      if (stop === lineEnd) this.#lines = { end: lineEnd, hash: this.#hash.copy() };
      if (watches.includes(stop)) this.#watched.set(stop, this.#shortened(this.#hash.copy()));
    }
    this.#hash.update(bytes.subarray(at - from));
    this.#addedBytes += bytes.length;
  }

  #endPart(beginsLine: boolean): void {
    this.#ended.set(this.#start, this.#hashes());
    this.#watches.delete(this.#start);
    this.#start += this.#partBytes;
    this.#addedBytes = 0;
    this.#hash = createHash('sha256');
    this.#watched = new Map();
    this.#lines = undefined;
    this.#beginsLine = beginsLine;
  }

  #hashes(): PartHashes {
    return {
      hash: this.#shortened(this.#hash.copy()),
      watched: this.#watched,
      ...(this.#lines && { lines: { end: this.#lines.end, hash: this.#shortened(this.#lines.hash.copy()) } }),
      beginsLine: this.#beginsLine,
    };
  }

  #shortened(hash: Hash): string {
    return keyedDigest(hash.digest(), this.#idKey, 'part').toString('base64url', 0, HASH_BYTES);
  }
}
