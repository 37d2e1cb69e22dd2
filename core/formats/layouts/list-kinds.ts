import { COLON, COMMA, find, MINUS, SPACE } from '../../bytes/ascii.ts';
import { isNginxSeconds } from './duration-kinds.ts';
import { isNumber } from './field-kinds.ts';
import { kind, type ValueKind } from './kind.ts';

type IsElement = (bytes: Buffer, start: number, end: number) => boolean;

/**
 * What nginx writes of each of the servers that it asked, which is kept as it is. A comma and a space are between servers that were asked one
 * after the other, a colon between spaces between groups of them (nginx, `$upstream_addr`).
 */
function upstreams(isElement: IsElement): ValueKind {
  return kind({
    extent: 'list',
    fits(bytes, start, end) {
      for (let index = start; index <= end;) {
        const space = find(SPACE, bytes, index, end);
        const elementEnd = space < end && bytes[space - 1] === COMMA ? space - 1 : space;
        const isNone = elementEnd - index === 1 && bytes[index] === MINUS;
        if (!isNone && !isElement(bytes, index, elementEnd)) return false;
        if (space === end) return true;
        const isGroup = elementEnd === space && bytes[space + 1] === COLON && bytes[space + 2] === SPACE;
        if (elementEnd === space && !isGroup) return false;
        index = isGroup ? space + ' : '.length : space + 1;
      }
      return false;
    },
  });
}

/** Addresses, sockets, and names of groups none of which answered. */
export const upstreamAddresses = upstreams(
  (bytes, start, end) => end > start && find(COMMA, bytes, start, end) === end,
);
/** Seconds with three decimals. */
export const upstreamTimes = upstreams(isNginxSeconds);
/** Whole numbers. */
export const upstreamNumbers = upstreams(isNumber);
