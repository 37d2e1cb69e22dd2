/**
 * Plays the part of Kibana: over the TLS that its variables name, signs in to Elasticsearch with their credentials, and is ready only
 * once that succeeds; redirects unauthenticated requests to sign-in, has Elasticsearch check each request's password, and keeps saved
 * objects as test/helpers/dashboards-server.ts does.
 */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, get, request as httpsRequest } from 'node:https';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dashboardsServer } from '../../../helpers/dashboards-server.ts';

const LOOK_MILLIS = 2_000;
const OK = 200;

const variable = (name: string): string => process.env[name] ?? fail(`${name} is not set`);
/** Paths are relative to the working folder, as Kibana's are to its home. */
const file = (name: string): string => readFileSync(path.resolve(variable(name)), 'utf8');

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

/** Kibana's own rule. */
for (const key of ['SECURITY', 'ENCRYPTEDSAVEDOBJECTS', 'REPORTING']) {
  if (variable(`XPACK_${key}_ENCRYPTIONKEY`).length < 32)
    fail(`[xpack.${key.toLowerCase()}.encryptionKey] is too short`);
}

const tls = { cert: file('SERVER_SSL_CERTIFICATE'), key: file('SERVER_SSL_KEY') };
const ca = file('ELASTICSEARCH_SSL_CERTIFICATEAUTHORITIES');
const own = `Basic ${Buffer.from(`${variable('ELASTICSEARCH_USERNAME')}:${variable('ELASTICSEARCH_PASSWORD')}`).toString('base64')}`;
const savedObjects = await dashboardsServer(tls);

/** Whether Elasticsearch accepts a password. */
function accepts(authorization: string): Promise<boolean> {
  return new Promise((resolve) => {
    const url = `${variable('ELASTICSEARCH_HOSTS')}/_security/_authenticate`;
    get(url, { ca, headers: { authorization }, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === OK);
    }).once('error', () => {
      resolve(false);
    });
  });
}

let isReady = false;
async function keepSignedIn(): Promise<void> {
  for (;;) {
    const isAccepted = await accepts(own);
    if (isAccepted !== isReady) console.log(isAccepted ? 'Kibana is now available' : 'Unable to authenticate user');
    isReady = isAccepted;
    await sleep(LOOK_MILLIS);
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (!isReady) response.writeHead(503).end('Kibana server is not ready yet');
  else if (request.url === '/') response.writeHead(302, { location: '/login?next=%2F' }).end();
  else if (!(await accepts(request.headers.authorization ?? ''))) response.writeHead(401).end('{}');
  else {
    const options = {
      method: request.method,
      headers: { ...request.headers, host: 'localhost' },
      rejectUnauthorized: false,
    };
    httpsRequest(savedObjects.url + (request.url ?? ''), options, (inner) => {
      response.writeHead(inner.statusCode ?? 0, inner.headers);
      inner.pipe(response);
    }).end(Buffer.concat(chunks));
  }
}

createServer(tls, (request, response) => {
  answer(request, response).catch((error: unknown) => {
    response.writeHead(500).end(String(error));
  });
}).listen(5601, '0.0.0.0');
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
await keepSignedIn();
