import type { LogField, RecordField } from '../fields.ts';
import { viewOf } from './byte-view.ts';
import { STEP_BYTES } from './word-steps.ts';

/** The fields of which a writer knows where their text is in the document: those of a message's pattern, and those that attacks are in. */
export const notedFields: readonly LogField[] = [
  'message',
  'error.type',
  'error.stack_trace',
  'url.original',
  'url.path',
  'url.query',
  'url.full',
  'http.request.referrer',
  'user_agent.original',
];

/** All fragments take some 79,000 bytes. */
const ROOM_BYTES = 128 * 1024;
const room = Buffer.alloc(ROOM_BYTES);
let roomEnd = 0;

/** All fragments. One view of a known length, so that V8 need not ask each step how long it is. */
export const fragments = viewOf(room);

/**
 * A ready-made piece of a document, ASCII only, so that writing a field is copying a few words: field names with their
 * comma and quotes, and whole fields whose value is known beforehand. They are made when the code is loaded and stay.
 */
export class Fragment {
  /** Where it is in {@link fragments}, followed by zeros up to a multiple of {@link STEP_BYTES}, by which it is copied. */
  readonly start: number;
  readonly lengthBytes: number;
  /** Of a key, by which the writer remembers where its value is; -1 if nothing needs it. */
  readonly note: number;

  constructor(ascii: string, note = -1) {
    this.note = note;
    this.start = roomEnd;
    this.lengthBytes = ascii.length;
    roomEnd += Math.ceil(ascii.length / STEP_BYTES) * STEP_BYTES;
    if (roomEnd > ROOM_BYTES) throw new RangeError('There are more fragments than room for them.');
    room.write(ascii, this.start, 'latin1');
  }
}

// Every field follows another (`@timestamp` is always the first), which explains the leading commas.

/** `,"name":"`: a key that a string's content and closing quote follow. */
export function stringKey(name: LogField): Fragment {
  return new Fragment(`,${JSON.stringify(name)}:"`, notedFields.indexOf(name));
}

/** `,"name":`: a key that any other JSON value follows. */
export function valueKey(name: LogField): Fragment {
  return new Fragment(`,${JSON.stringify(name)}:`);
}

/** `,"name":value`: a field whose value is known beforehand. */
export function field(name: RecordField, value: unknown): string {
  return `,${JSON.stringify(name)}:${JSON.stringify(value)}`;
}

const OPENING = '{"@timestamp":"0000-00-00T00:00:00.000Z"';

/** Where the time is in a document. */
export const TIMESTAMP_POSITION = OPENING.indexOf('0');

/** The beginning of documents: room for `@timestamp`, then ready-made fields, which begin with a comma. */
export function documentHead(fields: string): Buffer {
  return Buffer.from(OPENING + fields);
}

/** For what is written and never becomes a document. */
export const NO_HEAD = Buffer.alloc(0);
