import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KafkaInsightError } from '../../core/errors.ts';
import { readIndexerEnvironment } from './environment.ts';

const environment = {
  AWS_REGION: 'eu-central-1',
  BUCKET: 'logs',
  INDEX_PERIOD: 'day',
  RETENTION_DAYS: '30',
  POLLING_MODE: 'on-demand',
  SEARCH_ENGINE: 'opensearch',
  SEARCH_URL: 'https://search.example',
  SEARCH_AUTHENTICATION: 'sigv4',
  SOURCES: '[{"prefix":"shop/","dataset":"shop.access"},{"prefix":"","timeZone":"Europe/Zurich"}]',
};

test('the environment is read into a typed configuration', () => {
  const { bucket, scheme, pollingMode, documents, search } = readIndexerEnvironment(environment);
  assert.deepEqual(
    { bucket, scheme, pollingMode },
    {
      bucket: 'logs',
      scheme: { period: 'day', retentionDays: 30 },
      pollingMode: 'on-demand',
    },
  );
  assert.equal(documents.recordSource.timeZone, 'Europe/Zurich');
  assert.equal(search.url, 'https://search.example');
});

test('all problems are reported at once', () => {
  const wrong = { ...environment, BUCKET: '', INDEX_PERIOD: 'week', RETENTION_DAYS: '0', POLLING_MODE: undefined };
  assert.throws(
    () => readIndexerEnvironment(wrong),
    (error) => {
      assert.ok(error instanceof KafkaInsightError);
      assert.equal(error.code, 'CONFIGURATION_INVALID');
      for (const name of ['BUCKET', 'INDEX_PERIOD', 'RETENTION_DAYS', 'POLLING_MODE']) {
        assert.match(error.message, new RegExp(`- ${name}: `));
      }
      return true;
    },
  );
});
