import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { createTopicAdmin } from '../../adapters/kafka/admin.ts';
import { DEFAULT_PART_BYTES, MAX_SEMI_SPACE_MIB } from '../../core/limits.ts';
import { naiveLines } from '../helpers/naive-lines.ts';
import { sharedKafka } from '../integration/engines/shared.ts';
import type { MemoryOutcome } from './ingest-memory-child.ts';

/** Limit for the whole process, including Node.js. */
const MAX_PEAK_BYTES = 300_000_000;

const sample = readFileSync(path.join(import.meta.dirname, '../../local/sample-logs/apache_common.log'));
const sampleLines = naiveLines(sample).length;

async function ingest(context: TestContext, ...args: readonly string[]): Promise<MemoryOutcome> {
  const child = path.join(import.meta.dirname, 'ingest-memory-child.ts');
  // with the options of lib/constructs/node-function.ts
  const options = [`--max-semi-space-size=${MAX_SEMI_SPACE_MIB}`];
  const env = { ...process.env, NODE_OPTIONS: options.join(' ') };
  const { stdout } = await promisify(execFile)(process.execPath, [child, ...args], { maxBuffer: 100_000_000, env });
  const outcome = JSON.parse(stdout) as MemoryOutcome;
  const megabytes = Math.round(outcome.peakBytes / 1e6);
  const linesPerCpuSecond = Math.round((outcome.logs / outcome.cpuMillis) * 1000);
  context.diagnostic(
    `${outcome.sizeBytes} bytes, ${outcome.logs} lines, ${outcome.invocations} invocations: at most ${megabytes} MB, ` +
      `${Math.round(outcome.millis / 1000)} s, ${linesPerCpuSecond} lines a CPU-second`,
  );
  assert.equal(outcome.handedBack, 0);
  assert.ok(outcome.peakBytes < MAX_PEAK_BYTES, `${megabytes} MB`);
  return outcome;
}

const sumOf = ({ ledger }: MemoryOutcome, name: string): number =>
  ledger.reduce((sum, entry) => sum + Number(entry[`kafkainsight.part.${name}`]), 0);

suite('memory does not grow with the file', () => {
  test('5 GB, plain, in parts', async (context) => {
    const outcome = await ingest(context, 'plain');
    assert.ok(outcome.sizeBytes >= 5_000_000_000);
    assert.equal(outcome.logs, (outcome.sizeBytes / sample.length) * sampleLines);
    assert.equal(outcome.ledger.length, Math.ceil(outcome.sizeBytes / DEFAULT_PART_BYTES));
    assert.equal(sumOf(outcome, 'bytes'), outcome.sizeBytes);
    assert.equal(sumOf(outcome, 'lines'), outcome.logs);
  });

  test('2 GB that are compressed with gzip', async (context) => {
    const outcome = await ingest(context, 'gzip');
    assert.ok(sumOf(outcome, 'bytes') >= 2_000_000_000);
    assert.equal(outcome.logs, (sumOf(outcome, 'bytes') / sample.length) * sampleLines);
    assert.equal(sumOf(outcome, 'lines'), outcome.logs);
  });

  for (const name of ['bzip2', 'xz', 'nested', 'utf16']) {
    test(`500 MB under other layers: ${name}`, async (context) => {
      const outcome = await ingest(context, name);
      assert.ok(sumOf(outcome, 'bytes') >= 500_000_000);
      assert.equal(outcome.logs, (sumOf(outcome, 'bytes') / sample.length) * sampleLines);
      assert.equal(sumOf(outcome, 'lines'), outcome.logs);
    });
  }

  test('a gzip bomb is read up to the bound and reported', async (context) => {
    const outcome = await ingest(context, 'bomb');
    assert.equal(sumOf(outcome, 'bytes'), 1_000_000_000);
    const last = outcome.ledger.find((entry) => entry['kafkainsight.part.last'] === true);
    assert.equal(last?.['kafkainsight.part.error.code'], 'DECOMPRESSED_TOO_LARGE');
  });

  test('a line of 200 MB is cut, and the line after it is read', async (context) => {
    const outcome = await ingest(context, 'line');
    assert.equal(outcome.logs, 2);
    assert.equal(sumOf(outcome, 'bytes'), outcome.sizeBytes);
  });

  test('100 MB through a real broker', async (context) => {
    const brokers = await sharedKafka();
    const kafka = { brokers, security: 'plaintext', topic: `topic.${randomUUID()}` } as const;
    const admin = createTopicAdmin(kafka, { log: () => undefined });
    context.after(() => admin.close());
    await admin.createTopic({ partitions: 3, replicationFactor: 1 });
    const outcome = await ingest(context, 'kafka', brokers.join(), kafka.topic);
    const records = (await admin.progress('none')).reduce((sum, { high }) => sum + Number(high), 0);
    assert.equal(outcome.logs, (outcome.sizeBytes / sample.length) * sampleLines);
    assert.equal(records, outcome.logs + outcome.ledger.length);
  });
});
