import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stageNotices } from './notices.ts';
import type { Stage } from './stage.ts';
import { stages } from './stages.ts';

const preset = (name: string): Stage => stages.find((stage) => stage.name === name) ?? assert.fail(name);

test('a stage that keeps its data and tells nobody of its alarms is pointed out, and nothing else', () => {
  const prod = preset('prod');
  assert.match(stageNotices(prod).join(), /^Nobody hears the alarms of the stage prod, /);
  assert.deepEqual(stageNotices(preset('dev')), []);
  assert.deepEqual(stageNotices({ ...prod, alarmEmails: ['ops@example.com'] }), []);
  const topic = 'arn:aws:sns:eu-west-1:210987654321:pager';
  assert.deepEqual(stageNotices({ ...prod, alarmTopics: { critical: topic, warning: topic } }), []);
});

test('who deploys a stage that keeps its data for the first time is told what is left to do', () => {
  const prod = { ...preset('prod'), alarmEmails: ['ops@example.com'] };
  assert.match(
    stageNotices(prod, true).join(),
    /^The stacks of the stage prod are not protected .* without -c first=true/,
  );
  assert.deepEqual(stageNotices(preset('dev'), true), []);
});
