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
      'Query contains too many nested clauses; maxClauseCount is set to 1024. Check that the engine runs, and SEARCH_URL.',
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
  assert.equal(refusal({ status: 400, body: { error: endless } }, 'It', true).message, 'It failed: HTTP 400, a, b.');
});
