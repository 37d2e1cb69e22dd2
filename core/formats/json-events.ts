import {
  BACKSLASH,
  CARRIAGE_RETURN,
  CLOSING_BRACE,
  CLOSING_BRACKET,
  COLON,
  COMMA,
  LINE_FEED,
  OPENING_BRACE,
  OPENING_BRACKET,
  QUOTE,
  SPACE,
  TAB,
} from '../bytes/ascii.ts';
import { JsonScanner } from './json-scanner.ts';

/**
 * The members whose arrays hold events: `Records` of CloudTrail and other AWS services (CloudTrail user guide, "CloudTrail log
 * file examples"), and `logEvents` of CloudWatch Logs (CloudWatch Logs user guide, "Subscription filters").
 */
export const EVENT_ARRAYS = ['Records', 'logEvents'] as const;

const arrayKeys: readonly Buffer[] = EVENT_ARRAYS.map((key) => Buffer.from(key));
/** One more than the longest key that counts, so that a longer one is no equal. */
const KEY_BYTES = 1 + Math.max(...arrayKeys.map(({ length }) => length));

/** Where reading is: between events, in one, or in what follows the array of an envelope. */
type Place = 'between' | 'event' | 'tail' | 'broken';

/** How much of `"Records":[` was read; it leads to an array of events if `{` follows. */
type ArrayStart = 'none' | 'key expected' | 'key' | 'colon' | 'bracket';

/** All that a finder knows between two events, or after the array of an envelope: from there another one can continue. */
export interface JsonEventFinderState {
  /** Open brackets after the array of an envelope, that of the envelope included; 0 between events. */
  readonly depth: number;
  readonly inString: boolean;
  readonly isEscaped: boolean;
  readonly inEnvelope: boolean;
  readonly hasOpened: boolean;
  readonly hasClosed: boolean;
}

/**
 * Finds the events in a line of JSON: objects end to end, with or without commas between them, or in an array, which may
 * have begun in another line or end in one; and the objects in the array of an envelope, `{"Records":[…]}`. It looks only at
 * brackets and strings, so an event that it finds may still be invalid JSON. The bytes may come in pieces, cut anywhere; none is kept.
 */
export class JsonEventFinder {
  /** What {@link advance} came to: the first or the last byte of an event, or the last of an envelope. */
  found: 'first' | 'last' | 'end of envelope' | 'nothing' = 'nothing';
  #place: Place = 'between';
  /** Open brackets, that of the event or of the envelope included. */
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  #inEnvelope = false;
  /** Whether what closed last is an envelope, not an event. */
  #hasLeft = false;
  #hasOpened = false;
  #hasClosed = false;
  #arrayStart: ArrayStart = 'none';
  readonly #key = Buffer.alloc(KEY_BYTES);
  #keyBytes = 0;

  /** @param state of a finder that read what is before; absent at the beginning of a line */
  constructor(state?: JsonEventFinderState) {
    if (state === undefined) return;
    this.#place = state.depth > 0 ? 'tail' : 'between';
    this.#depth = state.depth;
    this.#inString = state.inString;
    this.#isEscaped = state.isEscaped;
    this.#inEnvelope = state.inEnvelope;
    this.#hasOpened = state.hasOpened;
    this.#hasClosed = state.hasClosed;
  }

  /** What a finder needs to continue from here; within an event, or where the sequence is broken: from that event, or from the byte that breaks it. */
  get state(): JsonEventFinderState {
    const isInTail = this.#place === 'tail';
    return {
      depth: isInTail ? this.#depth : 0,
      inString: isInTail && this.#inString,
      isEscaped: isInTail && this.#isEscaped,
      inEnvelope: this.#inEnvelope,
      hasOpened: this.#hasOpened,
      hasClosed: this.#hasClosed,
    };
  }

  /** Whether an array begins or ends in what was read. */
  get hasBrackets(): boolean {
    return this.#hasOpened || this.#hasClosed;
  }

  /** Whether what was read is no sequence of events. */
  get isBroken(): boolean {
    return this.#place === 'broken';
  }

  /** Whether the line may end here. */
  get isComplete(): boolean {
    return this.#place === 'between' && !this.#inEnvelope;
  }

