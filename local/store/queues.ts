import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { transaction } from './database.ts';

/** How a queue behaves; the names are SQS's. */
export interface QueueSettings {
  readonly visibilityTimeoutSeconds: number;
  /** The queue for messages that were received `maxReceiveCount` times without being deleted. */
  readonly redrive?: { readonly deadLetterQueue: string; readonly maxReceiveCount: number };
}

/** A message as a consumer receives it. */
export interface ReceivedMessage {
  readonly messageId: string;
  /** Identifies this receipt; invalid once the message is received again. */
  readonly receiptHandle: string;
  readonly body: string;
  readonly sentMillis: number;
  readonly receiveCount: number;
  readonly firstReceivedMillis: number;
}

/** How many messages a queue holds: `visible` now, `inFlight` with a consumer, `delayed` until a later time. */
interface QueueDepth {
  readonly visible: number;
  /** With a consumer, or waiting for their next delivery. */
  readonly notVisible: number;
}

interface ReceiveOptions {
  readonly maxMessages: number;
  readonly visibilityTimeoutSeconds?: number;
  /** Long polling: how long to wait for the first message. */
  readonly waitSeconds: number;
}

/** Durable queues with SQS's semantics: at least once, visibility time-outs, redrive to a dead-letter queue. */
export interface Queues {
  readonly names: readonly string[];
  send(queue: string, body: string, delaySeconds?: number): string;
  receive(queue: string, options: ReceiveOptions): Promise<readonly ReceivedMessage[]>;
  /** Deletes the message of the receipt; an invalid receipt changes nothing. */
  delete(receiptHandle: string): void;
  changeVisibility(receiptHandle: string, seconds: number): void;
  depth(queue: string): QueueDepth;
  /** Wakes all waiting receivers, so that the endpoint can close. */
  close(): void;
}

interface State {
  readonly database: DatabaseSync;
  readonly settings: ReadonlyMap<string, QueueSettings>;
  readonly arrivals: EventEmitter;
  /** Milliseconds of the clock that visibility times refer to. */
  readonly clock: () => number;
  closed: boolean;
}

/** How often a long poll checks again: messages also become visible through time, without anybody sending. */
const LOOK_AGAIN_MILLIS = 250;

/**
 * A monotonic clock: the time of its creation, plus what has passed since. With the system clock, setting it back would hide a message
 * for that long, and setting it ahead would give it to two consumers.
 */
function steadyClock(): () => number {
  const startMillis = Date.now() - performance.now();
  return () => Math.round(startMillis + performance.now());
}

/**
 * Creates the queues from the database. Messages of an earlier run are available again, and all are visible: their consumers ended with
 * the process that held the queues, and the clock may have changed.
 */
export function createQueues(database: DatabaseSync, settings: ReadonlyMap<string, QueueSettings>): Queues {
  const clock = steadyClock();
  transaction(database, () => database.prepare('UPDATE messages SET visible_millis = ?').run(clock()));
  const arrivals = new EventEmitter();
  arrivals.setMaxListeners(0);
  const state: State = { database, settings, arrivals, clock, closed: false };
  const insert = database.prepare(
    'INSERT INTO messages (queue, message_id, body, sent_millis, visible_millis) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM messages WHERE id = ? AND receive_count = ?');
  const change = database.prepare('UPDATE messages SET visible_millis = ? WHERE id = ? AND receive_count = ?');
  return {
    names: [...settings.keys()],
    send: (queue, body, delaySeconds = 0) => {
      const messageId = randomUUID();
      insert.run(queue, messageId, body, Date.now(), clock() + delaySeconds * 1000);
      arrivals.emit(queue);
      return messageId;
    },
    receive: (queue, options) => receive(state, queue, options),
    delete: (handle) => void transaction(database, () => remove.run(...receipt(handle))),
    changeVisibility: (handle, seconds) =>
      void transaction(database, () => change.run(clock() + seconds * 1000, ...receipt(handle))),
    depth: (queue) => depth(state, queue),
    close: () => {
      state.closed = true;
      for (const name of settings.keys()) arrivals.emit(name);
    },
  };
}

async function receive(state: State, queue: string, options: ReceiveOptions): Promise<readonly ReceivedMessage[]> {
  const endMillis = state.clock() + options.waitSeconds * 1000;
  for (;;) {
    const messages = take(state, queue, options);
    const leftMillis = endMillis - state.clock();
    if (messages.length > 0 || leftMillis <= 0 || state.closed) return messages;
    const signal = AbortSignal.timeout(Math.min(LOOK_AGAIN_MILLIS, leftMillis));
    await once(state.arrivals, queue, { signal }).catch(() => undefined);
  }
}

function take({ database, settings, clock }: State, queue: string, options: ReceiveOptions): ReceivedMessage[] {
  const { visibilityTimeoutSeconds, redrive } = settings.get(queue) ?? { visibilityTimeoutSeconds: 30 };
  const now = clock();
  return transaction(database, () => {
    if (redrive !== undefined) {
      database
        .prepare(
          `UPDATE messages SET queue = ?, receive_count = 0, visible_millis = ?
           WHERE queue = ? AND visible_millis <= ? AND receive_count >= ?`,
        )
        .run(redrive.deadLetterQueue, now, queue, now, redrive.maxReceiveCount);
    }
    const rows = database
      .prepare('SELECT * FROM messages WHERE queue = ? AND visible_millis <= ? ORDER BY visible_millis, id LIMIT ?')
      .all(queue, now, options.maxMessages);
    const hide = database.prepare(
      `UPDATE messages SET visible_millis = ?, receive_count = receive_count + 1,
       first_received_millis = coalesce(first_received_millis, ?) WHERE id = ?`,
    );
    const visibleMillis = now + (options.visibilityTimeoutSeconds ?? visibilityTimeoutSeconds) * 1000;
    return rows.map((row) => {
      hide.run(visibleMillis, now, Number(row['id']));
      return toMessage(row, now);
    });
  });
}

function toMessage(row: Record<string, SQLOutputValue>, now: number): ReceivedMessage {
  const receiveCount = Number(row['receive_count']) + 1;
  return {
    messageId: String(row['message_id']),
    receiptHandle: `${Number(row['id'])}:${receiveCount}`,
    body: String(row['body']),
    sentMillis: Number(row['sent_millis']),
    receiveCount,
    firstReceivedMillis: Number(row['first_received_millis'] ?? now),
  };
}

/** The id and the receive count in a receipt handle; for a malformed one, those of a message that does not exist. */
function receipt(handle: string): [number, number] {
  const [id, receiveCount] = /^\d{1,15}:\d{1,9}$/.test(handle) ? handle.split(':') : [];
  return [Number(id ?? -1), Number(receiveCount ?? -1)];
}

function depth({ database, clock }: State, queue: string): QueueDepth {
  const row = database
    .prepare(
      'SELECT count(*) AS total, count(CASE WHEN visible_millis <= ? THEN 1 END) AS visible FROM messages WHERE queue = ?',
    )
    .get(clock(), queue);
  const visible = Number(row?.['visible'] ?? 0);
  return { visible, notVisible: Number(row?.['total'] ?? 0) - visible };
}
