import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memorySearchEngine } from '../../test/fakes/search-engine.ts';
import { keptLog } from '../../test/helpers/kept-log.ts';
import { lambdaContext } from '../../test/helpers/lambda-context.ts';
import { createProvisionHandler } from './provision.ts';

const environment = { SEARCH_ENGINE: 'opensearch', SEARCH_URL: 'http://127.0.0.1:1', SEARCH_AUTHENTICATION: 'none' };
const names = [
  'index template kafkainsight-logs',
  'index template kafkainsight-ledger',
  'index template kafkainsight-dead-letters',
];

function all(outcome: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, outcome]));
}

test('makes what is missing, changes what differs, leaves the rest', async () => {
  const engine = memorySearchEngine();
  const provision = (changes: object = {}): Promise<object> =>
    createProvisionHandler({ ...environment, ...changes }, { engine, log: keptLog() })({}, lambdaContext());
  assert.deepEqual(await provision(), all('created'));
  assert.deepEqual(await provision(), all('unchanged'));
  assert.deepEqual(await provision({ INDEX_REPLICAS: '1' }), all('updated'));
  assert.deepEqual(await provision({ INDEX_REPLICAS: '1' }), all('unchanged'));
  engine.templates.delete('kafkainsight-ledger');
  assert.deepEqual(await provision({ INDEX_REPLICAS: '1' }), {
    ...all('unchanged'),
    'index template kafkainsight-ledger': 'created',
  });
});

test('takes a template that someone else made under the name for one that differs', async () => {
  const engine = memorySearchEngine();
  engine.templates.set('kafkainsight-logs', { index_patterns: ['x'] });
  const report = await createProvisionHandler(environment, { engine, log: keptLog() })({}, lambdaContext());
  assert.equal(report['index template kafkainsight-logs'], 'updated');
});

test('hands on why the engine could not be asked', async () => {
  const provision = createProvisionHandler(environment, { log: keptLog() });
  await assert.rejects(provision({}, lambdaContext()), { code: 'SEARCH_UNAVAILABLE' });
});

test('names all problems of the environment', () => {
  assert.throws(
    () => createProvisionHandler({ ...environment, SEARCH_URL: 'x', INDEX_REPLICAS: '-1', INDEX_REFRESH_SECONDS: '0' }),
    { code: 'CONFIGURATION_INVALID', message: /SEARCH_URL.*INDEX_REPLICAS.*INDEX_REFRESH_SECONDS/s },
  );
});
