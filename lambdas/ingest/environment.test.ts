import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import { DEFAULT_PART_BYTES } from '../../core/limits.ts';
import { environment } from '../../test/helpers/ingest-harness.ts';
import { documentOptionsLoader } from '../document-environment.ts';
import { readIngestEnvironment } from './environment.ts';

function keyFile(text: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'kafkainsight-')), 'key');
  writeFileSync(file, text);
  return file;
}

suite('the environment of the ingest function', () => {
  test('has defaults for what may be left out', () => {
    const { queueUrl, partBytes, documents } = readIngestEnvironment({ ...environment, USER_AGENT_DETAILS: undefined });
    assert.equal(queueUrl, environment.QUEUE_URL);
    assert.equal(partBytes, DEFAULT_PART_BYTES);
    assert.deepEqual(documents, {
      sources: [],
      recordSource: { prefix: '' },
      keepOriginal: 'failed',
      userAgentDetails: true,
    });
  });

  test('is read whole', async () => {
    const configuration = readIngestEnvironment({
      ...environment,
      PART_BYTES: '1000',
      SOURCES: '[{"prefix":"","timeZone":"Europe/Zurich"},{"prefix":"a/","format":"json"}]',
      SITE: '{"hosts":["shop.example"],"internalNetworks":["10.0.0.0/8"]}',
      KEEP_ORIGINAL: 'always',
      USER_AGENT_DETAILS: 'false',
      PSEUDONYM_KEY_FILE: keyFile('0123456789abcdef\n'),
    });
    assert.equal(configuration.partBytes, 1000);
    assert.equal(configuration.documents.sources.length, 2);
    assert.deepEqual(configuration.documents.recordSource, { prefix: '', timeZone: 'Europe/Zurich' });
    assert.deepEqual(configuration.documents.site, { hosts: ['shop.example'], internalNetworks: ['10.0.0.0/8'] });
    assert.deepEqual(await documentOptionsLoader(configuration.documents, configuration.aws)(), {
      keepOriginal: 'always',
      userAgentDetails: false,
      site: { hosts: ['shop.example'], internalNetworks: ['10.0.0.0/8'] },
      pseudonymKey: Buffer.from('0123456789abcdef'),
    });
  });

  test('has all its problems reported at once', () => {
    const wrong = {
      KAFKA_SECURITY: 'none',
      PART_BYTES: '0',
      SOURCES: '[{"prefix":"","timeZone":"Mars/Base"}]',
      SITE: '{"hosts":["Shop.Example"]}',
      KEEP_ORIGINAL: 'sometimes',
      USER_AGENT_DETAILS: 'yes',
      PSEUDONYM_KEY_FILE: keyFile('short'),
    };
    assert.throws(
      () => readIngestEnvironment(wrong),
      (error: Error) => {
        const names = [...Object.keys(wrong), 'AWS_REGION', 'KAFKA_BROKERS', 'QUEUE_URL'];
        for (const name of names) assert.ok(error.message.includes(name), `${name} in ${error.message}`);
        return true;
      },
    );
    for (const SOURCES of ['{', '{}', '[1]', '[{"prefix":"a","zone":"UTC"}]']) {
      assert.throws(() => readIngestEnvironment({ ...environment, SOURCES }), { code: 'CONFIGURATION_INVALID' });
    }
    for (const SITE of ['{', '[]', '1', '{"host":["shop.example"]}']) {
      assert.throws(() => readIngestEnvironment({ ...environment, SITE }), { code: 'CONFIGURATION_INVALID' });
    }
  });

  test('names one place of the pseudonyms’ key, not two', () => {
    const both = { PSEUDONYM_KEY_FILE: keyFile('0123456789abcdef'), PSEUDONYM_SECRET_ID: 'a' };
    assert.throws(() => readIngestEnvironment({ ...environment, ...both }), { message: /exclude each other/ });
    const { documents } = readIngestEnvironment({ ...environment, PSEUDONYM_SECRET_ID: 'a' });
    assert.deepEqual(documents.pseudonyms, { secretId: 'a' });
  });
});
