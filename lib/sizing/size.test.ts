import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Stage } from '../configuration/stage.ts';
import { stages } from '../configuration/stages.ts';
import { stageProblems } from '../configuration/validate.ts';
import { limitsOf } from './capacity.ts';
import { shardPlan } from './shards.ts';
import { sizedFor } from './size.ts';

function preset(name: string): Stage {
  return stages.find((stage) => stage.name === name) ?? assert.fail(name);
}

test('the preset prod is what 500 events of 250 bytes a second for 30 days need', () => {
  const workload = { eventsPerSecond: 500, bytesPerEvent: 250, retentionDays: 30 };
  assert.deepEqual(sizedFor(workload, preset('prod')), preset('prod'));
});

test('the preset dev carries 25 lines of 200 bytes a second', () => {
  const limits = Object.values(limitsOf(preset('dev'), 200));
  assert.ok(Math.min(...limits) >= 25, JSON.stringify(limits));
});

test('volumes are what the calculation by hand gives', () => {
  const { kafka, search } = sizedFor({ eventsPerSecond: 1000, bytesPerEvent: 200, retentionDays: 10 }, preset('prod'));
  // 200 kB/s, half of it in the topic: 60.48 GB in 7 days, 3 replicas, half of each volume free: 362.88 GB = 338 GiB, 3 brokers
  assert.equal(kafka.storageGibPerBroker, 120);
  // 200 kB/s, 1.1 times of it in the index, for 10 days, the day of the index and 2 days of clocks ahead: 247.1 GB, 2 copies, by 0.95
  // and 0.8: 650.3 GB = 605.6 GiB, 3 nodes
  assert.equal(search.dataNodes * search.storageGibPerNode, 630);
  // 5.7 GB a month would be one shard; this is 570 GB
  assert.equal(search.indexPeriod, 'day');
});

test('an OpenSearch that keeps copies of documents is given the room that they take', () => {
  const workload = { eventsPerSecond: 1000, bytesPerEvent: 200, retentionDays: 10 };
  const { search } = preset('prod');
  const volumesIn = (version: string): number => {
    const sized = sizedFor(workload, { ...preset('prod'), search: { ...search, version } }).search;
    return sized.dataNodes * sized.storageGibPerNode;
  };
  // as above, but 1.6 times in the index (OpenSearch 2.19.4 took 1.58 for Apache's common lines): 945.9 GB = 880.9 GiB, 3 nodes
  for (const version of ['2.19', '3.1', '3.3']) assert.equal(volumesIn(version), 900);
  for (const version of ['3.5', '3.7', '4.0']) assert.equal(volumesIn(version), 630);
});

test('each dataset that lines can have makes shards: of the formats, unparsed, and what sources name', () => {
  const { search } = preset('dev');
  const shardsOf = (sources: Stage['sources']): number => shardPlan({ search, sources }).shards;
  // dev keeps 30 days by the month, without replicas: two months a dataset
  assert.equal(shardsOf([{ prefix: 'shop/', dataset: 'shop' }]), shardsOf([]) + 2);
  assert.equal(shardsOf([{ prefix: 'notes/', format: 'text' }]), shardsOf([]) + 4);
  assert.equal(shardsOf([{ prefix: 'notes/', format: 'text', dataset: 'syslog' }]), shardsOf([]));
});

test('whatever is asked for is carried, by every part, up to the volumes that MSK makes', () => {
  const rate = fc.integer({ min: 1, max: 20_000 });
  const bytes = fc.integer({ min: 10, max: 2_000 });
  const days = fc.integer({ min: 1, max: 400 });
  fc.assert(
    fc.property(rate, bytes, days, (eventsPerSecond, bytesPerEvent, retentionDays) => {
      const stage = sizedFor({ eventsPerSecond, bytesPerEvent, retentionDays }, preset('prod'));
      const { index, ...limits } = limitsOf(stage, bytesPerEvent);
      assert.ok(index !== undefined);
      for (const [part, limit] of Object.entries(limits)) assert.ok(limit >= eventsPerSecond, part);
      const { shards, limit } = shardPlan(stage);
      assert.ok(shards <= limit);
      assert.equal(stage.kafka.partitions % stage.kafka.brokerCount, 0);
      assert.ok(stage.polling.mode === 'provisioned' && stage.polling.maximumPollers <= stage.kafka.partitions);
      // the domain can be deployed, too, up to the nodes that an account may have
      const refused = stageProblems(stage).filter((problem) => problem.startsWith('stage prod: search.'));
      if (stage.search.dataNodes <= 80) assert.deepEqual(refused, []);
    }),
    { numRuns: 200 },
  );
});
