import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokerProperties } from './kafka-properties.ts';

function parsed(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

test('a single broker replicates nothing and is its own quorum', () => {
  const ports = { client: 9092, controller: 9093 };
  const properties = parsed(brokerProperties({ nodeId: 1, ports, cluster: [ports], logFolder: '/data/log' }));
  assert.equal(properties['controller.quorum.voters'], '1@127.0.0.1:9093');
  assert.equal(properties['listeners'], 'CLIENT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093');
  assert.equal(properties['advertised.listeners'], 'CLIENT://127.0.0.1:9092');
  assert.equal(properties['default.replication.factor'], '1');
  assert.equal(properties['log.dirs'], '/data/log');
  // https://docs.aws.amazon.com/msk/latest/developerguide/msk-default-configuration.html
  assert.equal(properties['auto.create.topics.enable'], 'false');
  // Kafka's default stays: https://kafka.apache.org/documentation/#brokerconfigs_message.max.bytes
  assert.equal('message.max.bytes' in properties, false);
});

test('three brokers replicate as MSK does in three zones, and settings of the caller win', () => {
  const cluster = [1, 2, 3].map((id) => ({ client: 9000 + id, controller: 9100 + id }));
  const [, ports = assert.fail()] = cluster;
  const settings = { 'min.insync.replicas': '1', 'num.partitions': '6' };
  const properties = parsed(brokerProperties({ nodeId: 2, ports, cluster, logFolder: '/data/log', settings }));
  assert.equal(properties['node.id'], '2');
  assert.equal(properties['controller.quorum.voters'], '1@127.0.0.1:9101,2@127.0.0.1:9102,3@127.0.0.1:9103');
  assert.equal(properties['default.replication.factor'], '3');
  assert.equal(properties['offsets.topic.replication.factor'], '3');
  assert.equal(properties['transaction.state.log.min.isr'], '2');
  assert.equal(properties['min.insync.replicas'], '1');
  assert.equal(properties['num.partitions'], '6');
});

test('a certificate adds a listener with TLS and OAUTHBEARER beside the plain one', () => {
  const ports = { client: 9092, controller: 9093, saslSsl: 9094 };
  const plan = {
    nodeId: 1,
    ports,
    cluster: [ports],
    logFolder: '/data/log',
    certificateFile: '/certificates/store.pem',
  };
  const properties = parsed(brokerProperties(plan));
  assert.equal(properties['advertised.listeners'], 'CLIENT://127.0.0.1:9092,SASL_SSL://127.0.0.1:9094');
  assert.equal(properties['ssl.keystore.location'], '/certificates/store.pem');
  assert.equal(properties['sasl.enabled.mechanisms'], 'OAUTHBEARER');
});

test('a guarded broker has TLS and a password on every listener, between brokers and to the controller too', () => {
  const ports = { client: 9092, controller: 9093 };
  const files = {
    authorityFile: '/s/a.pem',
    certificateFile: '/s/c.pem',
    keyFile: '/s/k.pem',
    keyStoreFile: '/s/ks.pem',
  };
  const guard = { ...files, user: { name: 'ann', password: 'hunter2' } };
  const properties = parsed(brokerProperties({ nodeId: 1, ports, cluster: [ports], logFolder: '/data/log', guard }));
  assert.doesNotMatch(properties['listener.security.protocol.map'] ?? '', /PLAINTEXT/);
  assert.equal(properties['sasl.enabled.mechanisms'], 'PLAIN');
  for (const listener of ['client', 'controller'])
    assert.match(properties[`listener.name.${listener}.plain.sasl.jaas.config`] ?? '', /user_ann="hunter2";$/);
});
