import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stage } from '../configuration/stage.ts';
import { stages } from '../configuration/stages.ts';
import { estimateStage, priceOf, totalDollars } from './estimate.ts';

function preset(name: string): Stage {
  return stages.find((stage) => stage.name === name) ?? assert.fail(name);
}
const dollarsOf = (stage: Stage, what: RegExp): number =>
  totalDollars(estimateStage(stage).fixed.filter((cost) => what.test(cost.what)));

test('dev stays below 150 dollars a month, and says its price in one line', () => {
  const total = totalDollars(estimateStage(preset('dev')).fixed);
  assert.ok(total < 150, String(total));
  assert.equal(
    priceOf(preset('dev')),
    `Stage dev costs about $${Math.round(total)} a month before any log (us-east-1, prices of November 2026). ` +
      'Its parts: npx kafkainsight size --stage dev\n',
  );
});

test('each part costs its number times its price', () => {
  const prod = preset('prod');
  // 3 x 0.204 x 730; 3 x 80 GiB x 0.1; 0.128 x 730 x 3; 3 endpoints x 0.01 x 730; a unit of pollers (prices.ts names the sources)
  assert.equal(dollarsOf(prod, /kafka\.m7g/).toFixed(2), '446.76');
  assert.equal(dollarsOf(prod, /brokers' volumes/).toFixed(2), '24.00');
  assert.equal(dollarsOf(prod, /cluster manager/).toFixed(2), '280.32');
  assert.equal(dollarsOf(prod, /endpoints/).toFixed(2), '21.90');
  assert.equal(dollarsOf(prod, /pollers/).toFixed(2), '135.00');
});

test('pollers are charged by the unit of four, on demand not at all', () => {
  const withPollers = (minimumPollers: number): Stage => ({
    ...preset('prod'),
    polling: { mode: 'provisioned', minimumPollers, maximumPollers: 16 },
  });
  assert.equal(dollarsOf(withPollers(1), /poller/), 135);
  assert.equal(dollarsOf(withPollers(5), /pollers/), 270);
  assert.equal(dollarsOf(preset('dev'), /pollers/), 0);
});

test('records are charged on their way to Lambda where pollers stand in the VPC, and its owner pays in one that is there', () => {
  const through = (stage: Stage): number | undefined =>
    estimateStage(stage).perGb.find(({ what }) => what.includes('endpoint'))?.dollars;
  // 4.1 GB of documents a GB of logs (quotas.ts), a third more as base64, a cent a GB
  assert.equal(through(preset('dev'))?.toFixed(4), '0.0547');
  assert.equal(through(preset('prod')), undefined);
  const network = {
    vpcId: 'vpc-0a1b2c3d4e5f67890',
    subnetIds: ['subnet-0a1b2c3d4e5f67890', 'subnet-0a1b2c3d4e5f67891'],
  };
  const there: Stage = { ...preset('dev'), network };
  assert.equal(through(there), undefined);
  assert.match(estimateStage(there).notContained.join(), /NAT gateway of the VPC/);
});

test('what has no price is named instead of left out in silence', () => {
  const prod = preset('prod');
  const stage: Stage = { ...prod, search: { ...prod.search, dataInstanceType: 'm7g.large.search' } };
  assert.ok(estimateStage(stage).notContained.includes('3 x m7g.large.search (data): the table has no price'));
  const express: Stage = { ...prod, kafka: { ...prod.kafka, brokers: 'express', instanceType: 'express.m7g.large' } };
  assert.match(estimateStage(express).notContained.join(), /storage of express brokers/);
  assert.ok(estimateStage(express).perGb.some(({ what }) => what === 'writing to express brokers'));
});
