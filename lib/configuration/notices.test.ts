import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stageNotices } from './notices.ts';
import type { Stage } from './stage.ts';
import { stages } from './stages.ts';

const later = { isFirst: false, profileRegion: 'eu-west-1' };
const preset = (name: string): Stage => stages.find((stage) => stage.name === name) ?? assert.fail(name);

test('a stage that keeps its data and tells nobody of its alarms is pointed out, and nothing else', () => {
  const prod = preset('prod');
  assert.match(stageNotices(prod, later).join(), /^Nobody hears the alarms of the stage prod, /);
  assert.deepEqual(stageNotices(preset('dev'), later), []);
  assert.deepEqual(stageNotices({ ...prod, alarmEmails: ['ops@example.com'] }, later), []);
  const topic = 'arn:aws:sns:eu-west-1:210987654321:pager';
  assert.deepEqual(stageNotices({ ...prod, alarmTopics: { critical: topic, warning: topic } }, later), []);
});

test('who deploys a stage that keeps its data for the first time is told what is left to do', () => {
  const prod = { ...preset('prod'), alarmEmails: ['ops@example.com'] };
  assert.match(
    stageNotices(prod, { ...later, isFirst: true }).join(),
    /^The stacks of the stage prod are not protected .* without -c first=true/,
  );
  assert.deepEqual(stageNotices(preset('dev'), { ...later, isFirst: true }), []);
});

test('who deploys to a region where a zone by position may have no MSK is told, unless zones or subnets are named', () => {
  const dev = preset('dev');
  const virginia = { ...later, profileRegion: 'us-east-1' };
  assert.match(
    stageNotices(dev, virginia).join(),
    /^The stage dev names neither region nor availabilityZones, .* use1-az3 has no MSK; name 2 zones that have MSK/,
  );
  const network = {
    vpcId: 'vpc-0a1b2c3d4e5f67890',
    subnetIds: ['subnet-0a1b2c3d4e5f67890', 'subnet-0a1b2c3d4e5f67891'],
  };
  assert.deepEqual(stageNotices({ ...dev, network }, virginia), []);
  assert.deepEqual(stageNotices({ ...dev, region: 'eu-west-1' }, virginia), []);
});
