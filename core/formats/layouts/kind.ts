import type { LogField } from '../../fields.ts';
import type { FormatContext } from '../format.ts';
import type { LayoutLine } from './layout-line.ts';

/**
 * How far a value goes where no quote ends it: to the first place of the text after it (`word`, which has no space in it); there too, but
 * over the commas and colons of a list, as nginx writes several upstreams (`list`); to the first place from which the rest of the line can
 * be read on (`text`); so many bytes; or as far as its own bytes say, which is -1 where there is none.
 */
type Extent = 'word' | 'list' | 'text' | number | OwnExtent;

/** Where a value ends by its own bytes, -1 where there is none. */
export interface OwnExtent {
  (bytes: Buffer, start: number, end: number): number;
  /** The bytes that it may begin with, as a set to look them up in. Default: any. */
  readonly firsts?: Uint8Array;
}

/** What a value of a layout is, and which fields it becomes. */
export interface ValueKind {
  readonly extent: Extent;
  /** The fields that it writes. Of the values of a layout only one writes a field; others are kept under their names. */
  readonly claims: readonly LogField[];
  /** Who of several that claim a field has it: the lowest; of equals the first. */
  readonly rank: number;
  /** With what it always begins, so that another value may end right before it. */
  readonly begins?: string;
  /** Whether `bytes[start, end)`, which is neither empty nor `-`, can be such a value; else the line is not of the layout. */
  readonly fits: (bytes: Buffer, start: number, end: number, context: FormatContext) => boolean;
  /** A closer look, for a layout that is detected: whether it can be no other value than this. Default: it can. */
  readonly isCertain?: (bytes: Buffer, start: number, end: number) => boolean;
  /** Whether the value may hold what names somebody: then it is not kept where names are not wanted. Default: it does not. */
  readonly mayName?: boolean;
  /** Whether neither nothing nor `-` means a value that is not there: both have to fit. Default: they do. */
  readonly isNeeded?: boolean;
  /** Whether parts of it are kept under separate names, and not the whole. Default: it is kept whole. */
  readonly isSplit?: boolean;
  /** Whether another value of the line says the same: then it is not kept. Default: none does. */
  readonly isTold?: boolean;
  /** Notes where the value is before any is written: the client follows from several together. */
  readonly note?: (line: LayoutLine, start: number, end: number) => void;
  /** Writes the value at hand ({@link LayoutLine.item}). False where no field is for it: then it is kept under its name. */
  readonly write: (line: LayoutLine) => boolean;
}

/** A kind, most of which is as usual: a text that no field is for. */
export function kind(parts: Partial<ValueKind>): ValueKind {
  return { extent: 'text', claims: [], rank: 1, fits: () => true, write: () => false, ...parts };
}

/** A value that is kept under its name. */
export const keptText = kind({});

/** The same of one without spaces. */
export const keptWord = kind({ extent: 'word' });
