import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { callCustomResource } from '../test/helpers/custom-resource.ts';
import { keptLog } from '../test/helpers/kept-log.ts';
import { sleepingClock } from '../test/helpers/sleeping-clock.ts';
import { createCustomResource, type CustomResourceHandler } from './custom-resource.ts';

function resource(provide: (name: string) => Promise<Record<string, string>>): CustomResourceHandler {
  const properties = v.object({ Name: v.string() });
  return createCustomResource({ name: 'greeting', properties, provide: ({ Name }) => provide(Name) }, keptLog());
}

const greet = resource((name) => Promise.resolve({ Greeting: `hello ${name}` }));

test('creation and update answer the attributes, under one physical id, with what names the request', async () => {
  for (const type of ['Create', 'Update'] as const) {
    const { answer, contentType, tries } = await callCustomResource(greet, type, { Name: 'you', Other: '1' });
    assert.deepEqual(answer, {
      Status: 'SUCCESS',
      PhysicalResourceId: 'greeting',
      StackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/s/1',
      RequestId: 'r',
      LogicalResourceId: 'l',
      Data: { Greeting: 'hello you' },
    });
    // the address is signed without one
    assert.equal(contentType ?? '', '');
    assert.equal(tries, 1);
  }
});

test('deletion succeeds and does nothing, also where creation never did', async () => {
  const broken = resource(() => assert.fail('asked'));
  assert.equal((await callCustomResource(broken, 'Delete', {})).answer.Status, 'SUCCESS');
});

test('a failure is answered with its reason, cut to what CloudFormation takes', async () => {
  const failing = resource(() => Promise.reject(new Error(`no greeting ${'x'.repeat(5000)}`)));
  const { answer } = await callCustomResource(failing, 'Create', { Name: 'you' });
  assert.equal(answer.Status, 'FAILED');
  assert.match(answer.Reason ?? '', /^no greeting x+$/);
  assert.ok(JSON.stringify(answer).length < 4096);
  const { answer: unread } = await callCustomResource(greet, 'Create', {});
  assert.equal(unread.Status, 'FAILED');
  assert.match(unread.Reason ?? '', /Name/);
});

test('a refusal that passes is no failure: a permission of the same deployment is not known everywhere at once', async () => {
  const clock = sleepingClock();
  const provide = (): Promise<Record<string, string>> =>
    clock.sleptSeconds.length < 3
      ? Promise.reject(Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' }))
      : Promise.resolve({ Greeting: 'hello' });
  const handler = createCustomResource({ name: 'greeting', properties: v.object({}), provide }, keptLog(), clock);
  assert.deepEqual((await callCustomResource(handler, 'Create', {})).answer.Data, { Greeting: 'hello' });
  assert.deepEqual(clock.sleptSeconds, [5, 5, 5]);
});

test('an answer that does not get through is sent again, and then it is an error', async () => {
  const { answer, tries } = await callCustomResource(greet, 'Create', { Name: 'you' }, [500, 503]);
  assert.deepEqual([answer.Status, tries], ['SUCCESS', 3]);
  await assert.rejects(callCustomResource(greet, 'Create', { Name: 'you' }, Array<number>(9).fill(500)), {
    code: 'PROVISIONING_FAILED',
    message: /HTTP 500/,
  });
});
