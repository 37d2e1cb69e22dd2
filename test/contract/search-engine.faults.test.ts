import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import type { SearchAuthentication } from '../../adapters/search/configuration.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { SearchEngine, SearchEngineKind } from '../../core/ports.ts';
import { answeringServer, type SeenRequest } from '../helpers/http-server.ts';

const body = Buffer.from('{"index":{"_index":"i","_id":"1"}}\n{"message":"secret"}\n');
const none = { kind: 'none' } as const;

/** Runs a test with an engine whose server responds as the test says. */
async function withEngine(
  kind: SearchEngineKind,
  answer: (response: ServerResponse, request: SeenRequest) => void,
  work: (engine: SearchEngine, seen: readonly SeenRequest[]) => Promise<void>,
  authentication: SearchAuthentication = none,
): Promise<void> {
  const server = await answeringServer((response, request) => {
    response.setHeader('x-elastic-product', 'Elasticsearch');
    response.setHeader('content-type', 'application/json');
    answer(response, request);
  });
  const engine = createSearchEngine({ engine: kind, url: server.url, authentication });
  try {
    await work(engine, server.seen);
  } finally {
    await server.close();
    await engine.close();
  }
}

/** Asserts that the work rejects with the code, and that the message reveals nothing of the request. */
async function assertRefused(work: Promise<unknown>, code: string, message = /./): Promise<void> {
  await assert.rejects(work, (error: Error & { code?: string }) => {
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.doesNotMatch(JSON.stringify([error.message, error.cause, Object.keys(error)]), /secret|hunter2/);
    return true;
  });
}

for (const kind of ['opensearch', 'elasticsearch'] as const) {
  describe(`${kind} client on a server that fails`, () => {
    for (const [status, code] of [
      [400, 'SEARCH_REFUSED'],
      [401, 'SEARCH_FORBIDDEN'],
      [403, 'SEARCH_FORBIDDEN'],
      [408, 'SEARCH_UNAVAILABLE'],
      [413, 'BULK_TOO_LARGE'],
      [429, 'SEARCH_THROTTLED'],
      [500, 'SEARCH_UNAVAILABLE'],
      [502, 'SEARCH_UNAVAILABLE'],
      [503, 'SEARCH_UNAVAILABLE'],
      [504, 'SEARCH_UNAVAILABLE'],
    ] as const) {
      test(`HTTP ${status} is ${code}, asked once`, async () => {
        const error = { error: { type: 'some_exception', reason: 'secret' }, status };
        await withEngine(
          kind,
          (response) => response.writeHead(status).end(JSON.stringify(error)),
          async (engine, seen) => {
            await assertRefused(engine.bulk(body, 5000), code, /some_exception/);
            assert.equal(seen.length, 1);
            await assert.rejects(engine.request('PUT', '/_index_template/a', {}), { code });
            assert.equal(seen.length, 2);
          },
        );
      });
    }

    test('an answer that is no bulk response is SEARCH_UNAVAILABLE', async () => {
      for (const [status, type, text] of [
        [200, 'text/html', '<html>Sign in</html>'],
        [200, 'application/json', '{"ok":true}'],
        [200, 'application/json', '{"items":'],
        [200, 'application/json', ''],
        [302, 'text/html', ''],
        [404, 'application/json', '{"error":"no handler"}'],
      ] as const) {
        await withEngine(
          kind,
          (response) => response.writeHead(status, { 'content-type': type }).end(text),
          (engine) => assertRefused(engine.bulk(body, 5000), 'SEARCH_UNAVAILABLE'),
        );
      }
    });

    test('a connection that is closed, before or in the answer, is SEARCH_UNAVAILABLE', async () => {
      const answers = [
        (response: ServerResponse) => response.destroy(),
        (response: ServerResponse) =>
          response.writeHead(200, { 'content-length': 100 }).write('{"items":[', () => response.destroy()),
      ];
      for (const answer of answers) {
        await withEngine(kind, answer, (engine) => assertRefused(engine.bulk(body, 5000), 'SEARCH_UNAVAILABLE'));
      }
    });

    test('silence, before or in the answer, is SEARCH_UNAVAILABLE in the time given', async () => {
      const answers = [
        () => undefined,
        (response: ServerResponse) => response.writeHead(200, { 'content-length': 100 }).write('{"items":['),
        (response: ServerResponse) => {
          response.writeHead(200);
          const timer = setInterval(() => response.write(' '), 50);
          response.once('close', () => {
            clearInterval(timer);
          });
        },
      ];
      for (const answer of answers) {
        await withEngine(kind, answer, async (engine) => {
          const startMillis = performance.now();
          await assertRefused(engine.bulk(body, 400), 'SEARCH_UNAVAILABLE', /no answer within 400 ms/);
          assert.ok(performance.now() - startMillis < 3000);
        });
      }
    });

    test('a server that is not there is SEARCH_UNAVAILABLE', async () => {
      const server = await answeringServer(() => undefined);
      await server.close();
      const engine = createSearchEngine({ engine: kind, url: server.url, authentication: none });
      await assertRefused(engine.bulk(body, 5000), 'SEARCH_UNAVAILABLE', /ECONNREFUSED.*SEARCH_URL/);
      await engine.close();
    });

    test('sends the body as it is, asks for little, and keeps the connection', async () => {
      const ports = new Set<unknown>();
      await withEngine(
        kind,
        (response) => {
          ports.add(response.socket?.remotePort);
          response.end('{"items":[{"index":{"status":201}}]}');
        },
        async (engine, seen) => {
          for (let round = 0; round < 8; round += 1) {
            assert.deepEqual(await engine.bulk(body, 5000), [{ status: 201 }]);
          }
          assert.ok(
            seen.every((request) => request.body.equals(body) && request.path.startsWith('/_bulk?filter_path=')),
          );
          assert.match(seen[0]?.headers['content-type'] ?? '', /ndjson/);
          // Elasticsearch's client may open a second one while the first is being drained
          assert.ok(ports.size <= 2);
        },
      );
    });

    test('signs in with name and password', async () => {
      await withEngine(
        kind,
        (response, { headers }) => {
          const expected = `Basic ${Buffer.from('ann:hunter2').toString('base64')}`;
          response
            .writeHead(headers.authorization === expected ? 403 : 500, { 'content-type': 'text/plain' })
            .end('No');
        },
        async (engine) => {
          await assertRefused(engine.bulk(body, 5000), 'SEARCH_FORBIDDEN', /SEARCH_PASSWORD_FILE/);
        },
        { kind: 'basic', username: 'ann', password: () => 'hunter2' },
      );
    });
  });
}

