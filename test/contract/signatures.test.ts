/** Every shape of request that goes to the search domain, its signature recomputed by AWS's rules (local/store/signature.ts, which AWS's own examples test). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createDashboards } from '../../adapters/search/dashboards.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { createSessions } from '../deploy/sessions.ts';
import { type AnsweringServer, answeringServer, type SeenRequest } from '../helpers/http-server.ts';

const REGION = 'eu-central-2';
const credentials = { accessKeyId: 'ASIDEXAMPLE', secretAccessKey: 'hunter2', sessionToken: 'token' };
const sessions = createSessions(REGION);
sessions.add({ ...credentials, role: 'arn:aws:iam::210987654321:role/indexer', function: 'indexer' });

let server: AnsweringServer;
before(async () => {
  server = await answeringServer((response) => {
    response
      .setHeader('content-type', 'application/json')
      .end('{"items":[],"success":true,"successCount":1,"errors":[]}');
  });
});
after(() => server.close());

/** What the adapters send. */
const shapes: Readonly<Record<string, (url: string) => Promise<unknown>>> = {
  'a bulk request of lines': (url) =>
    withEngine(url, (engine) => engine.bulk(Buffer.from('{"index":{"_id":"a"}}\n{"message":"Zürich 10 %"}\n'), 5000)),
  'a request without a body': (url) => withEngine(url, (engine) => engine.request('GET', '/')),
  'a query string': (url) =>
    withEngine(url, (engine) =>
      engine.request('GET', '/kafkainsight-logs-*/_count?ignore_unavailable=true&allow_no_indices=true'),
    ),
  'names with a comma, a wildcard, a space and a plus': (url) =>
    withEngine(url, (engine) => engine.request('POST', '/a-*,-b/_search?q=x%20y%2Bz', { query: { match_all: {} } })),
  'an id that is encoded': (url) =>
    withEngine(url, (engine) => engine.request('GET', '/kafkainsight-findings/_doc/a%2Fb%3D')),
  'a template': (url) =>
    withEngine(url, (engine) => engine.request('PUT', '/_index_template/kafkainsight', { version: 1, text: 'ß "\\' })),
  'a deletion': (url) => withEngine(url, (engine) => engine.request('DELETE', '/kafkainsight-logs-json-2026-11')),
  'a file of saved objects': async (url) => {
    const authentication = { kind: 'sigv4', region: REGION, credentials } as const;
    const search = { engine: 'opensearch', url, authentication } as const;
    const dashboards = createDashboards(search, `${url}/_dashboards`);
    await dashboards.import('{"type":"dashboard","id":"a"}\n').finally(() => dashboards.close());
  },
};

function withEngine(
  url: string,
  work: (engine: ReturnType<typeof createSearchEngine>) => Promise<unknown>,
): Promise<unknown> {
  const authentication = { kind: 'sigv4', region: REGION, credentials } as const;
  const engine = createSearchEngine({ engine: 'opensearch', url, authentication });
  return work(engine).finally(() => engine.close());
}

function signerOf({ path, body, ...request }: SeenRequest): string {
  return sessions.signerOf({ ...request, url: path }, body).function;
}

for (const [what, send] of Object.entries(shapes)) {
  test(`is signed as AWS computes it: ${what}`, async () => {
    const first = server.seen.length;
    await send(server.url);
    const sent = server.seen.slice(first);
    assert.equal(sent.length, 1);
    for (const request of sent) {
      assert.equal(signerOf(request), 'indexer');
      assert.equal(request.headers['x-amz-security-token'], credentials.sessionToken);
      // what was signed is this and no other request
      const others = [
        { ...request, method: 'PATCH' },
        { ...request, path: `${request.path}x` },
        { ...request, body: Buffer.concat([request.body, Buffer.from(' ')]) },
        { ...request, headers: { ...request.headers, host: 'elsewhere' } },
      ];
      for (const other of others) assert.throws(() => signerOf(other), /The signature is wrong/);
    }
  });
}
