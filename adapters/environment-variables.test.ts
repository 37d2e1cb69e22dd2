import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { inspect } from 'node:util';
import * as v from 'valibot';
import { KafkaInsightError } from '../core/errors.ts';
import { awsEnvironment } from './aws.ts';
import { type Environment, readEnvironment } from './environment-variables.ts';
import { kafkaEnvironment } from './kafka/configuration.ts';
import { searchEnvironment } from './search/configuration.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-environment-'));
after(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const full = path.join(folder, name);
  writeFileSync(full, text);
  return full;
}

const authority = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n';
const caFile = file('ca.pem', authority);
const passwordFile = file('password', 'hunter2\n');

/** The names of the variables reported, in order. */
function problems(schema: v.GenericSchema, environment: Environment): string[] {
  try {
    readEnvironment(schema, environment);
  } catch (error) {
    assert.ok(error instanceof KafkaInsightError);
    assert.equal(error.code, 'CONFIGURATION_INVALID');
    assert.doesNotMatch(error.message, /hunter2/);
    return [...error.message.matchAll(/^- (\w+): /gm)].map(([, name = '']) => name).sort();
  }
  return [];
}

describe('Kafka', () => {
  const least = { KAFKA_BROKERS: 'a:9092', KAFKA_SECURITY: 'plaintext' };

  test('reads what it is given', () => {
    assert.deepEqual(readEnvironment(kafkaEnvironment, least), {
      kafka: { brokers: ['a:9092'], security: 'plaintext', topic: 'kafkainsight.logs' },
    });
    const all = {
      KAFKA_BROKERS: 'b-1.x.amazonaws.com:9098, b-2.x.amazonaws.com:9098',
      KAFKA_SECURITY: 'iam',
      KAFKA_CA_FILE: caFile,
      KAFKA_TOPIC: 'other',
      AWS_REGION: 'eu-central-2',
    };
    assert.deepEqual(readEnvironment(kafkaEnvironment, all), {
      kafka: {
        brokers: ['b-1.x.amazonaws.com:9098', 'b-2.x.amazonaws.com:9098'],
        security: 'iam',
        topic: 'other',
        ca: authority,
        region: 'eu-central-2',
      },
    });
  });

  test('reads a password from a file, and does not print it', () => {
    const { kafka } = readEnvironment(kafkaEnvironment, {
      ...least,
      KAFKA_SECURITY: 'password',
      KAFKA_USERNAME: 'kafkainsight',
      KAFKA_PASSWORD_FILE: passwordFile,
    });
    assert.equal(kafka.user?.name, 'kafkainsight');
    assert.equal(kafka.user.password(), 'hunter2');
    assert.doesNotMatch(`${inspect(kafka, { depth: 9 })}${JSON.stringify(kafka)}`, /hunter2/);
  });

  test('names what is missing or wrong', () => {
    assert.deepEqual(problems(kafkaEnvironment, {}), ['KAFKA_BROKERS', 'KAFKA_SECURITY']);
    assert.deepEqual(problems(kafkaEnvironment, { ...least, KAFKA_SECURITY: 'iam' }), ['AWS_REGION']);
    assert.deepEqual(problems(kafkaEnvironment, { ...least, KAFKA_SECURITY: 'password' }), [
      'KAFKA_PASSWORD_FILE',
      'KAFKA_USERNAME',
    ]);
    for (const KAFKA_BROKERS of ['a', 'a:9092,', 'a:9092,b', 'a b:1', 'http://a:9092', '']) {
      assert.deepEqual(problems(kafkaEnvironment, { ...least, KAFKA_BROKERS }), ['KAFKA_BROKERS']);
    }
    assert.deepEqual(problems(kafkaEnvironment, { ...least, KAFKA_TOPIC: 'a b' }), ['KAFKA_TOPIC']);
    assert.deepEqual(problems(kafkaEnvironment, { ...least, KAFKA_CA_FILE: path.join(folder, 'none') }), [
      'KAFKA_CA_FILE',
    ]);
    assert.deepEqual(problems(kafkaEnvironment, { ...least, KAFKA_CA_FILE: passwordFile }), ['KAFKA_CA_FILE']);
  });
});

