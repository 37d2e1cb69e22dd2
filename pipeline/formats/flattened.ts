import type { FormatContext } from './format.ts';

/**
 * The bounds of what is written under a flattened field (`flat_object`, `flattened`), within which both engines index every
 * leaf; measured on OpenSearch 3.5 and Elasticsearch 8.19.
 */
/** Elasticsearch's default `depth_limit` of a `flattened` field. */
export const MAX_FLATTENED_DEPTH = 20;
/** Lucene's longest term is 32,766 bytes: the path of a leaf and its value. The rest is room for the field's own name. */
export const MAX_FLATTENED_LEAF_BYTES = 32_766 - 128;

/** Notes that a part of the line does not fit a flattened field: the line is then kept whole as `event.original`. */
export function leaveUnflattened(context: FormatContext): void {
  context.unflattened = true;
}
