import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { WorkQueue } from '../../core/ports.ts';

/** One implementation of the port, ready for use, and a consumer's view of it. */
export interface OpenedQueue {
  readonly queue: WorkQueue;
  /** Receives what is visible: each message stays hidden for a minute, or until it is made visible again. */
  receive(): Promise<readonly { readonly body: string; readonly receiptHandle: string }[]>;
  close(): Promise<void>;
}

/** What every work queue must do (core/ports.ts). */
export function workQueueContract(name: string, open: () => Promise<OpenedQueue>): void {
  describe(`work queue: ${name}`, () => {
    let opened: OpenedQueue;

    before(async () => {
      opened = await open();
    });
    after(() => opened.close());

    async function receiveAll(): Promise<string[]> {
      const bodies: string[] = [];
      for (;;) {
        const messages = await opened.receive();
        if (messages.length === 0) return bodies.sort();
        bodies.push(...messages.map(({ body }) => body));
      }
    }

    test('takes any number of messages', async () => {
      await opened.queue.send([]);
      assert.deepEqual(await receiveAll(), []);
      const bodies = Array.from({ length: 23 }, (_, index) => JSON.stringify({ part: index, text: 'é"\\\n' }));
      await opened.queue.send(bodies);
      assert.deepEqual(await receiveAll(), bodies.sort());
    });

    test('takes messages that are too large to go together', async () => {
      // 1 MiB is the limit of one message and of one request
      const bodies = [700_000, 400_000, 648_576, 1_048_576, 1].map((bytes, index) => String(index).repeat(bytes));
      await opened.queue.send(bodies);
      assert.deepEqual(await receiveAll(), bodies.sort());
    });

    test('makes a received message visible again', async () => {
      await opened.queue.send(['again']);
      const [message] = await opened.receive();
      assert.deepEqual(await opened.receive(), []);
      await opened.queue.retryAfter(message?.receiptHandle ?? '', 0);
      assert.deepEqual(
        (await opened.receive()).map(({ body }) => body),
        ['again'],
      );
    });
  });
}
