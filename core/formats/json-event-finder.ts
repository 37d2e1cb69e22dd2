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

/** The members of a line's object whose arrays hold events, and those of these events' objects that hold them instead. */
const HELD: Readonly<Record<EventArray, EventArray | undefined>> = {
  // CloudTrail and other AWS services (CloudTrail user guide, "CloudTrail log file examples")
  Records: undefined,
  // CloudWatch Logs user guide, "Subscription filters"
  logEvents: undefined,
  // AWS Config developer guide, "Example configuration snapshot"
  configurationItems: undefined,
  // OpenTelemetry (OTLP specification, "JSON Protobuf Encoding"): of each resource and each of its scopes
  resourceLogs: 'scopeLogs',
  scopeLogs: 'logRecords',
  logRecords: undefined,
};

/** A member whose array holds events, or objects that do. */
export type EventArray = (typeof eventArrayNames)[number];
export const eventArrayNames = [
  ...(['Records', 'logEvents', 'configurationItems'] as const),
  ...(['resourceLogs', 'scopeLogs', 'logRecords'] as const),
] as const;
/** Those of a line's object. */
export const EVENT_ARRAYS = [
  'Records',
  'configurationItems',
  'logEvents',
  'resourceLogs',
] as const satisfies readonly EventArray[];

interface ArrayKey {
  readonly name: EventArray;
  readonly bytes: Buffer;
}
const keyOf = (name: EventArray): ArrayKey => ({ name, bytes: Buffer.from(name) });
const NO_KEYS: readonly ArrayKey[] = [];
const lineKeys: readonly ArrayKey[] = EVENT_ARRAYS.map(keyOf);
const heldKeys = new Map(
  eventArrayNames.map((name) => {
    const held = HELD[name];
    return [name, held === undefined ? NO_KEYS : [keyOf(held)]] as const;
  }),
);
/** One more than the longest key that counts, so that a longer one is no equal. */
const KEY_BYTES = 1 + Math.max(...eventArrayNames.map(({ length }) => length));

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
  /** The arrays that are open in envelopes, the outermost first. */
  readonly arrays: readonly EventArray[];
  readonly hasOpened: boolean;
  readonly hasClosed: boolean;
}

/**
 * Finds the events in a line of JSON: objects end to end, with or without commas between them, or in an array, which may
 * have begun in another line or end in one; and the objects in the array of an envelope, `{"Records":[…]}`, or of envelopes in it. It looks only at
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
  #arrays: readonly EventArray[] = [];
  /** The keys whose arrays hold events in the object that begins next. */
  #keys: readonly ArrayKey[] = lineKeys;
  /** Whether what closed last is an envelope, not an event. */
  #hasLeft = false;
  #hasOpened = false;
  #hasClosed = false;
  #arrayStart: ArrayStart = 'none';
  readonly #key = Buffer.alloc(KEY_BYTES);
  #keyBytes = 0;
  #array: EventArray | undefined;

  /** @param state of a finder that read what is before; absent at the beginning of a line */
  constructor(state?: JsonEventFinderState) {
    if (state === undefined) return;
    this.#place = state.depth > 0 ? 'tail' : 'between';
    this.#depth = state.depth;
    this.#inString = state.inString;
    this.#isEscaped = state.isEscaped;
    this.#openArrays(state.arrays);
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
      arrays: this.#arrays,
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
    return this.#place === 'between' && this.#arrays.length === 0;
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
    if (this.#hasLeft) this.#openArrays(this.#arrays.slice(0, -1));
    return true;
  }

  #takeBetween(byte: number): boolean {
    if (isSeparator(byte)) return false;
    if (byte === OPENING_BRACE && !this.#hasClosed) {
      this.#place = 'event';
      this.#depth = 1;
      this.#arrayStart = this.#arrayStartOfObject;
      return true;
    }
    if (byte === CLOSING_BRACKET && this.#arrays.length > 0) {
      this.#place = 'tail';
      this.#depth = 1;
    } else if (byte === CLOSING_BRACKET && !this.#hasClosed) {
      this.#hasClosed = true;
    } else if (byte === OPENING_BRACKET && !this.#hasOpened && !this.#hasClosed && this.#arrays.length === 0) {
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
    this.#array = this.#keys.find(({ bytes }) => bytes.equals(key))?.name;
    return this.#array !== undefined;
  }

  /** Whether the byte is the first of the first event of an envelope: `"Records":[{`. */
  #beginsArray(byte: number): boolean {
    if (byte <= SPACE || this.#arrayStart === 'none' || this.#arrayStart === 'key expected') return false;
    if (this.#arrayStart === 'key' && byte === COLON) {
      this.#arrayStart = 'colon';
    } else if (this.#arrayStart === 'colon' && byte === OPENING_BRACKET) {
      this.#arrayStart = 'bracket';
    } else if (this.#arrayStart === 'bracket' && byte === OPENING_BRACE && this.#array !== undefined) {
      this.#openArrays([...this.#arrays, this.#array]);
      this.#arrayStart = this.#arrayStartOfObject;
      this.#depth = 1;
      return true;
    } else {
      this.#arrayStart = 'none';
    }
    return false;
  }

  #openArrays(arrays: readonly EventArray[]): void {
    this.#arrays = arrays;
    const innermost = arrays.at(-1);
    this.#keys = innermost === undefined ? lineKeys : (heldKeys.get(innermost) ?? NO_KEYS);
  }

  /** What is looked for at the beginning of an object, and after a comma in it. */
  get #arrayStartOfObject(): ArrayStart {
    return this.#keys.length > 0 ? 'key expected' : 'none';
  }

  /** Whether the byte closes the event or the envelope. */
  #closes(byte: number): boolean {
    if (byte === OPENING_BRACE || byte === OPENING_BRACKET) this.#depth++;
    else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) this.#depth--;
    else if (byte === COMMA && this.#depth === 1 && this.#place === 'event') {
      this.#arrayStart = this.#arrayStartOfObject;
    }
    return this.#depth === 0;
  }
}

/** Whether the byte may be between two events. */
export function isSeparator(byte: number): boolean {
  return byte === SPACE || byte === COMMA || byte === TAB || byte === CARRIAGE_RETURN || byte === LINE_FEED;
}
