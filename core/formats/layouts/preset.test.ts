import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';
import { labelOf } from '../../format-table.ts';
import { detectFormat } from '../detect.ts';

const detected = (line: string): string => labelOf(detectFormat(Buffer.from(line)));
const fieldsOf = (document: ParsedLine, ...names: readonly string[]): unknown[] => names.map((name) => document[name]);

const COMBINED = '203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1 "-" "x"';

suite('a layout that nobody configured', () => {
  test('is told from others like it', () => {
    assert.equal(detected(COMBINED), 'apache_combined');
    assert.equal(detected(`${COMBINED} "-"`), 'nginx_main');
    assert.equal(detected(`${COMBINED} "198.51.100.2, 10.0.0.1"`), 'nginx_main');
    // Another header than X-Forwarded-For, or a cookie: Apache users add them.
    assert.equal(detected(`${COMBINED} "www.example.org/a b"`), 'apache_combined');
    assert.equal(detected(`${COMBINED} "id=7; a=b"`), 'apache_combined');
    // One number may be any: Apache's %D, nginx's $request_time or $upstream_response_time.
    assert.equal(detected(`${COMBINED} 12345`), 'apache_combined');
    assert.equal(detected(`${COMBINED} 0.003`), 'apache_combined');
    assert.equal(detected(`${COMBINED} "-" 0.003`), 'nginx_main');
    assert.equal(detected(`${COMBINED} "-" 0.014 0.012`), 'nginx_main_times');
    assert.equal(detected(`${COMBINED} "-" 0.014 -`), 'nginx_main_times');
    assert.equal(detected(`${COMBINED} "-" 0.014 0.002, 0.003 : 0.009`), 'nginx_main_times');
    // an upstream that was not reached
    assert.equal(detected(`${COMBINED} "-" 0.014 -, 0.012`), 'nginx_main_times');
    // No request takes less time than what it waits for: these are the other way round.
    assert.equal(detected(`${COMBINED} "-" 0.012 0.019`), 'nginx_main');
    assert.equal(detected(`${COMBINED} "-" 0.012 0.009, 0.007`), 'nginx_main');
    assert.equal(detected(`${COMBINED} "-" 0.012 0.009 : 0.007`), 'nginx_main');
    assert.equal(detected(`${COMBINED} "-" 0.012 0.009, 0.004`), 'nginx_main_times');
    assert.equal(detected(`${COMBINED} 0.012 0.019`), 'apache_combined');
  });

  test('keeps a time of more digits than nanoseconds can have', () => {
    const document = parseLine('nginx_main_times', `${COMBINED} "-" 1234567.000 0.012`);
    assert.deepEqual(fieldsOf(document, 'event.duration', 'kafkainsight.fields'), [
      undefined,
      { request_time: '1234567.000', upstream_response_time: '0.012' },
    ]);
  });

  test('keeps what is behind it', () => {
    const document = parseLine('nginx_main', `${COMBINED} "-" 0.003 gzip`);
    assert.equal(document['kafkainsight.rest'], '0.003 gzip');
  });

  test('reads what clients send to mislead it', () => {
    for (const [sent, agent] of [
      [String.raw`\x22 \x2210.0.0.1\x22`, '" "10.0.0.1"'],
      [String.raw`x\x5C`, 'x\\'],
      ['] [22/Nov/2026:10:02:52 +0000] ', '] [22/Nov/2026:10:02:52 +0000] '],
      [' 200 1 - ', ' 200 1 - '],
    ] as const) {
      const line = `203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "GET /${sent} HTTP/1.1" 404 0 "${sent}" "${sent}" "-"`;
      const document = parseLine('nginx_main', line);
      assert.deepEqual(
        fieldsOf(
          document,
          'event.dataset',
          'http.response.status_code',
          'http.request.referrer',
          'user_agent.original',
          'url.original',
        ),
        ['apache.access', 404, agent, agent, `/${agent}`],
        line,
      );
    }
  });

  test('takes the list of a proxy, and that of a client for what it is', () => {
    const line = (address: string): string => `${COMBINED.replace('203.0.113.9', address)} "198.51.100.2, 10.0.0.7"`;
    const direct = parseLine('nginx_main', line('203.0.113.9'));
    assert.deepEqual(fieldsOf(direct, 'source.ip', 'kafkainsight.address.trusted'), ['203.0.113.9', undefined]);
    assert.deepEqual(direct['kafkainsight.address.forwarded'], ['198.51.100.2', '10.0.0.7']);
    const behindProxy = parseLine('nginx_main', line('10.0.0.1'));
    assert.deepEqual(fieldsOf(behindProxy, 'source.ip', 'kafkainsight.address.trusted'), ['198.51.100.2', false]);
    const known = parseLine('nginx_main', line('203.0.113.9'), { proxies: ['10.0.0.0/8', '203.0.113.0/24'] });
    assert.deepEqual(fieldsOf(known, 'source.ip', 'kafkainsight.address.peer'), ['198.51.100.2', '203.0.113.9']);
  });
});
