import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { KafkaInsightError } from '../../core/errors.ts';
import { documentId, fileId } from '../../core/files/file-id.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { memoryObjectStore } from '../../test/fakes/object-store.ts';
import { BUCKET } from '../../test/helpers/ingest-harness.ts';
import { type RunningPage, startPage } from './server.ts';

let page: RunningPage;
let asked: { method: string; path: string; body: object | undefined }[] = [];
let answer: () => Promise<unknown> = () => Promise.resolve({ hits: { total: { value: 0 }, hits: [] } });

const searchEngine: SearchEngine = {
  kind: 'opensearch',
  bulk: () => Promise.reject(new Error('The page wrote.')),
  request(method, path, body) {
    asked.push({ method, path, body });
    return answer();
  },
  close: () => Promise.resolve(),
};

before(async () => {
  page = await startPage({ searchEngine });
});
after(() => page.stop());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** `fetch` does not let a test choose the Host header. */
function send(method: string, path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const outgoing = request(page.url + path, { method, headers: { ...json, ...headers } }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('end', () => {
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString(),
        });
      });
    });
    outgoing.once('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const question = {
  dashboard: 'bugs',
  panel: 'failed-count',
  scope: { from: 0, to: 1000, timeZone: 'UTC', filters: [], search: '' },
};

test('the page listens on loopback only, below a path that nobody guesses', () => {
  assert.match(page.url, /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}$/);
});

test('an address without the key, or with another, shows nothing', async () => {
  asked = [];
  const { origin, pathname } = new URL(page.url);
  for (const prefix of [
    '',
    '/',
    pathname.slice(0, -1),
    `${pathname}x`,
    `/x${pathname}`,
    pathname.toLowerCase(),
    '/refused',
  ]) {
    for (const path of ['', '/', '/page.js', '/api/extent'].filter((one) => prefix !== '/' || one !== '')) {
      const response = await fetch(`${origin}${prefix}${path}`, { method: path.startsWith('/api') ? 'POST' : 'GET' });
      assert.equal(response.status, 403, prefix + path);
      assert.doesNotMatch(await response.text(), /<html/);
    }
  }
  assert.deepEqual(asked, []);
});

test('every answer forbids scripts, styles and connections but its own', async () => {
  for (const path of ['/', '/page.js', '/page.css', '/nowhere']) {
    const { headers } = await send('GET', path);
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe-|\*|https?:/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
  }
});

