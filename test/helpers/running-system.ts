import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsEnvironment } from '../../adapters/aws.ts';
import { readEnvironment } from '../../adapters/environment-variables.ts';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { ObjectStore, SearchEngine } from '../../core/ports.ts';
import { flatDocument } from '../../local/page/flat-document.ts';
import { readRunFile } from '../../local/runner/run-file.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { deleteDocuments } from '../faults/documents.ts';
import { type CommandResult, runCommand } from './command.ts';

/** `npm start` as a process, with its own bucket, topic and dataset, and commands that work on it. */
export interface RunningSystem {
  readonly engine: SearchEngine;
  readonly store: ObjectStore;
  /** The watched folder. */
  readonly inbox: string;
  /** Path of the indices of its dataset in requests. */
  readonly indices: string;
  /** What the functions are configured with. */
  readonly environment: Readonly<Record<string, string>>;
  command(name: string, ...args: readonly string[]): Promise<CommandResult>;
  /** Repeats the command until its output matches. */
  until(pattern: RegExp, name: string, ...args: readonly string[]): Promise<CommandResult>;
  drop(key: string, content: string): Promise<void>;
  /** The same, and waits until reconcile calls it complete. */
  dropped(key: string, content: string): Promise<void>;
  /** Documents that were last seen under a key, whole: at most a thousand. */
  documentsOf(key: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

interface SearchAnswer {
  readonly hits: { readonly hits: readonly { readonly _source: Record<string, unknown> }[] };
}

/** @param search URL of a running OpenSearch node; the broker is its own */
export async function startSystem(search: string, dataset: string): Promise<RunningSystem> {
  const engine = createSearchEngine({ engine: 'opensearch', url: search, authentication: { kind: 'none' } });
  const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-system-'));
  const data = join(folder, 'data');
  const inbox = join(folder, 'inbox');
  const sources = join(folder, 'sources.json');
  const indices = `/kafkainsight-logs-${dataset}-*`;
  mkdirSync(inbox);
  writeFileSync(sources, JSON.stringify([{ prefix: '', dataset }]));
  const stopping = new AbortController();
  const args = ['start', '--opensearch-url', search, '--data', data, '--inbox', inbox];
  const ended = runCommand([...args, '--sources', sources, '--any-ports', '--no-story'], { signal: stopping.signal });
  while (readRunFile(data) === undefined) await sleep(200);
  const environment = readRunFile(data)?.environment ?? {};
  const store = createObjectStore(readEnvironment(awsEnvironment, environment).aws);
  const command: RunningSystem['command'] = (name, ...rest) => runCommand([name, '--data', data, ...rest]);
  const system: RunningSystem = {
    ...{ engine, store, inbox, indices, environment, command },
    async until(pattern, name, ...rest) {
      const endMillis = Date.now() + 120_000;
      for (;;) {
        const result = await command(name, ...rest);
        if (pattern.test(result.output)) return result;
        assert.ok(Date.now() < endMillis, `${name} never said ${String(pattern)}:\n${result.output}${result.errors}`);
        await sleep(500);
      }
    },
    drop: (key, content) => store.put(LOCAL_BUCKET, key, Buffer.from(content), { mtime: '2026-11-22T12:00:00Z' }),
    async dropped(key, content) {
      const lines = content.split('\n').length - 1;
      await system.drop(key, content);
      await system.until(new RegExp(`${key} +${lines} +${lines} +0 +complete`), 'reconcile', key, '--settle', '0');
    },
    async documentsOf(key) {
      await engine.request('POST', `${indices}/_refresh`);
      const body = { size: 1_000, query: { term: { 'log.file.path': key } } };
      const { hits } = (await engine.request('POST', `${indices}/_search`, body)) as SearchAnswer;
      return hits.hits.map(({ _source }) => flatDocument(_source));
    },
    async stop() {
      stopping.abort();
      await ended;
      await deleteDocuments(engine, indices);
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return system;
}
