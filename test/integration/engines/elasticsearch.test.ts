import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { startElasticsearch } from '../../../local/engines/elasticsearch.ts';
import type { Credentials, SearchServer } from '../../../local/engines/search-engine.ts';
import { makeTestCertificate } from './certificate.ts';
import { ODD_NAME, temporaryDataFolder } from './temporary.ts';

const tls = await makeTestCertificate(temporaryDataFolder().folder);
const authority = readFileSync(tls.authorityFile);
const running: SearchServer[] = [];
after(async () => {
  await Promise.all(running.map((engine) => engine.kill()));
});

function get(url: string, user?: Credentials, ca?: Buffer): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const auth = user && `${user.name}:${user.password}`;
    request(url, { agent: false, ...(auth && { auth }), ...(ca && { ca }) }, (response) => {
      json(response)
        .catch(() => undefined)
        .then((body) => {
          resolve({ status: response.statusCode ?? 0, body });
        }, reject);
    })
      .once('error', reject)
      .end();
  });
}

async function assertGuarded(engine: SearchServer, path: string, user: Credentials): Promise<void> {
  const url = engine.url + path;
  assert.equal((await get(url, user, authority)).status, 200);
  assert.equal((await get(url, { ...user, password: 'wrong!' }, authority)).status, 401);
  assert.equal((await get(url, undefined, authority)).status, 401);
  await assert.rejects(get(url, user), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
}

test('Elasticsearch speaks TLS and knows its user, also after a restart', async () => {
  const administrator = { name: 'administrator', password: 'a long pass phrase' };
  const engine = await startElasticsearch({
    dataFolder: path.join(temporaryDataFolder().folder, ODD_NAME),
    ports: 'any',
    administrator,
    tls,
  });
  running.push(engine);
  await assertGuarded(engine, '/_security/_authenticate', administrator);
  await engine.kill();
  await engine.restart();
  const { body } = await get(`${engine.url}/_security/_authenticate`, administrator, authority);
  assert.deepEqual((body as { roles: string[] }).roles, ['superuser']);
  await engine.stop();
});
