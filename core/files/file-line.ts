import type { JsonEnvelope } from '../formats/json-envelope.ts';

/** A line of a file, or an event of one that is too long to be kept in memory: `bytes[start, end)`, valid only while it is handed out. */
export interface FileLine {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Of its first byte in the content. */
  readonly offset: number;
  /** Its full length, more than `end - start` where the line was cut. */
  readonly lengthBytes: number;
  /** How many carriage returns end it. Default: none. */
  readonly returns?: number | undefined;
  /** Of an event of several lines: where in `bytes` that begins which the first of them holds. */
  readonly contentStart?: number;
  /** What holds the event of a longer line, if something does. */
  readonly envelope?: JsonEnvelope | undefined;
}

/** Accepts one line. */
export type OnLine = (line: FileLine) => void;
