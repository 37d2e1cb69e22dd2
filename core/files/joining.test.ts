import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as v from 'valibot';
import type { FormatChoice } from '../format-table.ts';
import type { Joining } from './event-joiner.ts';
import { startOfLine } from './event-starts.ts';
import { joiningOf } from './joining.ts';
import { type Source, sourceSchema } from './sources.ts';

function joining(content: string, detected: FormatChoice = 'text', source: Partial<Source> = {}): Joining | undefined {
  return joiningOf(Buffer.from(content), { prefix: '', ...source }, detected).joining;
}

suite('how the lines of a file are joined', () => {
  test('follows in a text from whether lines begin with a time', () => {
    // the beginnings of lines as logback, Laravel, Go, PHP-FPM, Python, Redis, MySQL, klog, syslog and Rails write them
    for (const line of [
      '10:02:52.123 [main] INFO shop - started',
      '[2026-11-22 10:02:52] production.ERROR: x',
      '2026/11/22 10:02:52 started',
      '[22-Nov-2026 10:02:52] NOTICE: ready',
      '2026-11-22 10:02:52,123 - root - INFO - x',
      '1:M 22 Nov 2026 10:02:52.123 * Ready',
      '2026-11-22T10:02:52.123456Z 0 [Note] x',
      'E1122 10:02:52.123456 1 a.go:1] x',
      'E20261122 10:02:52.123456 1 a.cc:1] x',
      '1:M 22 Nov 10:02:52.123 * Redis 4',
      'Nov 22 10:02:52 x',
      'I, [2026-11-22T10:02:52.123456 #1] INFO -- : x',
      'WARN  2026-11-22 10:02:52 x',
      '2026-11-22T10:00:00Z x',
      'Nov 22, 2026 10:00:00 AM a.B c',
      '26/11/22 10:02:52 WARN Executor: x',
    ]) {
      assert.deepEqual(joining(`${line}\nnext\n${line}\n`), { starts: 'time' }, line);
    }
    for (const line of ['started', 'at 10:02:52 it began', 'took 10:02:52', '  10:02:52 indented', '2026 lines']) {
      assert.deepEqual(joining(`${line}\n${line}\n`), { starts: 'trace' }, line);
    }
    assert.deepEqual(joining('10:02:52 backup\na.txt\nb.txt\nc.txt\n'), { starts: 'trace' });
    assert.deepEqual(joining('10:02:52 x\njava.lang.Error: y\n\tat a.B.c(B.java:1)\n'.repeat(9)), { starts: 'time' });
  });

  test('is that of a text in a file of an application or a database', () => {
    const timed = '2026-11-22 10:02:52.123 UTC [7] STATEMENT:  SELECT *\n\tFROM carts\n';
    assert.deepEqual(joining(timed, 'postgresql'), { starts: 'time' });
    assert.deepEqual(joining('INFO  [main] 2026-11-22 10:02:52,123 A.java:1 - x\n', 'log4j'), { starts: 'time' });
    // nothing of it has a time
    assert.deepEqual(joining('WARNING:root:x\nERROR:root:y\n', 'python_logging'), { starts: 'trace' });
    assert.deepEqual(joining('info: A.B[1]\n      x\n', 'dotnet_console'), { starts: 'unindented' });
    const inCri = (text: string): string => `2026-11-22T10:02:52.123456789Z stdout F ${text}\n`;
    assert.deepEqual(joining(inCri('info: A.B[1]') + inCri('      x'), 'cri'), {
      wrapper: 'cri',
      starts: 'unindented',
    });
  });

  test('keeps apart what other programs write between lines with a time', () => {
    const begins = (text: string): boolean =>
      startOfLine('time', Buffer.from(text), { start: 0, end: Buffer.byteLength(text) }, 'other').begins;
    for (const line of [
      // uvicorn's levels are padded, and its lines have no time
      'INFO:     203.0.113.9:50412 - "GET / HTTP/1.1" 200 OK',
      'WARNING:  Invalid HTTP request received.',
      'ERROR:    Exception in ASGI application',
      // Redis, on its way out
      '4321:signal-handler (1795341772) Received SIGTERM scheduling shutdown...',
    ])
      assert.ok(begins(line), line);
    // java.util.logging's second line
    for (const line of ['INFO: Server startup in 123 ms', 'WARNING: x', 'ERROR:  x']) assert.ok(!begins(line), line);
  });

  test("is that of a text in nginx's error log, into which PHP writes traces", () => {
    const trace =
      'FastCGI sent in stderr: "PHP message: PHP Fatal error:  Uncaught Error: x in /a.php:3\nStack trace:\n#0';
    assert.deepEqual(joining(`2026/11/22 10:02:52 [error] 7#7: *5 ${trace} {main}" while\n`, 'nginx_error'), {
      starts: 'time',
    });
  });

  test('is that of objects where the first one is over many lines', () => {
    assert.deepEqual(joining('{\n  "a": 1\n}\n'), { starts: { object: 0 } });
    assert.deepEqual(joining('[\n  {\n    "a": 1\n  }\n]\n'), { starts: { object: 2 } });
    assert.equal(joining('{"a":1}\n{\n"a":1}\n', 'json'), undefined);
    assert.deepEqual(joining('{ not json\n}\n'), { starts: 'trace' });
  });

  test('is that of pieces in wrappers, and of what these hold', () => {
    const cri = (text: string): string => `2026-11-22T10:02:52Z stdout F ${text}\n`;
    assert.deepEqual(joining(cri('10:02:52 a'), 'cri'), { wrapper: 'cri', starts: 'time' });
    assert.deepEqual(joining(cri('a'), 'cri'), { wrapper: 'cri', starts: 'trace' });
    assert.deepEqual(joining(cri('{"msg":"a"}'), 'cri'), { wrapper: 'cri' });
    for (const line of [
      String.raw`{"log":"a\n","stream":"stdout","time":"x"}`,
      String.raw`{ "log" : "\"stream\": \"stderr\", a\n" , "stream" : "stdout" , "time" : "x" }`,
    ])
      assert.deepEqual(joining(`${line}\n`, 'json'), { wrapper: 'docker', starts: 'trace' });
    assert.equal(joining('{"log": "a", "stream": "orders", "time": "x"}\n', 'json'), undefined);
  });

  test('is an event a line in every other format', () => {
    for (const format of ['apache_combined', 'rfc3164', 'rfc5424', 'json', { dissect: '%{message}' }] as const) {
      assert.equal(joining('a\nb\n', format), undefined);
    }
  });

  test('is what its source says, in any format', () => {
    const event = { starts: '^>' };
    assert.deepEqual(joining('a\n', 'rfc3164', { event }), { starts: { pattern: '^>' } });
    assert.deepEqual(joining('a\n', 'cri', { event }), { wrapper: 'cri', starts: { pattern: '^>' } });
  });
});

test('a pattern of a source that takes too long, or is none, is refused', () => {
  for (const [starts, problem] of [
    ['(a', /^is no pattern that can be used: missing closing \)$/],
    ['(?=a)', /^is no pattern that can be used: .*without look-arounds/],
    ['(a{100}){9}', undefined],
    ['(a{100}){10}', /^is no pattern that can be used: it is too large: 10\d\d instructions of 1000/],
    ['', /^must be a pattern/],
  ] as const) {
    const { issues } = v.safeParse(sourceSchema, { prefix: '', event: { starts } });
    assert.match(issues?.[0].message ?? '', problem ?? /^$/);
  }
});