/** Signature Version 4 as "Create a signed AWS API request" in the AWS documentation describes it, computed independently. */
function expectedSignature({ method, path, headers, body: content }: SeenRequest, secret: string): string {
  const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
  const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
  const [, scope = '', names = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? [];
  const [date = '', region = '', service = ''] = scope.split('/');
  const url = new URL(path, 'http://host');
  const query = [...url.searchParams]
    .map((pair) => pair.map(encodeURIComponent).join('=').replaceAll('*', '%2A'))
    .sort();
  const canonicalHeaders = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = [method, url.pathname, query.join('&'), canonicalHeaders.join(''), names, sha256(content)].join(
    '\n',
  );
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = ['aws4_request'].reduce(hmac, [date, region, service].reduce<string | Buffer>(hmac, `AWS4${secret}`));
  return hmac(key, toSign).toString('hex');
}

test('OpenSearch requests are signed with the AWS credentials', async () => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'hunter2', sessionToken: 'token' };
  await withEngine(
    'opensearch',
    (response) => response.end('{"items":[]}'),
    async (engine, seen) => {
      await engine.bulk(body, 5000);
      await engine.request('PUT', '/_index_template/a', { version: 1 });
      for (const request of seen) {
        const { authorization = '', 'x-amz-security-token': token } = request.headers;
        assert.match(
          authorization,
          /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-2\/es\/aws4_request, /,
        );
        assert.equal(token, 'token');
        assert.ok(authorization.endsWith(`Signature=${expectedSignature(request, 'hunter2')}`));
      }
      assert.equal(seen.length, 2);
    },
    { kind: 'sigv4', region: 'eu-central-2', credentials },
  );
});
