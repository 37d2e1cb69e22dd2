import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCommand } from '../../test/helpers/command.ts';

const size = (...args: string[]): ReturnType<typeof runCommand> => runCommand(['size', ...args]);

test('a workload becomes sizes, what they carry and what they cost, with the date of the prices and what is not in them', async () => {
  const { code, output } = await size(
    ...'--events-per-second 500 --bytes-per-event 250 --retention-days 30'.split(' '),
  );
  assert.equal(code, 0);
  assert.match(output, /^brokers +3 x kafka\.m7g\.large in 3 zones$/m);
  assert.match(output, /^pollers +4 to 16$/m);
  assert.match(output, /^shards +[\d,]+ of [\d,]+$/m);
  assert.match(output, /^3 x kafka\.m7g\.large +446\.76$/m);
  assert.match(output, /^all +1,?\d{3}\.\d\d$/m);
  assert.match(output, /us-east-1, \w+ 20\d\d\. Not included: .*tax/);
});

test('a stage says what it carries and costs', async () => {
  const { code, output } = await size('--stage', 'dev');
  assert.equal(code, 0);
  assert.match(output, /^pollers +on demand$/m);
  assert.match(output, /^3 interface endpoints +21\.90$/m);
});

test('what one domain cannot hold is said, with 1', async () => {
  const { code, errors } = await size(
    ...'--events-per-second 1000000 --bytes-per-event 1000 --retention-days 365'.split(' '),
  );
  assert.equal(code, 1);
  assert.match(errors, /One stage cannot handle this:.*search\.dataNodes is \d+/s);
});

test('a call without what it needs, or with two of it, ends with 2', async () => {
  const missing = await size('--events-per-second', '5');
  assert.deepEqual([missing.code, missing.errors.includes('--bytes-per-event is missing')], [2, true]);
  const both = await size('--stage', 'dev', '--events-per-second', '5');
  assert.deepEqual(
    [both.code, both.errors.includes('--events-per-second would have no effect together with --stage')],
    [2, true],
  );
  const unknown = await size('--stage', 'test');
  assert.deepEqual([unknown.code, unknown.errors.includes('The stages are dev, prod')], [2, true]);
});
