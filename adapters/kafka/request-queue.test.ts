import assert from 'node:assert/strict';
import { test } from 'node:test';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import './client.ts';

/** As kafkajs's constructor leaves a queue on which nothing is pending and the broker asks for no pause. */
function idleQueue(): RequestQueue & { throttleCheckTimeoutId: NodeJS.Timeout | null } {
  const queue = Object.create(RequestQueue.prototype) as RequestQueue;
  return Object.assign(queue, { pending: [], throttledUntil: -1, throttleCheckTimeoutId: null });
}

test('a connection on which nothing is pending sets no timer', () => {
  const queue = idleQueue();
  queue.scheduleCheckPendingRequests();
  assert.equal(queue.throttleCheckTimeoutId, null);
});

test('one with pending requests does', () => {
  const queue = idleQueue();
  queue.pending = [{}];
  queue.scheduleCheckPendingRequests();
  assert.ok(queue.throttleCheckTimeoutId !== null);
  clearTimeout(queue.throttleCheckTimeoutId);
});
