import { isNumber } from './field-kinds.ts';
import { type Kind, kind } from './kind.ts';

/** What separates servers that were asked one after the other, and groups of them (nginx, `$upstream_addr`). */
const SEPARATOR = /, | : /;
/** A longer list is none. */
const MAX_LIST_BYTES = 2_048;
const TIME = /^\d+\.\d{3}$/;

/** What nginx writes of each of the servers that it asked, which is kept as it is. */
function upstreams(isElement: (element: string) => boolean): Kind {
  return kind({
    extent: 'list',
    fits: (bytes, start, end) =>
      end - start <= MAX_LIST_BYTES &&
      bytes
        .toString('latin1', start, end)
        .split(SEPARATOR)
        .every((element) => element === '-' || isElement(element)),
  });
}

/** Addresses, sockets, and names of groups none of which answered. */
export const upstreamAddresses = upstreams((element) => /^[^\s",]+$/.test(element));
/** Seconds with three decimals. */
export const upstreamTimes = upstreams((element) => TIME.test(element));
/** Whole numbers. */
export const upstreamNumbers = upstreams((element) => isNumber(Buffer.from(element), 0, element.length));
