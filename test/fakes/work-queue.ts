import type { WorkQueue } from '../../core/ports.ts';

/** A message as the fake keeps it; its receipt handle is its place in the order of sending. */
interface QueuedMessage {
  readonly body: string;
  visible: boolean;
}

/** A queue in memory. Messages are never removed, and time does not pass. */
export interface MemoryQueue extends WorkQueue {
  /** In the order of sending. */
  readonly messages: QueuedMessage[];
  /** What was asked of retryAfter, in order. */
  readonly retries: { readonly receiptHandle: string; readonly seconds: number }[];
  /** Returns the visible messages and hides them. */
  receive(): { readonly body: string; readonly receiptHandle: string }[];
}

/** @param failure asked before each call of send: an error makes that call fail */
export function memoryQueue(failure?: () => Error | undefined): MemoryQueue {
  return {
    messages: [],
    retries: [],
    send(bodies) {
      const error = failure?.();
      if (error !== undefined) return Promise.reject(error);
      this.messages.push(...bodies.map((body) => ({ body, visible: true })));
      return Promise.resolve();
    },
    retryAfter(receiptHandle, seconds) {
      this.retries.push({ receiptHandle, seconds });
      const message = this.messages[Number(receiptHandle)];
      if (message !== undefined && seconds === 0) message.visible = true;
      return Promise.resolve();
    },
    receive() {
      return this.messages.flatMap((message, index) => {
        if (!message.visible) return [];
        message.visible = false;
        return [{ body: message.body, receiptHandle: String(index) }];
      });
    },
  };
}
