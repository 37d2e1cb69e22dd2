import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { copyOf, createDocumentBuilder } from '../../core/documents/documents.ts';
import {
  deadLetterFields,
  type Fields,
  fileFields,
  ledgerFields,
  logFields,
  scannedFields,
} from '../../core/fields.ts';
import { documentId } from '../../core/files/file-id.ts';
import { type FormatChoice, formatNames, formatTable } from '../../core/format-table.ts';
import { ledgerRecord } from '../../core/ledger/ledger.ts';
import {
  BASELINE_INDEX,
  CASE_INDEX,
  datasets,
  DEAD_LETTER_INDEX,
  FINDING_INDEX,
  LEDGER_INDEX,
  VISIT_INDEX,
} from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { deadLetterDocument } from '../../core/records/dead-letter-document.ts';
import { readRecord } from '../../core/records/records.ts';
import { bulkBody, type IndexDocument } from '../../core/search/bulk.ts';
import { templateNames } from '../../core/search/index-templates.ts';
import { createProvisionHandler } from '../../lambdas/provision/provision.ts';
import { keptLog } from '../helpers/kept-log.ts';
import { lambdaContext } from '../helpers/lambda-context.ts';

const samples = path.join(import.meta.dirname, '../../local/sample-logs');
const FILE = 'ABCDEFGHIJKLMQ';
const now = Date.UTC(2026, 10, 22, 10);

