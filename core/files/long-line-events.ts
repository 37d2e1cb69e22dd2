import { type JsonEnvelope, MAX_ENVELOPE_BYTES } from '../formats/json-envelope.ts';
import { JsonEventFinder, type JsonEventFinderState } from '../formats/json-event-finder.ts';
import type { FileLine, OnLine } from './file-line.ts';

/** Closes the array and the object that an envelope's head leaves open. */
const ENVELOPE_END = Buffer.from(']}');
/** More of an envelope than is kept of it, and of those in which it is: what has no field, and as much for the rest. */
export const MAX_HEADS_BYTES = 2 * MAX_ENVELOPE_BYTES;
/** Room for the heads of those that are too long to be kept. */
const EMPTY_HEADS_BYTES = 64;

/** Where the reading of a long line can continue, and all that it needs there. */
export interface LongLinePosition {
  /** Byte offset in the content: of the event that is open, or else after what was read. */
  readonly position: number;
  readonly finder: JsonEventFinderState;
  /** What holds the events that follow, the outermost first: each up to the first of its array. */
  readonly heads: readonly Buffer[];
}

/**
 * Hands out the events of a line of JSON that is too long to be kept in memory: of an object in an envelope, or of a pile of objects without
 * line feeds, as Firehose writes them. The bytes come in pieces; of an event that lies in several, at most `maxEventBytes`
 * are held. From a byte on that belongs to no sequence of events, the rest of the line is handed out as one event.
 */
export class LongLineEvents {
  readonly #onEvent: OnLine;
  readonly #maxEventBytes: number;
  readonly #finder: JsonEventFinder;
  #place: 'between' | 'event' | 'rest' = 'between';
  /** Where the event that is open, or the rest, begins in the content. */
  #eventOffset = 0;
  #held: Buffer | undefined;
  #heldBytes = 0;

  /** @param from where the reading of the line continues; absent at its beginning */
  constructor(onEvent: OnLine, maxEventBytes: number, from?: LongLinePosition) {
    this.#onEvent = onEvent;
    this.#maxEventBytes = maxEventBytes;
    this.#finder = new JsonEventFinder(from?.finder);
    this.#setHeads(from?.heads ?? []);
  }

  /** Where the reading can continue later; what was read ends at byte `end` of the content. */
  positionAt(end: number): LongLinePosition {
    return {
      position: this.#place === 'between' ? end : this.#eventOffset,
      finder: this.#finder.state,
      heads: this.#heads,
    };
  }

  /** Adds `bytes[start, end)`, which begin at byte `offset` of the content and do not hold the line feed. */
  push(bytes: Buffer, start: number, end: number, offset: number): void {
    let from = start;
    for (let index = start; index < end && this.#place !== 'rest';) {
      const next = this.#finder.advance(bytes, index, end);
      if (this.#finder.found === 'last') {
        this.#emit(bytes, from, next);
      } else if (this.#finder.found === 'end of envelope') {
        this.#setHeads(this.#heads.slice(0, -1));
      } else if (this.#finder.found === 'first' || this.#finder.isBroken) {
        if (this.#place === 'event' && !this.#finder.isBroken)
          this.#setHeads([...this.#heads, this.#head(bytes, from, next - 1)]);
        from = this.#finder.isBroken ? next : next - 1;
        this.#open(this.#finder.isBroken ? 'rest' : 'event', offset + from - start);
      }
      index = next;
    }
    if (this.#place !== 'between') this.#hold(bytes, from, end);
  }

  /** Ends the line at byte `lineEnd` of the content: what is open is handed out as it is. */
  finish(lineEnd: number, onOpenEvent: OnLine = this.#onEvent): void {
    if (this.#place === 'between' || this.#held === undefined) return;
    onOpenEvent(this.#event(this.#held, 0, this.#heldBytes, lineEnd - this.#eventOffset));
  }

  /** What is before the first event of the open object, which is an envelope: that begins at `bytes[to]`. */
  #head(bytes: Buffer, from: number, to: number): Buffer {
    const keptBytes = this.#heads.reduce((sum, { length }) => sum + length, 0);
    if (keptBytes + this.#eventBytes + to - from > MAX_HEADS_BYTES - EMPTY_HEADS_BYTES)
      return Buffer.from(`{"${this.#finder.state.arrays.at(-1) ?? ''}":[`);
    const before = this.#held?.subarray(0, this.#heldBytes) ?? Buffer.alloc(0);
    return Buffer.concat([before, bytes.subarray(from, to)]);
  }

  #setHeads(heads: readonly Buffer[]): void {
    this.#heads = heads;
    const json = Buffer.concat([...heads, ...heads.map(() => ENVELOPE_END)]);
    this.#envelope = heads.length === 0 ? undefined : { json, isWhole: false };
  }
  #heads: readonly Buffer[] = [];
  #envelope: JsonEnvelope | undefined;

  #open(place: 'event' | 'rest', offset: number): void {
    this.#place = place;
    this.#eventOffset = offset;
    this.#heldBytes = 0;
    this.#eventBytes = 0;
  }
  /** How much of the open event came in earlier pieces. */
  #eventBytes = 0;

  #hold(bytes: Buffer, from: number, to: number): void {
    this.#held ??= Buffer.allocUnsafe(this.#maxEventBytes);
    this.#heldBytes += bytes.copy(this.#held, this.#heldBytes, from, to);
    this.#eventBytes += to - from;
  }

  #event(bytes: Buffer, start: number, end: number, lengthBytes: number): FileLine {
    return { bytes, start, end, offset: this.#eventOffset, lengthBytes, envelope: this.#envelope };
  }

  #emit(bytes: Buffer, from: number, to: number): void {
    const lengthBytes = this.#eventBytes + to - from;
    if (this.#eventBytes === 0) {
      const end = Math.min(to, from + this.#maxEventBytes);
      this.#onEvent(this.#event(bytes, from, end, lengthBytes));
    } else {
      this.#hold(bytes, from, to);
      this.#onEvent(this.#event(this.#held ?? bytes, 0, this.#heldBytes, lengthBytes));
    }
    this.#place = 'between';
    this.#heldBytes = 0;
    this.#eventBytes = 0;
  }
}
