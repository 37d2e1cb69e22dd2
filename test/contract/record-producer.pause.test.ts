import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { createTopicAdmin } from '../../adapters/kafka/admin.ts';
import { type KafkaCluster, startKafka } from '../../local/engines/kafka.ts';
import { temporaryDataFolder } from '../integration/engines/temporary.ts';

/** kafkajs's own retries took two minutes; an idle process ends at once. */
const PATIENCE_MILLIS = 30_000;
const quiet = { log: () => undefined };
const topic = 'topic';

let cluster: KafkaCluster;
before(async () => {
  const { folder, killAtExit } = temporaryDataFolder();
  cluster = await startKafka({ dataFolder: folder, ports: 'any' });
  for (const { pid } of cluster.brokers) killAtExit(pid);
});
after(() => cluster.stop());

function signal(name: 'SIGSTOP' | 'SIGCONT'): void {
  for (const { pid } of cluster.brokers) process.kill(pid, name);
}

test('a call that is given up while the broker is paused ends, with all that kafkajs does for it', async () => {
  const admin = createTopicAdmin({ brokers: cluster.addresses, security: 'plaintext', topic }, quiet);
  await admin.createTopic({ partitions: 1, replicationFactor: 1 });
  const script = path.join(import.meta.dirname, 'record-producer.pause-child.ts');
  const child = spawn(process.execPath, [script, cluster.addresses.join(), topic], {
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: PATIENCE_MILLIS,
  });
  await once(child.stdout, 'data');
  signal('SIGSTOP');
  try {
    const said = text(child.stdout);
    child.stdin.end('go on\n');
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.deepEqual([await said, code], ['BROKER_UNAVAILABLE', 0]);
  } finally {
    signal('SIGCONT');
  }
  // the machine had received the one attempt: it is written late, which is what versions are for
  const [partition] = await admin.progress('none');
  assert.ok(partition !== undefined && partition.high <= 2n, `${partition?.high ?? ''} records`);
  await admin.close();
});