describe('search', () => {
  const least = { SEARCH_ENGINE: 'opensearch', SEARCH_URL: 'http://127.0.0.1:9200', SEARCH_AUTHENTICATION: 'none' };
  const basic = {
    ...least,
    SEARCH_AUTHENTICATION: 'basic',
    SEARCH_USERNAME: 'ann',
    SEARCH_PASSWORD_FILE: passwordFile,
  };

  test('reads what it is given', () => {
    assert.deepEqual(readEnvironment(searchEnvironment, { ...least, SEARCH_CA_FILE: caFile }), {
      search: { engine: 'opensearch', url: least.SEARCH_URL, authentication: { kind: 'none' }, ca: authority },
    });
    const sigv4 = { ...least, SEARCH_URL: 'https://x', SEARCH_AUTHENTICATION: 'sigv4', AWS_REGION: 'eu-central-2' };
    assert.deepEqual(readEnvironment(searchEnvironment, sigv4).search.authentication, {
      kind: 'sigv4',
      region: 'eu-central-2',
    });
    const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };
    assert.deepEqual(readEnvironment(searchEnvironment, { ...sigv4, ...keys }).search.authentication, {
      kind: 'sigv4',
      region: 'eu-central-2',
      credentials: { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' },
    });
  });

  test('keeps the password, without its line feed, out of what is printed', () => {
    const { search } = readEnvironment(searchEnvironment, basic);
    assert.ok(search.authentication.kind === 'basic');
    assert.equal(search.authentication.password(), 'hunter2');
    assert.doesNotMatch(inspect(search, { depth: 9 }) + JSON.stringify(search), /hunter2/);
  });

  test('names what is missing or wrong', () => {
    assert.deepEqual(problems(searchEnvironment, {}), ['SEARCH_AUTHENTICATION', 'SEARCH_ENGINE', 'SEARCH_URL']);
    assert.deepEqual(problems(searchEnvironment, { ...least, SEARCH_AUTHENTICATION: 'basic' }), [
      'SEARCH_PASSWORD_FILE',
      'SEARCH_USERNAME',
    ]);
    assert.deepEqual(problems(searchEnvironment, { ...basic, SEARCH_PASSWORD_FILE: file('empty', '\n') }), [
      'SEARCH_PASSWORD_FILE',
    ]);
    assert.deepEqual(problems(searchEnvironment, { ...least, SEARCH_AUTHENTICATION: 'sigv4' }), ['AWS_REGION']);
    const sigv4 = { ...least, SEARCH_ENGINE: 'elasticsearch', SEARCH_AUTHENTICATION: 'sigv4', AWS_REGION: 'x' };
    assert.deepEqual(problems(searchEnvironment, sigv4), ['SEARCH_AUTHENTICATION']);
    for (const SEARCH_URL of ['x', 'ftp://x', 'https://ann:hunter2@x']) {
      assert.deepEqual(problems(searchEnvironment, { ...least, SEARCH_URL }), ['SEARCH_URL']);
    }
  });

  test('sends no password over plain http, but to this machine', () => {
    for (const SEARCH_URL of ['http://search.example:9200', 'http://10.0.0.1']) {
      assert.deepEqual(problems(searchEnvironment, { ...basic, SEARCH_URL }), ['SEARCH_URL']);
      assert.deepEqual(problems(searchEnvironment, { ...least, SEARCH_URL }), []);
    }
    for (const SEARCH_URL of ['http://localhost:9200', 'http://[::1]:9200', 'https://search.example']) {
      assert.deepEqual(problems(searchEnvironment, { ...basic, SEARCH_URL }), []);
    }
  });
});

describe('AWS', () => {
  test('reads what it is given, and makes keys up for an emulator alone', () => {
    assert.deepEqual(readEnvironment(awsEnvironment, { AWS_REGION: 'eu-central-2' }), {
      aws: { region: 'eu-central-2' },
    });
    const s3Endpoint = 'http://127.0.0.1:4566';
    assert.deepEqual(readEnvironment(awsEnvironment, { AWS_REGION: 'r', AWS_ENDPOINT_URL_S3: s3Endpoint }), {
      aws: { region: 'r', s3Endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } },
    });
    const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' };
    assert.deepEqual(readEnvironment(awsEnvironment, { AWS_REGION: 'r', AWS_ENDPOINT_URL_SQS: s3Endpoint, ...keys }), {
      aws: { region: 'r', sqsEndpoint: s3Endpoint, credentials: { accessKeyId: 'a', secretAccessKey: 's' } },
    });
  });
});

test('all problems of several schemas are reported at once, each variable once', () => {
  const all = v.intersect([awsEnvironment, kafkaEnvironment, searchEnvironment]);
  const wrong = { KAFKA_SECURITY: 'iam', SEARCH_ENGINE: 'solr', SEARCH_AUTHENTICATION: 'sigv4', AWS_REGION: '' };
  assert.deepEqual(
    new Set(problems(all, wrong)),
    new Set(['AWS_REGION', 'KAFKA_BROKERS', 'SEARCH_ENGINE', 'SEARCH_URL']),
  );
  const right = {
    AWS_REGION: 'eu-central-2',
    KAFKA_BROKERS: 'a:9098',
    KAFKA_SECURITY: 'iam',
    SEARCH_ENGINE: 'opensearch',
    SEARCH_URL: 'https://x',
    SEARCH_AUTHENTICATION: 'sigv4',
    UNRELATED: 'ignored',
  };
  assert.deepEqual(Object.keys(readEnvironment(all, right)).sort(), ['aws', 'kafka', 'search']);
});