test('the page names no address but its own', async () => {
  for (const path of ['/', '/page.css']) {
    const { body, status } = await send('GET', path);
    assert.equal(status, 200);
    assert.doesNotMatch(body, /(?:src|href|url\()\s*=?\s*["']?(?:https?:)?\/\//);
  }
});

test('a name that was made to resolve to this machine is refused (DNS rebinding)', async () => {
  asked = [];
  for (const host of ['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1.evil.example']) {
    const { status } = await send('POST', '/api/panel', { host }, question);
    assert.equal(status, 403, host);
  }
  assert.deepEqual(asked, []);
});

test('another page’s requests are refused', async () => {
  asked = [];
  const { status } = await send('POST', '/api/panel', { origin: 'https://evil.example' }, question);
  assert.equal(status, 403);
  assert.deepEqual(asked, []);
});

test('the page is told what the site tells', async () => {
  const { status, body } = await send('POST', '/api/site');
  assert.deepEqual([status, body], [200, '{"hasBucket":false}']);
  const site = { hosts: ['shop.example'] };
  const other = await startPage({ searchEngine, site });
  const response = await fetch(`${other.url}/api/site`, { method: 'POST' });
  assert.deepEqual(await response.json(), { site, hasBucket: false });
  await other.stop();
});

test("the story's site is told as long as there are no logs of the reader's own, and is none of theirs", async () => {
  const storySite = { goals: [{ name: 'Order', paths: ['/done'] }] };
  const other = await startPage({ searchEngine, storySite });
  const ask = async (path: string, body: unknown = {}): Promise<readonly [number, unknown]> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${other.url}/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return [response.status, await response.json()];
  };
  const goals = { ...question, dashboard: 'marketing', panel: 'goal-count' };
  const before = answer;
  const times = { first: { value: 1 }, last: { value: 2 } };
  try {
    assert.deepEqual(await ask('site'), [200, { site: storySite, isOfStory: true, hasBucket: false }]);
    assert.equal((await ask('panel', goals))[0], 200);
    answer = () =>
      Promise.resolve({
        hits: { total: { value: 3 }, hits: [] },
        aggregations: { ...times, fitting: { doc_count: 2, ...times } },
      });
    assert.equal(((await ask('extent'))[1] as { hasOwnLogs: boolean }).hasOwnLogs, true);
    assert.deepEqual(await ask('site'), [200, { hasBucket: false }]);
    assert.equal((await ask('panel', goals))[0], 400);
  } finally {
    answer = before;
    await other.stop();
  }
});

test('what the site does not tell is not searched for', async () => {
  asked = [];
  const { status } = await send('POST', '/api/panel', {}, { ...question, dashboard: 'marketing', panel: 'goal-count' });
  assert.equal(status, 400);
  assert.deepEqual(asked, []);
});

test('a panel is asked for with searches alone', async () => {
  asked = [];
  const { status, body } = await send('POST', '/api/panel', {}, question);
  assert.equal(status, 200);
  assert.deepEqual((JSON.parse(body) as { rows: unknown }).rows, [{ keys: [], values: [0] }]);
  assert.equal(asked.length, 1);
  for (const { method, path } of asked) {
    assert.equal(method, 'POST');
    assert.match(path, /^\/kafkainsight-logs-\*\/_search\?/);
  }
});

for (const [name, path, body] of [
  ['a panel that is not there', '/api/panel', { ...question, panel: 'other' }],
  ['a query of one’s own', '/api/panel', { ...question, query: { match_all: {} } }],
  ['lines of a panel that has none', '/api/lines', { ...question, limit: 1 }],
  ['values of a field of words', '/api/values', { dataView: 'logs', field: 'message', scope: question.scope }],
] as const) {
  test(`refused without a search: ${name}`, async () => {
    asked = [];
    const { status } = await send('POST', path, {}, body);
    assert.equal(status, 400);
    assert.deepEqual(asked, []);
  });
}

test('a search that cannot be read is refused with a sentence, and without a search', async () => {
  asked = [];
  const scope = { ...question.scope, search: 'GET source.ip:203.0.113.300' };
  for (const [path, request] of [
    ['/api/search', { scope }],
    ['/api/panel', { ...question, scope }],
  ] as const) {
    const { status, body } = await send('POST', path, {}, request);
    assert.equal(status, 400);
    assert.match(body, /unclear at character 15: .*203\.0\.113\.300.*is not a value of source\.ip/);
  }
  assert.deepEqual(asked, []);
});

for (const [name, given, status, sentence] of [
  ['took too long', { timed_out: true }, 503, /did not finish within 10 seconds/],
  [
    'is of a part of the shards',
    { _shards: { total: 3, failed: 1 } },
    503,
    /Some shards of the search engine could not answer \(1\)/,
  ],
] as const) {
  test(`an answer that ${name} is an error, not a smaller number`, async () => {
    const before = answer;
    answer = () => Promise.resolve({ ...given, hits: { total: { value: 7 }, hits: [] } });
    const { status: got, body } = await send('POST', '/api/panel', {}, question);
    answer = before;
    assert.equal(got, status);
    assert.match(body, sentence);
  });
}

test('a search engine that is gone is said to be gone', async () => {
  const before = answer;
  answer = () => Promise.reject(new KafkaInsightError('SEARCH_UNAVAILABLE', 'The search engine does not answer.'));
  const { status, body } = await send('POST', '/api/panel', {}, question);
  answer = before;
  assert.equal(status, 503);
  assert.deepEqual(JSON.parse(body), { code: 'SEARCH_UNAVAILABLE', message: 'The search engine does not answer.' });
});

/** Answers for the document of a line, and for the ledger entry of its file. */
function answerOf(path: string, etag: string): unknown {
  const hit = path.startsWith('/kafkainsight-ledger')
    ? { _id: 'entry', _source: { ...ledgerEntry, 'kafkainsight.file.etag': etag } }
    : { _version: 1, fields: { '@timestamp': ['1795341601000'] } };
  return { hits: { hits: [hit] } };
}

const text = '2026-11-22T10:00:00Z INFO one\n2026-11-22T10:00:01Z ERROR tw\u00f6 \u001b[31m\n';
const key = 'inbox/app.log';
const fileIdOfText = fileId(BUCKET, key, Buffer.from(text));
const ledgerEntry = {
  'kafkainsight.file.id': fileIdOfText,
  'log.file.path': key,
  'file.mtime': '2026-11-22T10:01:40.000Z',
  'kafkainsight.file.version': 1,
  'kafkainsight.file.compression': 'none',
  'file.size': text.length,
  'kafkainsight.part.start': 0,
  'kafkainsight.part.end': text.length,
  'kafkainsight.part.last': true,
  'kafkainsight.part.lines': 2,
  'kafkainsight.part.events': 2,
  'kafkainsight.part.produced': 2,
  'event.start': '2026-11-22T12:00:00Z',
  'event.end': '2026-11-22T12:00:00Z',
};

test('a raw line is read from the bucket, or it is said why not', async () => {
  const store = memoryObjectStore();
  await store.put(BUCKET, key, Buffer.from(text));
  const { etag } = await store.head(BUCKET, key);
  const engine = { ...searchEngine, request: (_method: string, path: string) => Promise.resolve(answerOf(path, etag)) };
  const bucket = { store, bucket: BUCKET, sources: [], idKey: undefined };
  const own = await startPage({ searchEngine: engine, bucket });
  const askFor = async (line: string): Promise<Response> =>
    fetch(`${own.url}/api/raw-line`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ line }),
    });
  const offset = text.indexOf('\n') + 1;
  const found = await askFor(documentId(fileIdOfText, offset));
  const second = text.slice(offset, -1);
  const lengthBytes = Buffer.byteLength(second);
  const line = { kind: 'line', key, lengthBytes, lines: 1, offset, text: second, shownBytes: lengthBytes };
  assert.deepEqual(JSON.parse(await found.text()), line);
  await store.delete(BUCKET, key);
  const { kind, code } = JSON.parse(await (await askFor(documentId(fileIdOfText, offset))).text()) as Record<
    string,
    unknown
  >;
  assert.deepEqual([kind, code], ['error', 'LINE_GONE']);
  assert.equal((await askFor('../../etc/passwd')).status, 400);
  await own.stop();
  const { status } = await send('POST', '/api/raw-line', {}, { line: documentId(fileIdOfText, offset) });
  assert.equal(status, 404, 'a page without a bucket');
});

test('a port that is taken is said to be taken', async () => {
  const port = Number(new URL(page.url).port);
  await assert.rejects(startPage({ searchEngine, port }), { code: 'PORT_TAKEN' });
});
