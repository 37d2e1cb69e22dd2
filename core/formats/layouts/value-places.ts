import { BACKSLASH, COLON, COMMA, find, QUOTE, SPACE, startsWith } from '../../bytes/ascii.ts';
import { findFar } from '../../bytes/byte-search.ts';
import type { ValueKind } from './kind.ts';
import type { Step } from './steps.ts';

/** A step, with what is asked of each line's value. All are made in one place: what has many shapes V8 reads slowly. */
export interface ValuePlace extends Pick<Step, 'label' | 'mode' | 'literal' | 'advance' | 'isPadded'> {
  readonly extent: ValueKind['extent'];
  readonly fits: ValueKind['fits'];
  readonly isNeeded: boolean;
}

/** What of a step is asked of each line. */
export function valuePlaceOf({ kind, label, mode, literal, advance, isPadded }: Step): ValuePlace {
  const { extent, fits, isNeeded = false } = kind;
  return { label, mode, literal, advance, isPadded, extent, fits, isNeeded };
}

/** Whether two layouts that have read a line so far alike go on alike. A text that may hold what is after it is read with that. */
export function isSamePlace(one: ValuePlace, other: ValuePlace | undefined): boolean {
  const { mode, fits, extent, isNeeded, isPadded, advance, literal } = one;
  return (
    mode !== 'text' &&
    mode === other?.mode &&
    fits === other.fits &&
    extent === other.extent &&
    isNeeded === other.isNeeded &&
    isPadded === other.isPadded &&
    advance === other.advance &&
    literal.equals(other.literal)
  );
}

/** Where the value of a step ends that begins at `start`; -1 where there is none. */
export function valueEndOf(step: ValuePlace, bytes: Buffer, start: number, end: number): number {
  switch (step.mode) {
    case 'own':
      return ownEnd(step, bytes, start, end);
    case 'fixed':
      return fixedEnd(step, start, end);
    case 'quoted':
      return closingQuote(bytes, start, end);
    case 'unescaped': {
      const quote = findFar(QUOTE, bytes, start, end);
      return quote < end ? quote : -1;
    }
    case 'list':
      return listEnd(step.literal, bytes, start, end);
    case 'word': {
      const wordEnd = literalAt(step.literal, bytes, start, end);
      return step.literal[0] === SPACE || find(SPACE, bytes, start, wordEnd) >= wordEnd ? wordEnd : -1;
    }
    case 'first':
    case 'text':
      return literalAt(step.literal, bytes, start, end);
  }
}

function ownEnd({ extent }: ValuePlace, bytes: Buffer, start: number, end: number): number {
  return typeof extent === 'function' ? extent(bytes, start, end) : -1;
}

function fixedEnd({ extent }: ValuePlace, start: number, end: number): number {
  const valueEnd = start + (typeof extent === 'number' ? extent : 0);
  return valueEnd <= end ? valueEnd : -1;
}

/** Where the next quote without a backslash is, -1 where there is none. */
function closingQuote(bytes: Buffer, start: number, end: number): number {
  let index = findFar(QUOTE, bytes, start, end);
  while (index < end && isEscaped(bytes, start, index)) index = findFar(QUOTE, bytes, index + 1, end);
  return index < end ? index : -1;
}

/** Whether an odd number of backslashes is in front. */
function isEscaped(bytes: Buffer, start: number, index: number): boolean {
  let before = index;
  while (before > start && bytes[before - 1] === BACKSLASH) before--;
  return (index - before) % 2 === 1;
}

/** Where the list ends that begins at `start`: not at a space that is part of a separator of it, `, ` or ` : `. */
function listEnd(literal: Buffer, bytes: Buffer, start: number, end: number): number {
  let index = literalAt(literal, bytes, start, end);
  while (index > start && index < end && literal[0] === SPACE) {
    const isBehindColon = bytes[index - 1] === COLON && bytes[index - 2] === SPACE && index - 2 > start;
    const isBeforeColon = bytes[index + 1] === COLON && bytes[index + 2] === SPACE;
    if (bytes[index - 1] !== COMMA && !isBehindColon && !isBeforeColon) break;
    index = literalAt(literal, bytes, isBeforeColon ? index + ' : '.length : index + 1, end);
  }
  return index;
}

/** Where the text is first in `bytes[start, end)`: `end` where it is empty, -1 where it is not there. */
export function literalAt(literal: Buffer, bytes: Buffer, start: number, end: number): number {
  if (literal.length === 0) return end;
  // spaces are everywhere: what is behind the first is looked for
  const rare = literal[0] === SPACE && literal.length > 1 ? 1 : 0;
  const byte = literal[rare] ?? 0;
  for (let index = start; index + literal.length <= end; index++) {
    index = findFar(byte, bytes, index + rare, end) - rare;
    if (startsWith(literal, bytes, index, end)) return index;
  }
  return -1;
}
