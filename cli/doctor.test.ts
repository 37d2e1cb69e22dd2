import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { KafkaInsightError } from '../core/errors.ts';
import { type DoctorPorts, examine, type FileState, type Hop, markedFile } from './doctor.ts';

const file = markedFile('0123', Date.UTC(2026, 10, 30));
const whole: FileState = { fileId: 'abc', lines: 10, documents: 10, deadLetters: 0, settling: false };
const calm = { indices: { deadLetters: 1 }, queues: { waiting: 0, givenUp: 2 } };
const WAIT_MILLIS = 10_000;

/** A stage in which all is well, with changes. */
function stage(changes: Partial<DoctorPorts> = {}): DoctorPorts {
  return {
    bucket: () => Promise.resolve('logs'),
    state: () => Promise.resolve(calm),
    provision: () => Promise.resolve({ 'security role kafkainsight_reader': 'unchanged', dashboards: 'unchanged' }),
    drop: () => Promise.resolve(),
    file: () => Promise.resolve(whole),
    lag: () => Promise.resolve(0),
    forget: () => Promise.resolve(0),
    sleep: () => Promise.resolve(),
    ...changes,
  };
}

/** States one after another; the last one stays. */
function inTurn<Value>(...values: readonly Value[]): () => Promise<Value> {
  let at = 0;
  return () => Promise.resolve(values[Math.min(at++, values.length - 1)] as Value);
}

async function hopsOf(changes: Partial<DoctorPorts>): Promise<Hop[]> {
  const hops: Hop[] = [];
  for await (const hop of examine(stage(changes), file, WAIT_MILLIS)) hops.push(hop);
  return hops;
}

test('a marked file is dropped, found as documents, and deleted', async () => {
  const dropped: unknown[] = [];
  const forgotten: string[] = [];
  const hops = await hopsOf({
    drop: (...args) => Promise.resolve(void dropped.push(args)),
    file: inTurn<FileState | undefined>(undefined, { ...whole, documents: 3 }, { ...whole, settling: true }, whole),
    forget: (id) => Promise.resolve((forgotten.push(id), 0)),
  });
  assert.deepEqual(
    hops.map(({ name, isSound }) => [name, isSound]),
    ['stage', 'domain', 'dashboards', 'bucket', 'queue', 'ingest', 'topic', 'index', 'cleanup'].map((name) => [
      name,
      true,
    ]),
  );
  assert.deepEqual(dropped, [['logs', 'inbox/kafkainsight-doctor/0123.log', file.body]]);
  assert.equal(file.body.toString().match(/^2026-11-30T00:00:00\.000Z INFO .* 0123 line \d+$/gm)?.length, 10);
  assert.deepEqual(forgotten, ['abc']);
  assert.match(hops[7]?.says ?? '', /at most 6 s after the drop/);
});

const refusal = new KafkaInsightError('AWS_ACCESS_DENIED', 'You may not.');
const stuck = { file: (): Promise<undefined> => Promise.resolve(undefined) };
const more = (changes: { waiting?: number; givenUp?: number; deadLetters?: number }): DoctorPorts['state'] =>
  inTurn(calm, {
    indices: { deadLetters: changes.deadLetters ?? calm.indices.deadLetters },
    queues: { ...calm.queues, ...changes },
  });

/** What is wrong, and the hop that fails. */
const wrong: Readonly<Record<string, readonly [Partial<DoctorPorts>, Hop['name'], RegExp]>> = {
  'a stage that is not there': [{ bucket: () => Promise.reject(refusal) }, 'stage', /^You may not\.$/],
  'a domain that refuses': [{ state: () => Promise.reject(refusal) }, 'domain', /^You may not\.$/],
  'a bucket that one may not write to': [{ drop: () => Promise.reject(refusal) }, 'bucket', /^You may not\.$/],
  'a message that was given up': [
    { ...stuck, state: more({ givenUp: 3 }) },
    'ingest',
    /"Files given up".*forget inbox/,
  ],
  'a message that waits': [{ ...stuck, state: more({ waiting: 1 }) }, 'ingest', /"Files wait"/],
  'lines that the engine refuses': [{ ...stuck, state: more({ deadLetters: 11 }) }, 'index', /"Dead letters"/],
  'a topic that nobody reads': [
    { ...stuck, lag: () => Promise.resolve(10) },
    'topic',
    /10 records.*"Nothing reads the topic"/,
  ],
  'a file that S3 does not announce': [
    { ...stuck, lag: () => Promise.resolve(undefined) },
    'queue',
    /did not announce/,
  ],
  'lines that are missing': [
    { file: () => Promise.resolve({ ...whole, documents: 4 }) },
    'index',
    /4 of 10 lines are documents/,
  ],
};

describe('the hop that fails is named, and nothing behind it is said', () => {
  for (const [what, [changes, name, says]] of Object.entries(wrong)) {
    test(what, async () => {
      const hops = await hopsOf(changes);
      const failing = hops.filter(({ isSound }) => !isSound);
      assert.deepEqual(
        failing.map((hop) => hop.name),
        [name],
      );
      assert.match(failing[0]?.says ?? '', says);
      assert.equal(hops.at(-1), failing[0]);
    });
  }
});

test('dashboards that are not imported stop nothing, and neither does what is left', async () => {
  const hops = await hopsOf({
    provision: () => Promise.resolve({ 'index kafkainsight-ledger': 'unchanged', 'saved objects': 'failed' }),
    forget: () => Promise.resolve(2),
  });
  const failing = hops.filter(({ isSound }) => !isSound);
  assert.deepEqual(
    failing.map(({ name }) => name),
    ['dashboards', 'cleanup'],
  );
  assert.match(failing[0]?.says ?? '', /^saved objects: failed\. See docs\/runbook\.md, "Provisioning failed"$/);
  const without = await hopsOf({ provision: () => Promise.resolve({}) });
  assert.match(without[2]?.says ?? '', /DASHBOARDS_URL/);
});
