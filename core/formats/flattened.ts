import type { FormatContext } from './format.ts';

// The bounds within which both engines take a flattened field (`flat_object`, `flattened`), as tried on OpenSearch 2.19 and 3.5 and
// Elasticsearch 8.19. Both also refuse a key that comes twice, and Elasticsearch one with NUL in it; empty keys, dots in any
// place, nulls, empty containers and lone surrogates are taken.

/** Elasticsearch's default `depth_limit`. */
export const MAX_FLATTENED_DEPTH = 20;
/** Lucene's longest term is 32,766 bytes: the path of a leaf and its value. The rest is room for the field's own name. */
export const MAX_FLATTENED_LEAF_BYTES = 32_766 - 128;
/** Their JSON parser reads no longer number (Jackson's StreamReadConstraints). */
export const MAX_FLATTENED_NUMBER_BYTES = 1_000;

/** Notes that a part of the line does not fit a flattened field: the line is then kept whole as `event.original`. */
export function leaveUnflattened(context: FormatContext): void {
  context.unflattened = true;
}
