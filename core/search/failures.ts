import type { ErrorCode } from '../errors.ts';
import type { BulkItemResult } from '../ports.ts';

/** Why a document did not get into its index. */
export interface Failure {
  readonly code: ErrorCode;
  /** In the engine's own words, which may quote the document: for dead letters, never for logs. */
  readonly message: string;
}

/**
 * The blocks of writing that stay until a person lifts them, by their number in the engine's message: read-only, write
 * (IndexMetadata.java of OpenSearch and of Elasticsearch). Every other is waited for: 12 is the flood-stage watermark, 6, 10
 * and 13 are the cluster's own, 2 is a cluster without a manager, 9 is meant for metadata.
 */
const LASTING_BLOCKS = new Set(['5', '8']);
const CLOSED_BLOCK = '4';

const SHARD_LIMIT = /this action would add \[?\d+\]? .*shards, but this cluster currently has/;

/**
 * A shard is one index of Lucene, which holds 2,147,483,519 documents, deleted ones included (IndexWriter.MAX_DOCS). The engines
 * refuse more (InternalEngine.java) in these words: OpenSearch since 2.12, Elasticsearch 8.19, both before, Lucene itself.
 */
const SHARD_FULL =
  /^number of documents in (?:shard \[.*\]\[\d+\] exceeds the limit|the (?:shard|index) (?:can't|cannot) exceed)/i;

/** What the engines call a document that does not fit its index; both names of the same thing where they differ. */
const MAPPING_ERRORS = new Set([
  'mapper_parsing_exception',
  'document_parsing_exception',
  'strict_dynamic_mapping_exception',
  'mapper_exception',
  'parsing_exception',
  'parse_exception',
  'x_content_parse_exception',
  'json_parse_exception',
  'illegal_argument_exception',
]);

/**
 * Why an item of a bulk request failed; `undefined` where it did not.
 *
 * A conflict is no failure: a document to be created is there already, or one of a newer content is.
 */
export function itemFailure({ status, errorType = '', errorReason = '' }: BulkItemResult): Failure | undefined {
  if ((status >= 200 && status < 300) || status === 409) return undefined;
  return {
    code: codeOf(status, errorType, errorReason),
    message: `${errorType || `HTTP ${status}`}: ${errorReason}`,
  };
}

/** The order matters: the error's own type counts before its status. */
function codeOf(status: number, type: string, reason: string): ErrorCode {
  if (type === 'cluster_block_exception' || type === 'index_create_block_exception') return blockCode(reason);
  if (type === 'index_closed_exception') return 'INDEX_CLOSED';
  // 404: the engine is configured not to create indices automatically
  if (type === 'index_not_found_exception') return 'SEARCH_BLOCKED';
  if (SHARD_LIMIT.test(reason)) return 'SHARD_LIMIT';
  if (SHARD_FULL.test(reason)) return 'SHARD_FULL';
  if (status === 401 || status === 403) return 'SEARCH_FORBIDDEN';
  if (status === 429) return 'SEARCH_THROTTLED';
  // 0: the item's answer was none at all
  if (status >= 500 || status === 0) return 'SEARCH_UNAVAILABLE';
  return MAPPING_ERRORS.has(type) ? 'MAPPING_ERROR' : 'SEARCH_REFUSED';
}

/** A reason reads `index [name] blocked by: [FORBIDDEN/8/index write (api)];`, with one bracket for each block. */
function blockCode(reason: string): ErrorCode {
  const blocks = Array.from(reason.matchAll(/\[[A-Z_]+\/(\d+)\//g), ([, number = '']) => number);
  if (blocks.length === 0) return 'SEARCH_BLOCKED';
  if (blocks.includes(CLOSED_BLOCK)) return 'INDEX_CLOSED';
  return blocks.every((block) => LASTING_BLOCKS.has(block)) ? 'INDEX_READ_ONLY' : 'SEARCH_BLOCKED';
}
