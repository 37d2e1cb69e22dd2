/** A part of kafkajs that has no types of its own. */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  /** The requests of one connection. */
  export default class RequestQueue {
    /** Those that wait until the broker has answered others. */
    pending: readonly unknown[];
    /** Sees to it that pending requests are looked at again later. */
    scheduleCheckPendingRequests: (this: RequestQueue) => void;
  }
}