const nested = (levels: number): string => `{"rest":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;

/** One whose values have no field. */
const layout: FormatChoice = { nginx: '"$http_x_one" "$cookie_two.three"' };

/** Lines that test the limits of the mapping. */
export const hostileDocuments: readonly string[] = [
  ...[1000, 32_000, 32_600, 32_700, 32_766, 40_000, 400_000].map(
    (length) => `"${'v'.repeat(length)}" "${'é'.repeat(length / 4)}.three"`,
  ),
  ...[1, 18, 19, 20, 21, 30, 100, 700, 900, 50_000].map(nested),
  ...[1000, 32_000, 32_600, 32_700, 32_766, 40_000, 400_000].flatMap((length) => [
    JSON.stringify({ rest: 'v'.repeat(length) }),
    JSON.stringify({ ['k'.repeat(length)]: 1 }),
    JSON.stringify({ ['k'.repeat(length / 2)]: 'é'.repeat(length / 4) }),
    `1.2.3.4 - ${'u'.repeat(length)} [22/Nov/2026:09:14:46 +0000] "GET /${'p'.repeat(length)}?q HTTP/1.1" 200 5`,
  ]),
  ...['', '.', '..', 'a.b', 'a..b', ' ', '\u0000', 'x\u0000', '\ud800', '__proto__'].map((key) =>
    JSON.stringify({ [key]: { [key]: 1 } }),
  ),
  '{"a":1e400,"b":-1e400,"c":123456789012345678901234567890,"d":0.1e-400}',
  `{"a":${'9'.repeat(2000)}}`,
  '{"a":1,"a":2,"b":[[[]]],"c":[{"x":1},2,null],"d":{}}',
  '{"kafkainsight.json":"x","log.offset":"y","@timestamp":"never","http":{"response":{"status_code":"x"}}}',
  '{"source":{"ip":"nope","port":1e99},"process":{"pid":-1},"event":{"duration":1.5},"log":"x","message":{"a":1}}',
  '{"host":{"name":["a",{"b":1}]},"user":["x"],"tags":{"a":1},"error":[],"labels":{"a.b":1,"a":{"b":2}}}',
  '<34>1 2026-11-22T09:14:46Z host app 99999999999999999999 - [a@1 k="v" k="w"][a@1 z="\u0000"] text',
  `<34>1 2026-11-22T09:14:46Z host app - - [${'i'.repeat(30)} ${'n'.repeat(30)}="${'v'.repeat(40_000)}"] text`,
  '[Sun Nov 22 09:14:46 2026] [m:error] [pid 99999999999999999999:tid 1] [client 999.1.1.1:99999] x',
  // a line in other lines, with fields that both have
  `2026-11-22T09:14:46.1Z stdout P <34>1 2026-11-22T09:14:46Z host app 7 - [a@1 k="v"] ${JSON.stringify({
    log: '{"log.level":"x","host":"y","process":{"pid":1},"rest":{"a":1},"stream":"stderr"}\n',
    rest: { a: { b: 1 } },
    kubernetes: { pod_name: 'p', namespace_name: 'n', pod_id: 'i', host: 'h', container_name: 'c', labels: { a: 'b' } },
    container_id: 'c0',
    container_name: 'web',
  })}`,
  '{"MESSAGE":"m","_SYSTEMD_UNIT":"a.service","IMAGE_NAME":"i","_HOSTNAME":"h"}',
  '999.1.1.1 - - [22/Nov/2026:09:14:46 +0000] "GET / HTTP/1.1" 200 99999999999999999999999',
];

/** All lines of the samples' beginnings, and the hostile ones, as documents of each format. */
function logDocuments(index: string): IndexDocument[] {
  const documents: IndexDocument[] = [];
  for (const format of [...formatNames, layout]) {
    const builder = createDocumentBuilder(
      {
        fileId: FILE,
        path: 'inbox/a.log',
        version: now,
        modifiedMillis: now,
        ingestedMillis: now,
        format,
        source: { prefix: '' },
      },
      { keepOriginal: 'always', userAgentDetails: true },
    );
    for (const line of [...hostileDocuments, ...sampleLines(format)]) {
      const bytes = Buffer.from(line);
      const offset = documents.length;
      const built = builder.build({ bytes, start: 0, end: bytes.length, offset, lengthBytes: bytes.length });
      documents.push({ index, id: documentId(FILE, offset), operation: 'index', source: copyOf(built) });
    }
  }
  return documents;
}

function sampleLines(format: FormatChoice): string[] {
  if (typeof format !== 'string') return ['"a" "b"'];
  const { example, inStory } = formatTable[format];
  if (!inStory) return [example];
  return readFileSync(path.join(samples, `${format}.log`), 'utf8')
    .split('\n')
    .slice(0, 200);
}

function ledgerDocument(): IndexDocument {
  const { key, value } = ledgerRecord({
    file: {
      id: FILE,
      pin: { bucket: 'bucket', key: 'inbox/a.log', etag: '"e"', versionId: 'v' },
      sizeBytes: 250,
      modifiedMillis: now,
      storedMillis: now,
      layers: [],
      format: 'apache_common',
      source: { prefix: '' },
      partBytes: 100,
    },
    start: 200,
    end: 250,
    last: true,
    lines: 3,
    events: 3,
    produced: 3,
    unparsed: 1,
    text: 0,
    untimed: 0,
    firstEventMillis: now,
    lastEventMillis: now,
    startedMillis: now,
    finishedMillis: now,
    error: { code: 'DECOMPRESSION_FAILED', message: 'x' },
  });
  return { index: 'kafkainsight-ledger', id: key, operation: 'index', source: value };
}

function deadLetter(): IndexDocument {
  return deadLetterDocument(
    {
      id: documentId(FILE, 1),
      kind: 'log',
      index: 'kafkainsight-logs-text-2026.11',
      value: Buffer.from('x'),
      timestampMillis: now,
      modifiedMillis: now,
      origin: { topic: 'topic', partition: 1, offset: '9007199254740993' },
      code: 'MAPPING_ERROR',
      message: 'x'.repeat(100_000),
      deadMillis: now,
    },
    { bucket: 'bucket', key: 'dead-letters/a' },
    true,
  );
}

function assertKnown(document: IndexDocument, fields: Fields): void {
  const unknown = Object.keys(JSON.parse(document.source.toString()) as object).filter((name) => !(name in fields));
  assert.deepEqual(unknown, []);
}

/** What the index templates must do on an engine: be provisioned once, and accept every document that the pipeline writes. */
export function mappingTests(engine: () => SearchEngine): void {
  test('the provisioning function changes nothing the second time', async () => {
    const environment = {
      SEARCH_ENGINE: engine().kind,
      SEARCH_URL: 'http://127.0.0.1:1',
      SEARCH_AUTHENTICATION: 'none',
    };
    const handler = createProvisionHandler(environment, { engine: engine(), log: keptLog() });
    const first = await handler({}, lambdaContext());
    const ofDatasets = Object.keys(first).filter((name) => name.startsWith('index template kafkainsight-logs-'));
    assert.deepEqual(
      Object.keys(first).toSorted(),
      [
        ...ofDatasets,
        ...templateNames.map((name) => `index template ${name}`),
        `index ${LEDGER_INDEX}`,
        ...[DEAD_LETTER_INDEX, FINDING_INDEX, CASE_INDEX, BASELINE_INDEX, VISIT_INDEX].map((index) => `index ${index}`),
      ].toSorted(),
    );
    const second = await handler({}, lambdaContext());
    assert.deepEqual(Object.keys(second), Object.keys(first));
    assert.deepEqual([...new Set(Object.values(second))], ['unchanged']);
  });

  test('every document that the pipeline writes is taken, whatever the line', async () => {
    const index = `kafkainsight-logs-mapping-${randomUUID()}`;
    const logs = logDocuments(index);
    for (const document of logs) {
      assertKnown(document, { ...logFields, ...fileFields });
      const record = {
        position: { topic: 't', partition: 0, offset: '0' },
        timestampMillis: now,
        kind: 'log',
      } as const;
      const read = readRecord(
        { ...record, key: document.id, value: document.source },
        {
          scheme: { period: 'month', retentionDays: 30 },
          datasets: new Set<string>(datasets),
          source: { prefix: '' },
          documents: { keepOriginal: 'failed', userAgentDetails: false },
          ingestedMillis: now,
        },
      );
      assert.equal(read.kind, 'log');
    }
    const [ledger, dead] = [ledgerDocument(), deadLetter()];
    assertKnown(ledger, ledgerFields);
    assertKnown(dead, deadLetterFields);
    const all = [...logs, ledger, dead];
    for (let at = 0; at < all.length; at += 200) {
      const batch = all.slice(at, at + 200);
      const results = await engine().bulk(bulkBody(batch), 120_000);
      results.forEach((result, item) => {
        const refused = `${batch[item]?.id ?? ''}: ${result.errorReason?.slice(0, 300) ?? ''}`;
        assert.ok(result.status === 201 || result.status === 200, refused);
      });
    }
    await engine().request('POST', `/${index}/_refresh`);
    assert.deepEqual(await engine().request('GET', `/${index}/_count?filter_path=count`), {
      count: logs.length,
    });
    const found = await engine().request('GET', `/${index}/_count?filter_path=count&q=http.response.status_code:200`);
    assert.ok((found as { count: number }).count > 0);
  });

  test('fields without points are found, ranged over, sorted by and asked for as others are', async () => {
    const index = `kafkainsight-logs-scanned-${randomUUID()}`;
    const dates = new Set(['event.ingested']);
    const valueOf = (name: string, at: number): string | number =>
      dates.has(name) ? new Date(now + at).toISOString() : at;
    const documents = [3, 1, 2].map((at): IndexDocument => {
      const values = [...scannedFields].map((name) => [name, valueOf(name, at)] as const);
      const source = Buffer.from(
        JSON.stringify({ '@timestamp': new Date(now).toISOString(), ...Object.fromEntries(values) }),
      );
      return { index, id: String(at), operation: 'index', source };
    });
    const bare = { index, id: 'bare', operation: 'index', source: Buffer.from('{"message":"nothing else"}') } as const;
    const results = await engine().bulk(bulkBody([...documents, bare]), 60_000);
    assert.deepEqual([...new Set(results.map(({ status }) => status))], [201]);
    await engine().request('POST', `/${index}/_refresh`);
    const find = async (query: object, field: string): Promise<string[]> => {
      const body = { query, sort: [{ [field]: 'desc' }], docvalue_fields: [field] };
      const answer = (await engine().request('POST', `/${index}/_search`, body)) as {
        hits: { hits: { _id: string }[] };
      };
      return answer.hits.hits.map(({ _id }) => _id);
    };
    for (const name of scannedFields) {
      assert.deepEqual(await find({ term: { [name]: valueOf(name, 2) } }, name), ['2'], name);
      assert.deepEqual(await find({ range: { [name]: { lt: valueOf(name, 3) } } }, name), ['2', '1'], name);
      assert.deepEqual(await find({ exists: { field: name } }, name), ['3', '2', '1'], name);
    }
  });
}
