import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';

/** Checks that a JSON line has at least these fields. */
function reads(line: unknown, expected: ParsedLine): void {
  const document = parseLine('json', JSON.stringify(line));
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, document[key]]));
  assert.deepEqual(found, expected, JSON.stringify(line));
}

test('exceptions, loggers and traces are found under the keys of .NET and Log4j', () => {
  // serilog-formatting-compact, "Format details"; Serilog.Formatting.Json
  const ids = { '@tr': '803b448a0489f84084905d3093480352', '@sp': '3425f23bb2432450' };
  reads(
    { '@t': '2026-11-22T10:02:52.123Z', '@m': 'a', '@x': 'System.Exception: no', SourceContext: 'Shop.Cart', ...ids },
    {
      'error.stack_trace': 'System.Exception: no',
      'log.logger': 'Shop.Cart',
      'trace.id': ids['@tr'],
      'span.id': ids['@sp'],
    },
  );
  reads(
    { Level: 'Error', Exception: 'x', Properties: { SourceContext: 'Shop.Cart' } },
    { 'error.stack_trace': 'x', 'log.logger': 'Shop.Cart' },
  );
  // Log4j 2, "JSONLayout"
  const thrown = { name: 'java.io.IOException', message: 'no', extendedStackTrace: 'at' };
  reads(
    { level: 'ERROR', message: 'x', threadId: 1, thrown },
    {
      'error.type': 'java.io.IOException',
      'error.message': 'no',
      'error.stack_trace': 'at',
      'process.thread.id': 1,
    },
  );
});

test('a line of the code is where zap and slog tell it, and what else is called caller is kept', () => {
  reads(
    { level: 'info', caller: 'shop/cart.go:12', stacktrace: 'a' },
    {
      'log.origin.file.name': 'shop/cart.go',
      'log.origin.file.line': 12,
      'error.stack_trace': 'a',
    },
  );
  reads(
    { source: { function: 'main.f', file: '/a.go', line: 12 } },
    {
      'log.origin.function': 'main.f',
      'log.origin.file.name': '/a.go',
      'log.origin.file.line': 12,
    },
  );
  reads({ caller: '+41 44 123 45 67' }, { 'kafkainsight.json': { caller: '+41 44 123 45 67' } });
});

test("Kubernetes' audit log has a level of its own, which says how much was recorded", () => {
  // Kubernetes' manual, "Auditing": None, Metadata, Request, RequestResponse; `auditID` is in every event
  for (const level of ['Metadata', 'RequestResponse']) {
    const line = { kind: 'Event', auditID: 'a', level, user: { username: 'ann' }, sourceIPs: ['203.0.113.9'] };
    reads(line, { 'log.level': undefined, 'user.name': 'ann', 'source.ip': '203.0.113.9' });
  }
  reads({ level: 'Metadata', message: 'x' }, { 'log.level': 'Metadata' });
});

test('databases and Windows', () => {
  // MongoDB's manual, "Log messages"
  reads(
    { t: { $date: '2026-11-22T10:02:52.123Z' }, s: 'I', c: 'NETWORK', ctx: 'conn7', msg: 'x' },
    {
      'mongodb.log.component': 'NETWORK',
      'mongodb.log.context': 'conn7',
      'log.level': 'info',
    },
  );
  reads({ c: 'NETWORK', ctx: 'conn7' }, { 'kafkainsight.json': { c: 'NETWORK', ctx: 'conn7' } });
  // PostgreSQL's manual, "Using JSON-format log output"
  reads(
    { error_severity: 'LOG', remote_host: '203.0.113.9', message: 'x' },
    { 'log.level': 'info', 'source.ip': '203.0.113.9' },
  );
  reads({ error_severity: 'FATAL', message: 'x' }, { 'log.level': 'critical' });
  // Winlogbeat's exported fields
  reads(
    {
      event: { code: '4625', provider: 'Security' },
      winlog: { event_data: { TargetUserName: 'ann', IpAddress: '203.0.113.9' } },
    },
    {
      'event.code': '4625',
      'event.provider': 'Security',
      'user.name': 'ann',
      'source.ip': '203.0.113.9',
    },
  );
  // Google Cloud's LogEntry
  reads({ severity: 'ERROR', jsonPayload: { message: 'x' } }, { 'log.level': 'error', message: 'x' });
  reads({ severity: 'ERROR', textPayload: 'x' }, { 'log.level': 'error', message: 'x' });
  // the same, HttpRequest
  reads(
    { severity: 'INFO', httpRequest: { requestMethod: 'GET', status: 200, remoteIp: '203.0.113.9', userAgent: 'x' } },
    { 'source.ip': '203.0.113.9', 'http.request.method': 'GET', 'http.response.status_code': 200 },
  );
  // pino-http's README, "Example"
  reads(
    {
      level: 30,
      req: { id: 1, method: 'GET', url: '/', headers: { 'user-agent': 'curl/7.64.1' }, remoteAddress: '203.0.113.9' },
      res: { statusCode: 200 },
    },
    { 'user_agent.original': 'curl/7.64.1', 'source.ip': '203.0.113.9' },
  );
  for (const key of ['thread_id', 'threadId']) reads({ message: 'x', [key]: 7 }, { 'process.thread.id': 7 });
});

test("MongoDB's lines about sign-ins say who, from where and how it ended", () => {
  const line = (id: number, attr: object, t: unknown = { $date: '2026-11-22T11:02:52.123+01:00' }): unknown => ({
    ...{ t, s: 'I', c: 'ACCESS', id, ctx: 'conn7', msg: 'x' },
    attr,
  });
  const signIn = { 'event.category': ['authentication'], 'event.action': 'mongodb_login', 'user.name': 'ann' };
  const from = { 'source.ip': '203.0.113.9', 'source.port': 50_412 };
  // sasl_commands.cpp of MongoDB 4.4 and 5.0, authentication_session.cpp of 6.0
  for (const [id, attr, outcome] of [
    [20250, { principalName: 'ann', authenticationDatabase: 'admin', client: '203.0.113.9:50412' }, 'success'],
    [20249, { principalName: 'ann', remote: '203.0.113.9:50412', error: 'AuthenticationFailed' }, 'failure'],
    [5286306, { client: '203.0.113.9:50412', user: 'ann', db: 'admin', result: 0 }, 'success'],
    [5286307, { client: '203.0.113.9:50412', user: 'ann', db: 'admin', error: 'UserNotFound' }, 'failure'],
  ] as const)
    reads(line(id, attr), { ...signIn, ...from, 'event.outcome': outcome });
  // of a socket there is no address, and the kind of a name is only known in these lines
  reads(line(20250, { principalName: 'ann', remote: 'anonymous unix socket:27017' }), {
    ...signIn,
    'source.address': undefined,
  });
  const absent = { 'event.outcome': undefined, 'user.name': undefined, 'source.ip': undefined };
  reads(line(22943, { remote: '203.0.113.9:50412', user: 'ann' }), absent);
  reads(line(20250, { user: 'ann', client: '203.0.113.9:50412' }, '2026-11-22T10:02:52Z'), absent);
  const hidden = parseLine(
    'json',
    JSON.stringify(line(20250, { principalName: 'ann', remote: '203.0.113.9:1' })),
    {},
    {
      pseudonymKey: Buffer.from('k'),
    },
  );
  assert.doesNotMatch(JSON.stringify(hidden), /ann|203\.0/);
});
