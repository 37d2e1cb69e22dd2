import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorClasses, type ErrorCode } from '../errors.ts';
import { itemFailure } from './failures.ts';

/**
 * Responses as OpenSearch 3.5.0 gave them (test/integration/index-failures.test.ts provokes them again), Elasticsearch 8.19.21
 * where it is named; those that cannot be provoked are cited.
 */
const answers: readonly (readonly [ErrorCode, number, string, string])[] = [
  ['INDEX_CLOSED', 400, 'index_closed_exception', 'closed'],
  ['INDEX_READ_ONLY', 403, 'cluster_block_exception', 'index [a] blocked by: [FORBIDDEN/8/index write (api)];'],
  ['INDEX_READ_ONLY', 403, 'cluster_block_exception', 'index [a] blocked by: [FORBIDDEN/5/index read-only (api)];'],
  ['SEARCH_BLOCKED', 403, 'cluster_block_exception', 'index [a] blocked by: [FORBIDDEN/9/index metadata (api)];'],
  [
    'SEARCH_BLOCKED',
    429,
    'cluster_block_exception',
    'index [a] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];',
  ],
  [
    'SEARCH_BLOCKED',
    403,
    'cluster_block_exception',
    'index [a] blocked by: [FORBIDDEN/8/index write (api)];[TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];',
  ],
  // IndexMetadata.INDEX_CLOSED_BLOCK of OpenSearch: 4
  ['INDEX_CLOSED', 403, 'cluster_block_exception', 'index [a] blocked by: [FORBIDDEN/4/index closed];'],
  // AWS re:Post, "How do I resolve the 403 index_create_block_exception"
  [
    'SEARCH_BLOCKED',
    403,
    'index_create_block_exception',
    'blocked by: [FORBIDDEN/10/cluster create-index blocked (api)];',
  ],
  ['SEARCH_BLOCKED', 503, 'cluster_block_exception', 'blocked by: [SERVICE_UNAVAILABLE/2/no cluster-manager];'],
  ['SEARCH_BLOCKED', 404, 'index_not_found_exception', 'no such index [a]'],
  [
    'SHARD_LIMIT',
    400,
    'validation_exception',
    'Validation Failed: 1: this action would add [2] total LOCAL_ONLY shards, but this cluster currently has [10]/[1] maximum LOCAL_ONLY shards open;',
  ],
  // Elasticsearch 8.19
  [
    'SHARD_LIMIT',
    400,
    'validation_exception',
    'Validation Failed: 1: this action would add [1] shards, but this cluster currently has [1]/[1] maximum normal shards open; for more information, see',
  ],
  // OpenSearch 3.5.0, InternalEngine; before 2.12 as the next but one (opensearch-project/OpenSearch #11312)
  [
    'SHARD_FULL',
    400,
    'illegal_argument_exception',
    'Number of documents in shard [kafkainsight-logs-json-2026.11][0] exceeds the limit of [2147483519] documents per shard',
  ],
  // Elasticsearch 8.19.21, InternalEngine
  [
    'SHARD_FULL',
    400,
    'illegal_argument_exception',
    'Number of documents in the shard cannot exceed [2147483519]; for more information, see [https://www.elastic.co/docs]',
  ],
  // elastic/elasticsearch #110449
  ['SHARD_FULL', 400, 'illegal_argument_exception', "Number of documents in the index can't exceed [2147483519]"],
  // opensearch-project/OpenSearch #3104, of Lucene; 9.12 and 10 say the count after it
  [
    'SHARD_FULL',
    400,
    'illegal_argument_exception',
    'number of documents in the index cannot exceed 2147483519 (current document count is 2147483519)',
  ],
  ['SEARCH_THROTTLED', 429, 'rejected_execution_exception', 'rejected execution of coordinating operation'],
  ['SEARCH_THROTTLED', 429, 'circuit_breaking_exception', '[parent] Data too large'],
  ['SEARCH_FORBIDDEN', 403, 'security_exception', 'no permissions for [indices:data/write/bulk[s]]'],
  [
    'SEARCH_UNAVAILABLE',
    503,
    'unavailable_shards_exception',
    '[a][0] Not enough active copies to meet shard count of [2] (have 1, needed 2). Timeout: [1s]',
  ],
  ['SEARCH_UNAVAILABLE', 0, '', ''],
  [
    'MAPPING_ERROR',
    400,
    'mapper_parsing_exception',
    "failed to parse field [n] of type [long] in document with id '1'",
  ],
  [
    'MAPPING_ERROR',
    400,
    'strict_dynamic_mapping_exception',
    'dynamic introduction of [zz] within [_doc] is not allowed',
  ],
  ['MAPPING_ERROR', 400, 'illegal_argument_exception', 'Document contains at least one immense term in field="k"'],
  // Elasticsearch 8.19
  [
    'MAPPING_ERROR',
    400,
    'document_parsing_exception',
    "[1:30] failed to parse field [n] of type [long] in document with id '1'. Preview of field's value: 'x'",
  ],
  ['SEARCH_REFUSED', 400, 'invalid_index_name_exception', 'Invalid index name [P-UPPER], must be lowercase'],
  ['SEARCH_REFUSED', 400, 'routing_missing_exception', 'routing is required for [a]/[1]'],
];

test('every kind of refusal has its code', () => {
  for (const [code, status, errorType, errorReason] of answers) {
    assert.equal(itemFailure({ status, errorType, errorReason })?.code, code, errorReason);
  }
});

test('what passes by itself is transient, what the document or its index is to blame for is permanent', () => {
  const classes = new Map(answers.map(([code]) => [code, errorClasses[code]]));
  const permanent = [...classes].filter(([, failureClass]) => failureClass === 'permanent').map(([code]) => code);
  assert.deepEqual(permanent.sort(), [
    'INDEX_CLOSED',
    'INDEX_READ_ONLY',
    'MAPPING_ERROR',
    'SEARCH_REFUSED',
    'SHARD_FULL',
  ]);
});

test('success and a document that is there already are no failures', () => {
  assert.equal(itemFailure({ status: 201 }), undefined);
  assert.equal(itemFailure({ status: 200 }), undefined);
  const conflict = {
    status: 409,
    errorType: 'version_conflict_engine_exception',
    errorReason: 'document already exists',
  };
  assert.equal(itemFailure(conflict), undefined);
});

test('the message keeps the words of the engine', () => {
  const failure = itemFailure({ status: 400, errorType: 'index_closed_exception', errorReason: 'closed' });
  assert.equal(failure?.message, 'index_closed_exception: closed');
  assert.equal(itemFailure({ status: 502 })?.message, 'HTTP 502: ');
});
