import type { WorkQueue } from '../../pipeline/ports.ts';

/** A queue that keeps what it is given. */
export interface MemoryQueue extends WorkQueue {
  /** Bodies in the order of sending. */
  readonly messages: string[];
  readonly retries: { readonly receiptHandle: string; readonly seconds: number }[];
}

/** @param failure asked before each call of send: an error makes that call fail */
export function memoryQueue(failure?: () => Error | undefined): MemoryQueue {
  return {
    messages: [],
    retries: [],
    send(bodies) {
      const error = failure?.();
      if (error !== undefined) return Promise.reject(error);
      this.messages.push(...bodies);
      return Promise.resolve();
    },
    retryAfter(receiptHandle, seconds) {
      this.retries.push({ receiptHandle, seconds });
      return Promise.resolve();
    },
  };
}
