import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';
import type { SearchAuthentication } from '../../adapters/search/configuration.ts';
import { createDashboards, type Dashboards } from '../../adapters/search/dashboards.ts';
import { provisionDashboards, provisionTimeRange } from '../../lambdas/provision/dashboards.ts';
import { type DashboardsServer, dashboardsServer } from '../helpers/dashboards-server.ts';
import { answeringServer } from '../helpers/http-server.ts';

/** The file that people import by hand. */
const file = readFileSync(new URL('../../dashboards/opensearch/kafkainsight.ndjson', import.meta.url), 'utf8');
const objects = file
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as { type: string; id: string; attributes: { description?: string } });
const last = objects.at(-1) ?? assert.fail('the file is empty');

let server: DashboardsServer;
let dashboards: Dashboards;

beforeEach(async () => {
  server = await dashboardsServer();
  dashboards = dashboardsAt(`${server.url}/_dashboards`);
});
afterEach(async () => {
  await dashboards.close();
  await server.close();
});

function dashboardsAt(url: string, authentication: SearchAuthentication = { kind: 'none' }): Dashboards {
  return createDashboards({ engine: 'opensearch', url: 'https://elsewhere', authentication }, url);
}

const imports = (): number => server.seen.filter(({ method }) => method === 'POST').length;

test('all objects come into the global tenant, and the second time nothing is imported', async () => {
  assert.deepEqual(await provisionDashboards(dashboards), [['dashboards', 'created']]);
  assert.deepEqual([...server.tenants.keys()], ['global']);
  const imported = server.tenants.get('global') ?? new Map<string, object>();
  assert.deepEqual(
    [...imported.keys()],
    objects.map(({ type, id }) => `${type}:${id}`),
  );
  const [first] = objects;
  assert.partialDeepStrictEqual(imported.get(`${first?.type ?? ''}:${first?.id ?? ''}`), first);
  const before = imports();
  assert.deepEqual(await provisionDashboards(dashboards), [['dashboards', 'unchanged']]);
  assert.equal(imports(), before);
});

test('what people changed stays until there is a new version, which comes over all', async () => {
  await provisionDashboards(dashboards);
  const imported = server.tenants.get('global') ?? assert.fail('no tenant');
  const [first = assert.fail('no object')] = imported.values();
  first.attributes['title'] = 'theirs';
  assert.deepEqual(await provisionDashboards(dashboards), [['dashboards', 'unchanged']]);
  assert.equal(first.attributes['title'], 'theirs');

  const marked = imported.get(`${last.type}:${last.id}`) ?? assert.fail('no dashboard');
  assert.match(String(marked.attributes['description']), /\(version [0-9a-f]{12}\)$/);
  // as left by an older version, or by an import by hand
  marked.attributes['description'] = last.attributes.description;
  assert.deepEqual(await provisionDashboards(dashboards), [['dashboards', 'updated']]);
  assert.notEqual([...imported.values()][0]?.attributes['title'], 'theirs');
});

test('what the site tells is in the panels, and what it tells anew comes over all', async () => {
  const goals = (): string => {
    const { attributes } =
      server.tenants.get('global')?.get('visualization:kafkainsight-marketing-goal-count') ?? assert.fail();
    return JSON.stringify(attributes);
  };
  await provisionDashboards(dashboards);
  assert.match(goals(), /"visState":"{[^}]*markdown.*This needs `site\.goals`: docs\/configuration\.md#site/);
  const site = { goals: [{ name: 'Order', paths: ['/done'] }] };
  assert.deepEqual(await provisionDashboards(dashboards, site), [['dashboards', 'updated']]);
  assert.match(goals(), /url\.path : \/done/);
  assert.deepEqual(await provisionDashboards(dashboards, site), [['dashboards', 'unchanged']]);
});

test('objects that are refused are named, and are tried again the next time', async () => {
  const broken = { ...objects[0], type: 'map', id: 'x', references: [] };
  await assert.rejects(dashboards.import(`${JSON.stringify(broken)}\n${file}`), {
    code: 'DASHBOARDS_NOT_IMPORTED',
    message: /refused: 1 object \(map x: unsupported_type\).*docs\/deployment\.md/s,
  });
  assert.deepEqual(await provisionDashboards(dashboards), [['dashboards', 'updated']]);
});

test('a server that answers with something else, a sign-in page or nothing is an error that says what to do', async () => {
  const answers = [
    [302, '', {}],
    [200, '<html>', { 'content-type': 'text/html' }],
    [403, '{}', {}],
  ] as const;
  for (const [status, body, headers] of answers) {
    const other = await answeringServer((response) => response.writeHead(status, headers).end(body));
    const client = dashboardsAt(`${other.url}/_dashboards`);
    const expected = {
      code: 'DASHBOARDS_NOT_IMPORTED',
      message: new RegExp(`HTTP ${status}.*docs/deployment\\.md`, 's'),
    };
    await assert.rejects(provisionDashboards(client), expected);
    await assert.rejects(client.import(file), expected);
    await client.close();
    await other.close();
  }
  await assert.rejects(provisionDashboards(dashboardsAt('http://127.0.0.1:1')), { code: 'DASHBOARDS_NOT_IMPORTED' });
});

test('on AWS every request is signed, the multipart ones too', async () => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const client = dashboardsAt(`${server.url}/_dashboards`, { kind: 'sigv4', region: 'eu-central-1', credentials });
  await provisionDashboards(client);
  await client.close();
  assert.ok(server.seen.length >= 3);
  for (const { headers } of server.seen) {
    // the scope and the headers that are signed: AWS IAM User Guide, "Elements of an AWS API request signature"
    assert.match(
      String(headers.authorization),
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/es\/aws4_request/,
    );
    assert.match(String(headers['x-amz-content-sha256']), /^[0-9a-f]{64}$/);
  }
});

test('dashboards begin with the last week, unless somebody has set another time', async () => {
  assert.deepEqual(await provisionTimeRange(dashboards), [['time range', 'created']]);
  assert.deepEqual(JSON.parse(String(server.settings.get('timepicker:timeDefaults'))), { from: 'now-7d', to: 'now' });
  assert.deepEqual(await provisionTimeRange(dashboards), [['time range', 'unchanged']]);

  server.settings.set('timepicker:timeDefaults', 'theirs');
  server.settings.delete('timepicker:refreshIntervalDefaults');
  assert.deepEqual(await provisionTimeRange(dashboards), [['time range', 'created']]);
  assert.equal(server.settings.get('timepicker:timeDefaults'), 'theirs');
  assert.ok(server.settings.has('timepicker:refreshIntervalDefaults'));
});

test('a product that does not take settings is named, and what to do by hand', async () => {
  const other = await answeringServer((response) => response.writeHead(403, {}).end('{}'));
  const client = dashboardsAt(`${other.url}/_dashboards`);
  await assert.rejects(provisionTimeRange(client), {
    code: 'DASHBOARDS_NOT_IMPORTED',
    message: /HTTP 403.*Time filter defaults/s,
  });
  await client.close();
  await other.close();
});

test('without an address nothing is imported', async () => {
  assert.deepEqual(await provisionDashboards(undefined), []);
});
