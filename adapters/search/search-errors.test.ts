import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from './search-errors.ts';

/** As OpenSearch 3.5 answers a query of 600 dates, without what says where. */
const clauses = {
  type: 'too_many_nested_clauses',
  reason: 'Query contains too many nested clauses; maxClauseCount is set to 1024',
};
const shardsFailed = {
  root_cause: [clauses],
  type: 'search_phase_execution_exception',
  reason: 'all shards failed',
  phase: 'query',
  caused_by: { ...clauses, caused_by: clauses },
};

test('where shards failed, the message says why', () => {
  const { message } = refusal({ status: 500, body: { error: shardsFailed, status: 500 } }, 'POST /i/_search', true);
  assert.equal(
    message,
    'POST /i/_search failed: HTTP 500, search_phase_execution_exception, all shards failed, too_many_nested_clauses, ' +
      'Query contains too many nested clauses; maxClauseCount is set to 1024. ' +
      'Ask for fewer words or values at once.',
  );
});

test('what an engine refuses whatever its state is not retryable, and is said with the next step', () => {
  // Elasticsearch 8.19 answers 503 (MultiBucketConsumerService), OpenSearch 3.5 and 3.4 400 or 503
  const buckets = { type: 'too_many_buckets_exception', reason: 'Trying to create too many buckets. Must be <= 65535' };
  for (const status of [400, 500, 503]) {
    const refused = refusal({ status, body: { error: { ...shardsFailed, caused_by: buckets } } }, 'It', true);
    assert.equal(refused.code, 'SEARCH_REFUSED');
    assert.match(refused.message, /Must be <= 65535\. Ask for a shorter time or fewer groups\.$/);
    assert.equal(refusal({ status, body: { error: clauses } }, 'It', true).code, 'SEARCH_REFUSED');
  }
});

test('an engine that answers with an error of its own runs', () => {
  const error = { type: 'null_pointer_exception', reason: 'x' };
  const failed = refusal({ status: 500, body: { error } }, 'It', true);
  assert.equal(failed.code, 'SEARCH_UNAVAILABLE');
  assert.equal(
    failed.message,
    'It failed: HTTP 500, null_pointer_exception, x. The engine runs, but failed at this; its log says why.',
  );
  // a proxy in front of it; an engine that is about to start
  for (const body of ['<html>', { error: 'Bad Gateway' }, undefined])
    assert.match(refusal({ status: 502, body }, 'It', true).message, /Check that the engine runs, and SEARCH_URL\.$/);
  assert.match(
    refusal({ status: 400, body: { error } }, 'It', true).message,
    /x\. The same request is refused again: change what the engine names\.$/,
  );
});

test('no reason is told of a request whose body has log lines', () => {
  const { message } = refusal({ status: 400, body: { error: shardsFailed } }, 'A bulk request', false);
  assert.equal(message, 'A bulk request failed: HTTP 400, search_phase_execution_exception, too_many_nested_clauses.');
  assert.equal(refusal({ status: 400, body: { error: 'a line' } }, 'It', false).message, 'It failed: HTTP 400.');
});

test('a chain of causes without an end is told of in part', () => {
  const endless: Record<string, unknown> = { type: 'a' };
  endless['caused_by'] = { type: 'b', caused_by: endless };
  assert.equal(refusal({ status: 400, body: { error: endless } }, 'It', false).message, 'It failed: HTTP 400, a, b.');
});
