import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { areAllIndicesBlocked } from './write-blocks.ts';

type Blocks = Readonly<Record<string, string>>;

/** Responds as OpenSearch does with `flat_settings`, with one index for each. */
function engineWith(...indices: readonly Blocks[]): SearchEngine {
  const answer = Object.fromEntries(
    indices.map((blocks, at) => [`kafkainsight-logs-${at}`, { settings: { 'index.uuid': `${at}`, ...blocks } }]),
  );
  return { request: () => Promise.resolve(answer) } as unknown as SearchEngine;
}

const write = { 'index.blocks.write': 'true' };
const readOnly = { 'index.blocks.read_only': 'true' };
const open = { 'index.blocks.write': 'false' };

test('writes are blocked everywhere only where each index has a block', async () => {
  assert.equal(await areAllIndicesBlocked(engineWith(write, readOnly)), true);
  assert.equal(await areAllIndicesBlocked(engineWith(write, open)), false);
  assert.equal(await areAllIndicesBlocked(engineWith({}, write)), false);
  assert.equal(await areAllIndicesBlocked(engineWith(open, {})), false);
});

test('an engine that does not say is waited for; a mistake in the code is not hidden', async () => {
  const failing = (error: Error): SearchEngine => ({ request: () => Promise.reject(error) }) as unknown as SearchEngine;
  assert.equal(await areAllIndicesBlocked(failing(new KafkaInsightError('SEARCH_FORBIDDEN', 'No.'))), true);
  await assert.rejects(areAllIndicesBlocked(failing(new TypeError('mistake'))), TypeError);
});
