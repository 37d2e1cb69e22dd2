import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { after, test } from 'node:test';
import { freePort, isFree, releasePort } from './free-ports.ts';

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

async function listen(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('a port that somebody listens on is passed over for the next', async () => {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    const taken = await listen(host);
    assert.equal(await isFree(taken), false);
    const port = await freePort({ first: taken, last: taken + 50 });
    assert.ok(port > taken && port <= taken + 50, `${port} after ${taken}`);
    releasePort(port);
  }
});

test('no port is given out twice before it is released', async () => {
  const range = { first: 15_000, last: 15_400 };
  const ports = await Promise.all([freePort(range), freePort(range), freePort(range)]);
  assert.equal(new Set(ports).size, 3);
  ports.forEach(releasePort);
  assert.equal(await freePort(range), Math.min(...ports));
});

test('the search begins at the preferred port and goes on at the first', async () => {
  const range = { first: 15_500, last: 15_520, preferred: 15_520 };
  assert.equal(await freePort(range), 15_520);
  assert.equal(await freePort(range), 15_500);
});

test('a range without a free port is an error that names it', async () => {
  const taken = await listen('127.0.0.1');
  await assert.rejects(freePort({ first: taken, last: taken }), {
    code: 'PORT_TAKEN',
    message: new RegExp(`^All ports from ${taken} to ${taken} on 127\\.0\\.0\\.1 are taken`),
  });
});
