import type { DocumentWriter } from '../document-writer.ts';

/** The formats that a source may name. common_log and nginx files are apache_common and apache_combined. */
export const formatNames = ['apache_common', 'apache_combined', 'apache_error', 'rfc3164', 'rfc5424', 'json', 'text'] as const;

/** One of the known formats. */
export type FormatName = (typeof formatNames)[number];

/** What a format may need beside the line's bytes: how to read a time, and which costly parts to leave out. */
export interface FormatContext {
  /** The file's modification time (for a record of another producer: the record's timestamp), epoch milliseconds. */
  readonly modifiedMillis: number;
  readonly timeZone: string;
  readonly ignoreOffset: boolean;
  /** Whether user agents are taken apart into name, os and device. */
  readonly userAgentDetails: boolean;
}

/**
 * Reads the line `bytes[start, end)` and writes its fields. Answers false where the line is not of this format; what it
 * has written until then is rewound by the caller.
 */
export type Format = (bytes: Buffer, start: number, end: number, writer: DocumentWriter, context: FormatContext) => boolean;
