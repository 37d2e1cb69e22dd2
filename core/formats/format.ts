import type { Networks } from '../addresses/networks.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import type { FormatDataset, FormatLabel } from '../format-table.ts';
import type { PlaceFields } from '../networks/place-fields.ts';
import type { Pseudonyms } from '../pseudonyms/pseudonyms.ts';
import type { LineClock } from '../time/line-clock.ts';
import type { UserAgentFields } from '../user-agents/user-agents.ts';
import type { InnerLine } from './wrappers/inner-line.ts';

/** What a format needs beside the line's bytes. One context serves all lines of a file. */
export interface FormatContext {
  /** Completes times. */
  readonly clock: LineClock;
  /** Writes the fields of a user agent's name, system and device; absent where they are not wanted. */
  readonly userAgents?: UserAgentFields | undefined;
  /** Replaces user names and addresses; absent where they are kept. */
  readonly pseudonyms?: Pseudonyms | undefined;
  /** Writes where an address is; absent where no table of networks is at hand. */
  readonly places?: PlaceFields | undefined;
  /** Whether the domain of a referrer is its own field. Default: no. */
  readonly hasReferrerDomains?: boolean;
  /** The networks whose proxies are trusted to say who sent a request; absent where none are known. */
  readonly proxies?: Networks | undefined;
  /** Whether the line is an object with an array of events in it: set by the JSON format. */
  holdsEvents: boolean;
  /** Whether the line is an alert of a service that looks for attacks: set by the JSON format. */
  isAlert: boolean;
  /** Whether a part of the line did not fit a flattened field: set through flattened.ts. */
  unflattened: boolean;
  /** The line within the line, where the line's format is a wrapper of others: noted by the format. */
  readonly inner: InnerLine;
  /** Why the line was refused: set through {@link refuse}. */
  refusal: string;
}

/**
 * Reads the line `bytes[start, end)` and writes its fields. Returns its time in epoch milliseconds, or NaN where the line
 * is not of this format (see {@link refuse}): what it has written until then is rewound by the caller.
 */
type ReadLine = (bytes: Buffer, start: number, end: number, writer: DocumentWriter, context: FormatContext) => number;

/** What is code of a format; all else is its row in core/format-table.ts. */
export interface LineReader {
  readonly read: ReadLine;
  /** A quick look whether a line that is most often of another format is worth a closer one. Default: it is. */
  readonly isLikely?: (bytes: Buffer, start: number, end: number) => boolean;
}

/** A format: its part of every document, and how its lines are read. */
export interface Format<Name extends FormatLabel = FormatLabel> extends LineReader {
  readonly name: Name;
  /** `event.dataset`, unless the source names another. */
  readonly dataset: FormatDataset;
  /** Whether a line among its own that no format accepts is text: of a log that people write, not a mistake. */
  readonly hasText: boolean;
  /** Ready-made fields that all lines of the format have. */
  readonly fields: string;
}

/** Notes why a line is not of the format, and returns that it is not. The reason is one of the code, never of the line. */
export function refuse(context: FormatContext, reason: string): number {
  context.refusal = reason;
  return NaN;
}
