import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { sourceSchema } from '../../core/files/sources.ts';
import { detectCommand } from './detect-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-detect-'));
after(() => {
  rmSync(folder, { recursive: true });
});

const ACCESS = '203.0.113.9 - ann [22/Nov/2026:10:02:52 +0000] "GET /cart HTTP/1.1" 404 5 "-" "curl/8.5.0"';

function file(name: string, content: string | Uint8Array): string {
  const target = path.join(folder, name);
  writeFileSync(target, content);
  return target;
}

async function run(args: readonly string[], input = ''): Promise<{ code: number; output: string; errors: string }> {
  const output = new PassThrough();
  const errors = new PassThrough();
  const code = await detectCommand(args, { input: Readable.from([Buffer.from(input)]), output, errors });
  output.end();
  errors.end();
  return { code, output: await text(output), errors: await text(errors) };
}

/** The entry for `sources`, which is valid. */
function entryIn(output: string): unknown {
  const line = output.split('\n').findLast((one) => one.startsWith('{"prefix"'));
  const entry: unknown = JSON.parse(String(line));
  return v.parse(sourceSchema, entry);
}

suite('kafkainsight detect', () => {
  test('says what a file is, what its lines are in and how many of them are so', async () => {
    const line = `2026-11-22T10:02:52.5Z stdout F ${ACCESS}\n`;
    const { code, output } = await run([file('web.log', `${line.repeat(9)}started\n`)]);
    assert.equal(code, 0);
    assert.match(
      output,
      /^\S+web\.log: apache_combined \(Apache's .*\), in Kubernetes' files of containers \(CRI\)\.\n90 % of 10 events\. 1: text, of no known format\.\n/,
    );
    assert.deepEqual(entryIn(output), { prefix: 'web.log', format: 'apache_combined' });
  });

  test('names all wrappers, the innermost first', async () => {
    const docker = JSON.stringify({
      log: `<190>Nov 22 10:02:52 web1 nginx: ${ACCESS}\n`,
      stream: 'stdout',
      time: '2026-11-22T10:02:52Z',
    });
    const { output } = await run(['-'], `${docker}\n`);
    assert.match(output, /^-: apache_combined \(.*\), in syslog, in Docker's json-file\.\n100 % of 1 event\.\n/);
  });

  test('shows three lines as documents, without what all documents of the file have', async () => {
    const lines = [1, 2, 3, 4].map((number) => `{"time":"2026-11-22T10:02:5${number}Z","msg":"${number}"}`);
    const { output } = await run([file('app.json.gz', gzipSync(`${lines.join('\n')}\n`))]);
    const documents = [...output.matchAll(/^Line (\d):\n(\{[^]*?\n\})/gm)].map(([, line, json]) => {
      return [line, JSON.parse(String(json))] as const;
    });
    assert.deepEqual(
      documents.map(([line]) => line),
      ['1', '2', '3'],
    );
    const { 'kafkainsight.pattern.id': pattern, ...document } = documents[1]?.[1] as Record<string, unknown>;
    assert.match(String(pattern), /^[\w-]{11}$/);
    assert.deepEqual(document, {
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'event.dataset': 'json',
      'event.kind': 'event',
      'log.offset': lines[0] === undefined ? 0 : lines[0].length + 1,
      message: '2',
    });
  });

  test('says what a source has to add to the lines', async () => {
    const syslog = await run([file('messages', 'Nov 22 10:02:52 web1 sshd[7]: Accepted publickey\n')]);
    assert.deepEqual(entryIn(syslog.output), { prefix: 'messages', format: 'rfc3164', timeZone: 'UTC' });
    assert.match(syslog.output, /timeZone: the times have no zone\./);
    const listed = await run([file('proxied.log', `203.0.113.9, 10.0.0.1${ACCESS.slice(11)}\n`)]);
    assert.deepEqual(entryIn(listed.output), { prefix: 'proxied.log', format: 'apache_combined', proxies: [] });
    assert.match(listed.output, /proxies: the client is the first address of a list/);
  });

  test('joins the lines of an event, as ingest does', async () => {
    const traced = [
      '2026-11-22 10:02:52,123 [main] INFO  org.example.shop.Cart - Cart 7 opened',
      '2026-11-22 10:02:53,123 [main] ERROR org.example.shop.Cart - Cart 7 is gone',
      'java.lang.IllegalStateException: no such cart',
      '\tat org.example.shop.Cart.open(Cart.java:44)',
      '2026-11-22 10:02:54,123 [main] INFO  org.example.shop.Cart - Cart 8 opened',
    ];
    const trace = await run([file('app.log', `${traced.join('\n')}\n`)]);
    assert.match(trace.output, /app\.log: log4j \(.*\)\.\n100 % of 3 events\.\n/);
    assert.match(trace.output, /^Line 2:\n\{[^]*"error\.type": "java\.lang\.IllegalStateException"[^]*^Line 5:/m);
    const pretty = await run([file('pretty.json', '{\n  "level": "info",\n  "msg": "opened"\n}\n'.repeat(3))]);
    assert.match(pretty.output, /pretty\.json: json \(.*\)\.\n100 % of 3 events\.\n[^]*^Line 9:/m);
  });

  test('fixes no format where there are lines of several', async () => {
    const { output } = await run([file('mixed.log', `${ACCESS}\n${ACCESS}\n{"level":"info"}\n`)]);
    assert.deepEqual(entryIn(output), { prefix: 'mixed.log' });
    assert.match(output, /67 % of 3 events\. 1: json /);
  });

  test('says of lines of no format what they come closest to', async () => {
    const { code, output } = await run([file('cut.log', '{"level":"info\n'.repeat(3))]);
    assert.equal(code, 0);
    assert.match(output, /cut\.log: text, of no known format\.\n100 % of 3 events\.\nMost match no format: .*json.*\n/);
    assert.deepEqual(entryIn(output), { prefix: 'cut.log', format: 'text' });
  });

  test('looks at the beginning of a large file only, and into a line that is longer', async () => {
    const large = await run([file('large.log', `${ACCESS}\n`.repeat(100_000))]);
    const [, count = '', kib] = /^100 % of ([\d,]+) events in the first (\d+) KiB\./m.exec(large.output) ?? [];
    assert.equal(Number(count.replaceAll(',', '')), Math.floor((Number(kib) * 1024) / (ACCESS.length + 1)));
    const events = Array.from({ length: 5_000 }, (_, number) => ({
      id: String(number),
      timestamp: 1,
      message: ACCESS,
    }));
    const line = JSON.stringify({ messageType: 'DATA_MESSAGE', logGroup: 'web', logEvents: events });
    const long = await run([file('long.json', line)]);
    assert.match(long.output, /apache_combined \(.*\), in events of CloudWatch Logs\./);
  });

  test('reads a first line to its end, as long as a line may be', async () => {
    const query = 'x'.repeat(200_000);
    const long = ACCESS.replace('/cart', `/cart?${query}`);
    for (const content of [long, `${long}\n`, `\n${long}\n`, `${long}\n${ACCESS}\n`]) {
      const { code, output } = await run([file('query.log', content)]);
      assert.equal(code, 0);
      assert.match(output, /query\.log: apache_combined \(.*\)\.\n100 % of [12] events?\b/);
    }
    const text = await run([file('text.log', query)]);
    assert.match(text.output, /text\.log: text, of no known format\.\n100 % of 1 event\.\n/);
  });

  test('reports a first line that is longer than a line may be, with a code', async () => {
    for (const megabytes of [3, 5]) {
      const long = ACCESS.replace('/cart', `/cart?${'x'.repeat(megabytes * 1_000_000)}`);
      for (const content of [
        `${long}\n${ACCESS}\n`,
        `\r\n\n${long}\n`,
        'x'.repeat(megabytes * 1_000_000),
        gzipSync(`${long}\n`),
      ]) {
        const { code, output, errors } = await run([file('long.log', content), file('next.log', `${ACCESS}\n`)]);
        assert.equal(code, 1);
        assert.match(errors, /LINE_TOO_LONG\n.*long\.log.*longer than 512 KiB/);
        assert.doesNotMatch(output, /long\.log/);
        assert.match(output, /next\.log: apache_combined/);
      }
    }
  });

  test('says so where there is no line, and reports what cannot be read', async () => {
    const empty = await run([file('empty', '\n\n'), path.join(folder, 'missing'), file('a.log', `${ACCESS}\n`)]);
    assert.equal(empty.code, 1);
    assert.match(empty.output, /empty: it has no lines\.\n/);
    assert.match(empty.output, /a\.log: apache_combined/);
    const broken = await run([file('broken.gz', gzipSync(`${ACCESS}\n`.repeat(90)).subarray(0, 40))]);
    assert.equal(broken.code, 1);
    assert.match(broken.errors, /DECOMPRESSION_FAILED/);
    assert.match(empty.errors, /FILE_NOT_FOUND\n.*missing/);
    await assert.rejects(run([]), { code: 'USAGE_INVALID' });
    await assert.rejects(run(['--format', 'json', 'x']), { code: 'USAGE_INVALID' });
  });
});
