import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KafkaInsightError } from '../../core/errors.ts';
import { kafkaError } from './kafka-errors.ts';

/** How kafkajs turns a broker's response into an error, with Kafka's names (protocol guide, "Error Codes"). */
function brokerError(type: string): Error {
  return Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type });
}

test('the broker decides the code, however deep kafkajs has wrapped its answer', () => {
  const wrapped = new Error('retries exceeded', {
    cause: new Error('not retriable', { cause: brokerError('MESSAGE_TOO_LARGE') }),
  });
  const error = kafkaError(wrapped, 'Producing 2 records');
  assert.equal(error.code, 'RECORD_TOO_LARGE');
  assert.match(error.message, /^Producing 2 records failed: retries exceeded\. Raise /);
  assert.equal(error.cause, wrapped);
});

test('each kind of refusal has its code', () => {
  const codeOf = (error: unknown): string => kafkaError(error, 'x').code;
  const expected = {
    RECORD_TOO_LARGE: ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'],
    TOPIC_MISSING: ['UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_TOPIC_EXCEPTION'],
    BROKER_REFUSED: [
      'TOPIC_AUTHORIZATION_FAILED',
      'GROUP_AUTHORIZATION_FAILED',
      'CLUSTER_AUTHORIZATION_FAILED',
      'SASL_AUTHENTICATION_FAILED',
      'UNSUPPORTED_SASL_MECHANISM',
      'ILLEGAL_SASL_STATE',
      'POLICY_VIOLATION',
      'INVALID_RECORD',
    ],
  };
  for (const [code, types] of Object.entries(expected)) {
    for (const type of types) assert.equal(codeOf(brokerError(type)), code, type);
  }
  assert.equal(codeOf(Object.assign(new Error('no'), { name: 'KafkaJSSASLAuthenticationError' })), 'BROKER_REFUSED');
  // retried: the replicas are on their way back
  assert.equal(codeOf(brokerError('NOT_ENOUGH_REPLICAS')), 'BROKER_UNAVAILABLE');
  assert.equal(codeOf(new Error('ECONNREFUSED')), 'BROKER_UNAVAILABLE');
  assert.equal(codeOf('text'), 'BROKER_UNAVAILABLE');
});

test('one of our errors stays what it is', () => {
  const error = new KafkaInsightError('TOPIC_MISSING', 'gone');
  assert.equal(kafkaError(error, 'x'), error);
});