  /**
   * Reads `bytes[start, end)` until after the first byte of an event, the last of one, or the last of an envelope ({@link found} says
   * which), and returns where that is; `end` where it came to neither, and where the byte is that breaks the sequence, if one does. An
   * object that turns out to be an envelope begins again, with the first event in it.
   */
  advance(bytes: Buffer, start: number, end: number): number {
    this.found = 'nothing';
    for (let index = start; index < end; index++) {
      if (!this.#take(bytes[index] ?? 0)) {
        if (this.isBroken) return index;
        continue;
      }
      if (this.#place === 'event') this.found = 'first';
      else this.found = this.#hasLeft ? 'end of envelope' : 'last';
      return index + 1;
    }
    return end;
  }

  /** Reads a byte; returns whether it is the first or the last of an event, or the last of an envelope. */
  #take(byte: number): boolean {
    if (this.#place === 'between') return this.#takeBetween(byte);
    if (this.#isOfString(byte)) return false;
    if (this.#place === 'event' && this.#beginsArray(byte)) return true;
    if (!this.#closes(byte)) return false;
    this.#hasLeft = this.#place === 'tail';
    this.#place = 'between';
    if (this.#hasLeft) this.#inEnvelope = false;
    return true;
  }

  #takeBetween(byte: number): boolean {
    if (isSeparator(byte)) return false;
    if (byte === OPENING_BRACE && !this.#hasClosed) {
      this.#place = 'event';
      this.#depth = 1;
      this.#arrayStart = this.#inEnvelope ? 'none' : 'key expected';
      return true;
    }
    if (byte === CLOSING_BRACKET && this.#inEnvelope) {
      this.#place = 'tail';
      this.#depth = 1;
    } else if (byte === CLOSING_BRACKET && !this.#hasClosed) {
      this.#hasClosed = true;
    } else if (byte === OPENING_BRACKET && !this.#hasOpened && !this.#hasClosed && !this.#inEnvelope) {
      this.#hasOpened = true;
    } else {
      this.#place = 'broken';
    }
    return false;
  }

  /** Whether the byte is part of a string, its quotes included. */
  #isOfString(byte: number): boolean {
    if (!this.#inString) {
      this.#inString = byte === QUOTE;
      this.#keyBytes = 0;
      return this.#inString;
    }
    if (this.#isEscaped) {
      this.#isEscaped = false;
    } else if (byte === BACKSLASH) {
      this.#isEscaped = true;
    } else if (byte === QUOTE) {
      this.#inString = false;
      this.#arrayStart = this.#arrayStart === 'key expected' && this.#isArrayKey() ? 'key' : 'none';
      return true;
    }
    if (this.#arrayStart === 'key expected' && this.#keyBytes < KEY_BYTES) this.#key[this.#keyBytes++] = byte;
    return true;
  }

  #isArrayKey(): boolean {
    const key = this.#key.subarray(0, this.#keyBytes);
    return arrayKeys.some((name) => name.equals(key));
  }

  /** Whether the byte is the first of the first event of an envelope: `"Records":[{`. */
  #beginsArray(byte: number): boolean {
    if (byte <= SPACE || this.#arrayStart === 'none' || this.#arrayStart === 'key expected') return false;
    if (this.#arrayStart === 'key' && byte === COLON) {
      this.#arrayStart = 'colon';
    } else if (this.#arrayStart === 'colon' && byte === OPENING_BRACKET) {
      this.#arrayStart = 'bracket';
    } else if (this.#arrayStart === 'bracket' && byte === OPENING_BRACE) {
      this.#arrayStart = 'none';
      this.#inEnvelope = true;
      this.#depth = 1;
      return true;
    } else {
      this.#arrayStart = 'none';
    }
    return false;
  }

  /** Whether the byte closes the event or the envelope. */
  #closes(byte: number): boolean {
    if (byte === OPENING_BRACE || byte === OPENING_BRACKET) this.#depth++;
    else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) this.#depth--;
    else if (byte === COMMA && this.#depth === 1 && this.#place === 'event' && !this.#inEnvelope) {
      this.#arrayStart = 'key expected';
    }
    return this.#depth === 0;
  }
}

function isSeparator(byte: number): boolean {
  return byte === SPACE || byte === COMMA || byte === TAB || byte === CARRIAGE_RETURN || byte === LINE_FEED;
}

/** Where an event is in its line: `[start, end)`. */
export interface EventRange {
  readonly start: number;
  readonly end: number;
  /** Where the envelope is that holds it, the same for all of its events. */
  readonly envelope?: EnvelopeRange;
}

/** Where an envelope is in its line: what comes before its first event, `[start, headEnd)`, and after its last, `[tailStart, end)`. */
export interface EnvelopeRange {
  readonly start: number;
  readonly headEnd: number;
  readonly tailStart: number;
  readonly end: number;
}

/**
 * The events in the line `bytes[start, end)`, all of them JSON; undefined where the line is anything else. There may be none,
 * as in the line `[` of an array over many lines.
 */
export function findJsonEvents(bytes: Buffer, start: number, end: number): readonly EventRange[] | undefined {
  // every line of a text file comes here: most are recognised by their first byte, without a finder made for them
  if (start === end || !mayBegin(bytes[start] ?? 0)) return undefined;
  const finder = new JsonEventFinder();
  const events: EventRange[] = [];
  let eventStart = -1;
  let envelope: Mutable<EnvelopeRange> | undefined;
  for (let index = start; index < end;) {
    index = finder.advance(bytes, index, end);
    if (finder.isBroken) return undefined;
    if (finder.found === 'first') {
      // an object that holds another that is an event is none itself
      if (eventStart >= 0) envelope = { start: eventStart, headEnd: index - 1, tailStart: end, end };
      eventStart = index - 1;
    } else if (finder.found === 'end of envelope' && envelope) {
      envelope.end = index;
      envelope = undefined;
    }
    if (finder.found !== 'last') continue;
    if (scanner.valueEnd(bytes, eventStart, index) !== index) return undefined;
    events.push({ start: eventStart, end: index, ...(envelope && { envelope }) });
    if (envelope) envelope.tailStart = index;
    eventStart = -1;
  }
  return finder.isComplete && (events.length > 0 || finder.hasBrackets) ? events : undefined;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function mayBegin(byte: number): boolean {
  return byte === OPENING_BRACE || byte === OPENING_BRACKET || byte === CLOSING_BRACKET || isSeparator(byte);
}

/** Whether `bytes[start, end)`, the beginning of a line, holds a whole event of JSON, whatever follows it. */
export function beginsWithJsonEvent(bytes: Buffer, start: number, end: number): boolean {
  const finder = new JsonEventFinder();
  let eventStart = start;
  for (let index = start; index < end && !finder.isBroken;) {
    index = finder.advance(bytes, index, end);
    if (finder.found === 'first') eventStart = index - 1;
    if (finder.found === 'last') return scanner.valueEnd(bytes, eventStart, index) === index;
  }
  return false;
}

/** Reading is synchronous, so one serves all lines. */
const scanner = new JsonScanner();
