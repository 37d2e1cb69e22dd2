import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/**
 * kafkajs looks for pending requests again and again, where there are none too: every millisecond, on every connection,
 * for as long as it is open (https://github.com/tulios/kafkajs/issues/1751). It takes 4 % of a core for each, and Node 24
 * warns of the negative time-out behind it. Where nothing is pending there is nothing to look for: a request that is
 * queued later asks to be looked for by itself.
 */
export function endIdlePolling(): void {
  const { prototype } = RequestQueue;
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}
