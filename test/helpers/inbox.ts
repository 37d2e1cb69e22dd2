import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaInsightError } from '../../core/errors.ts';
import { type Inbox, startInbox } from '../../local/runner/inbox.ts';
import type { Objects, StoredObject } from '../../local/store/objects.ts';
import { type StoreFixture, storeFixture } from './store.ts';

/** An inbox folder that is watched, and a local S3 to which its files go. */
export interface InboxFixture {
  readonly store: StoreFixture;
  readonly folder: string;
  /** What was uploaded, in order. */
  readonly uploaded: StoredObject[];
  /** Path and code of each problem, in order. */
  readonly problems: string[];
  /** What watches now. */
  readonly inbox: Inbox;
  /** Begins to watch, with other patience or into another store; what watched before is stopped by the caller. */
  watch(patienceMillis?: number, intervalMillis?: number, objects?: Objects): void;
  remove(): Promise<void>;
}

/** Made empty, and watched. */
export async function inboxFixture(): Promise<InboxFixture> {
  const store = await storeFixture();
  const folder = await mkdtemp(join(tmpdir(), 'kafkainsight-inbox-'));
  const uploaded: StoredObject[] = [];
  const problems: string[] = [];
  const events = {
    onUploaded: (object: StoredObject): void => void uploaded.push(object),
    onProblem: (path: string, error: KafkaInsightError): void => void problems.push(`${path} ${error.code}`),
  };
  const start = (patienceMillis = 10_000, intervalMillis = 20, objects: Objects = store.store.objects): Inbox => {
    const settings = { folder, intervalMillis, patienceMillis, lineRestMillis: 300, pauseMillis: 0, retryMillis: 400 };
    return startInbox(objects, settings, events);
  };
  let inbox = start();
  return {
    store,
    folder,
    uploaded,
    problems,
    get inbox() {
      return inbox;
    },
    watch: (...settings) => {
      inbox = start(...settings);
    },
    remove: async () => {
      await inbox.stop();
      await store.remove();
      await rm(folder, { recursive: true });
    },
  };
}

/** Waits until something is so, at most ten seconds. */
export async function untilTrue(condition: () => boolean, what: string): Promise<void> {
  const endMillis = Date.now() + 10_000;
  while (!condition()) {
    assert.ok(Date.now() < endMillis, `waited in vain for ${what}`);
    await sleep(10);
  }
}
