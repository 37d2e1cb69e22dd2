import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lambdaContext } from '../test/helpers/lambda-context.ts';
import { withLogAndMetrics } from './invocation.ts';

function framed(handle: (event: string) => Promise<string>): {
  readonly call: () => Promise<string>;
  readonly order: unknown[];
} {
  const order: unknown[] = [];
  const log = { begin: (context: object) => order.push(context) };
  const metrics = { flush: () => order.push('flushed') };
  const handler = withLogAndMetrics(log, metrics, async (event: string, context) => {
    order.push(event, context);
    return handle(event);
  });
  return { call: () => handler('event', context), order };
}

const context = lambdaContext();

test('an invocation begins the log, is handled, and ends with its metrics', async () => {
  const { call, order } = framed(async (event) => {
    await Promise.resolve();
    order.push('handled');
    return `${event} answered`;
  });
  assert.equal(await call(), 'event answered');
  assert.deepEqual(order, [context, 'event', context, 'handled', 'flushed']);
});

test('one that fails does so too, with its own error', async () => {
  const error = new Error('broken');
  const { call, order } = framed(() => Promise.reject(error));
  await assert.rejects(call(), error);
  assert.deepEqual(order, [context, 'event', context, 'flushed']);
});
