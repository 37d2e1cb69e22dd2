import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { startOpenSearch } from '../../../local/engines/opensearch.ts';
import type { SearchEngineOptions, SearchServer } from '../../../local/engines/search-engine.ts';
import { ODD_NAME, temporaryDataFolder } from './temporary.ts';

const dataFolder = path.join(temporaryDataFolder().folder, ODD_NAME);
const running: SearchServer[] = [];
after(async () => {
  await Promise.all(running.map((engine) => engine.kill()));
});

async function start(options: Partial<SearchEngineOptions>): Promise<SearchServer> {
  const engine = await startOpenSearch({ dataFolder, ...options });
  running.push(engine);
  return engine;
}

async function call(url: string, method = 'GET', body?: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return (await response.json()) as Record<string, unknown>;
}

test('a document survives a stop and a power cut; `fresh` wipes it; a port that is taken is passed over', async () => {
  const taken = createServer().listen(9200, '127.0.0.1');
  // If another program already has the port, that works as well.
  await once(taken, 'listening').catch(() => undefined);
  const engine = await start({ ports: 'usual' });
  taken.close();
  const port = Number(new URL(engine.url).port);
  assert.ok(port > 9200 && port <= 9299, String(port));

  const document = `${engine.url}/kept/_doc/1`;
  assert.equal((await call(document, 'PUT', { message: 'hello' }))['result'], 'created');
  await engine.restart();
  assert.deepEqual((await call(document))['_source'], { message: 'hello' });
  await assert.rejects(start({}), { code: 'ALREADY_RUNNING' });
  await call(`${engine.url}/kept/_doc/2`, 'PUT', { message: 'not flushed' });
  await engine.kill();
  await engine.restart();
  assert.deepEqual((await call(`${engine.url}/kept/_doc/2`))['_source'], { message: 'not flushed' });
  await engine.stop();

  const fresh = await start({ ports: 'any', fresh: true });
  assert.equal((await call(`${fresh.url}/kept/_doc/1`))['status'], 404);
  await fresh.stop();
});
