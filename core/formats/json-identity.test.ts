import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';

function reads(line: object, expected: ParsedLine, source = {}): void {
  const document = parseLine('json', JSON.stringify(line), source);
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, document[key]]));
  assert.deepEqual(found, expected, JSON.stringify(line));
}

const TIME = '2026-11-22T10:02:52.123Z';

test('events of Okta (developer.okta.com, "System Log events"), in the words of Elastic\'s integration', () => {
  const okta = {
    actor: { id: '00u1', type: 'User', alternateId: 'ann@example.org', displayName: 'Ann' },
    client: { userAgent: { rawUserAgent: 'curl/8.5.0', os: 'Linux' }, ipAddress: '203.0.113.9', id: null },
    displayMessage: 'User login to Okta',
    eventType: 'user.session.start',
    legacyEventType: 'core.user_auth.login_failed',
    outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
    published: TIME,
    severity: 'WARN',
    uuid: 'faf7398a-4f77-11ea-97fb-5925e98228bd',
  };
  const expected = {
    '@timestamp': TIME,
    'user.name': 'ann@example.org',
    'user.id': '00u1',
    'source.ip': '203.0.113.9',
    'user_agent.original': 'curl/8.5.0',
    'event.id': 'faf7398a-4f77-11ea-97fb-5925e98228bd',
    'log.level': 'warn',
    message: 'User login to Okta',
  };
  reads(okta, {
    ...expected,
    'event.action': 'user.session.start',
    'event.category': ['authentication'],
    'event.type': ['start'],
    'event.outcome': 'failure',
  });
  reads({ ...okta, outcome: { result: 'SUCCESS' } }, { 'event.outcome': 'success' });
  reads({ ...okta, outcome: { result: 'CHALLENGE' } }, { 'event.outcome': undefined });
  reads({ ...okta, eventType: 'application.lifecycle.update' }, { ...expected, 'event.category': undefined });
  // a post that was published, and an actor, are anybody's
  const post = { published: TIME, eventType: 'post', actor: { alternateId: 'ann' }, message: 'x' };
  reads(post, { 'event.action': undefined, 'user.name': undefined, 'kafkainsight.time.inferred': ['time'] });
});

test('records of Microsoft 365 (learn.microsoft.com, "Office 365 Management Activity API schema") are in UTC', () => {
  const record = {
    CreationTime: '2026-11-22T10:02:52',
    Id: '4d1a6a2b',
    Operation: 'UserLoginFailed',
    RecordType: 15,
    ResultStatus: 'Failed',
    UserId: 'ann@example.org',
    Workload: 'AzureActiveDirectory',
    ClientIP: '203.0.113.9:50412',
  };
  const expected = {
    '@timestamp': '2026-11-22T10:02:52.000Z',
    'event.action': 'UserLoginFailed',
    'event.category': ['authentication'],
    'event.outcome': 'failure',
    'event.provider': 'AzureActiveDirectory',
    'event.id': '4d1a6a2b',
    'user.name': 'ann@example.org',
    'source.ip': '203.0.113.9',
    'source.port': 50_412,
  };
  reads(record, expected, { timeZone: 'Europe/Zurich' });
  // Microsoft: a sign-in that succeeded has the status `Success`, one of a SharePoint file has none
  reads({ ...record, Operation: 'UserLoggedIn', ResultStatus: 'Success' }, { 'event.outcome': 'success' });
  reads(
    { ...record, Operation: 'FileAccessed', ResultStatus: undefined, UserAgent: 'curl/8.5.0' },
    { 'event.outcome': undefined, 'event.category': undefined, 'user_agent.original': 'curl/8.5.0' },
  );
  reads({ CreationTime: '2026-11-22T10:02:52', Operation: 'x', Id: '7' }, { 'event.action': undefined });
});

test('sign-ins of Entra (learn.microsoft.com, "Azure AD sign-in log schema") end with the number of an error', () => {
  const signIn = {
    time: TIME,
    category: 'SignInLogs',
    operationName: 'Sign-in activity',
    resultType: '50126',
    resultDescription: 'Invalid username or password',
    callerIpAddress: '203.0.113.9',
    properties: { userPrincipalName: 'ann@example.org', userId: '8a4d', userAgent: 'curl/8.5.0' },
  };
  reads(signIn, {
    '@timestamp': TIME,
    'event.action': 'Sign-in activity',
    'event.category': ['authentication'],
    'event.outcome': 'failure',
    'error.code': '50126',
    'error.message': 'Invalid username or password',
    'user.name': 'ann@example.org',
    'user.id': '8a4d',
    'source.ip': '203.0.113.9',
    'user_agent.original': 'curl/8.5.0',
  });
  reads({ ...signIn, resultType: '0' }, { 'event.outcome': 'success', 'error.code': undefined });
  reads({ ...signIn, category: 'books' }, { 'event.action': undefined, 'user.name': undefined });
});

test('Google Cloud\'s audit log (cloud.google.com, "AuditLog") fails by the code of a status', () => {
  const entry = {
    insertId: 'uihnm',
    timestamp: TIME,
    severity: 'ERROR',
    protoPayload: {
      methodName: 'storage.buckets.delete',
      serviceName: 'storage.googleapis.com',
      authenticationInfo: { principalEmail: 'ann@example.org' },
      requestMetadata: { callerIp: '203.0.113.9', callerSuppliedUserAgent: 'gcloud' },
      status: { code: 7, message: 'PERMISSION_DENIED' },
    },
  };
  reads(entry, {
    '@timestamp': TIME,
    'event.action': 'storage.buckets.delete',
    'event.provider': 'storage.googleapis.com',
    'event.outcome': 'failure',
    'event.id': 'uihnm',
    'error.message': 'PERMISSION_DENIED',
    'user.email': 'ann@example.org',
    'source.ip': '203.0.113.9',
    'user_agent.original': 'gcloud',
  });
});

test('authentik says who tried, and not as whom that was handled (docs.goauthentik.io, "Events")', () => {
  const event = { action: 'login_failed', auth_via: 'unauthenticated', client_ip: '203.0.113.9', timestamp: TIME };
  reads(
    { ...event, context: { username: 'ann', stage: {} }, user: { username: 'AnonymousUser', pk: 2 } },
    {
      'user.name': 'ann',
      'event.action': 'login_failed',
      'event.category': ['authentication'],
      'event.outcome': 'failure',
      'source.ip': '203.0.113.9',
    },
  );
  reads({ ...event, action: 'login', user: { username: 'ann' } }, { 'user.name': 'ann', 'event.outcome': 'success' });
  reads({ ...event, action: 'invalid_identifier', identifier: 'ann' }, { 'user.name': 'ann' });
  // of others it is what they pass along
  const other = { context: { username: 'ann' }, identifier: 'x', user: { username: 'bob' }, message: 'x' };
  reads(other, { 'user.name': 'bob', 'kafkainsight.json': { 'context.username': 'ann', identifier: 'x' } });
});

test('results of osquery (osquery.readthedocs.io, "Logging") have their time as a number', () => {
  const result = {
    name: 'users',
    hostIdentifier: 'web1',
    calendarTime: 'Sun Nov 22 10:02:52 2026 UTC',
    unixTime: '1795341772',
    decorations: { username: 'ann' },
    action: 'added',
  };
  reads(result, {
    '@timestamp': '2026-11-22T10:02:52.000Z',
    'host.hostname': 'web1',
    'user.name': 'ann',
    'event.action': 'added',
  });
});

test('an alert of Suricata is one, whatever it was found in', () => {
  const alert = {
    timestamp: TIME,
    flow_id: 7,
    src_ip: '203.0.113.9',
    event_type: 'alert',
    alert: { signature: 'ET SCAN x', severity: 2 },
  };
  const http = { http: { http_method: 'GET', url: '/cart', status: 200 } };
  const expected = {
    'event.category': ['intrusion_detection', 'network'],
    message: 'ET SCAN x',
    'event.severity': 2,
    'source.ip': '203.0.113.9',
  };
  reads(alert, expected);
  reads({ ...alert, ...http }, { ...expected, 'url.path': '/cart' });
  reads({ ...alert, alert: undefined, event_type: 'dns' }, { 'event.category': ['network'] });
  reads({ ...alert, alert: undefined, event_type: 'http', ...http }, { 'event.category': ['web'] });
  reads({ flow_id: 7, message: 'x' }, { 'event.category': undefined });
});

test('calls of SIP in the words of Zeek are no requests of HTTP (docs.zeek.org, sip.log)', () => {
  for (const uri of ['sip:ann@example.org', 'sips:ann@example.org:5061']) {
    const call = { ts: 1_795_341_772.5, 'id.orig_h': '203.0.113.9', method: 'INVITE', uri, status_code: 404 };
    reads(call, {
      'event.category': undefined,
      'http.request.method': undefined,
      'http.response.status_code': undefined,
      'url.original': undefined,
      'source.ip': '203.0.113.9',
    });
  }
});

test('what is called as a request has it is not always one', () => {
  const request = { method: 'GET', uri: '/cart', status: 200 };
  for (const protocol of ['HTTP/1.1', '1.1', 'HTTP/2', '3.0'])
    reads({ ...request, protocol }, { 'http.version': protocol.replace('HTTP/', '') });
  // IANA's numbers of TCP and UDP
  for (const protocol of ['6', '17', '1.7']) reads({ ...request, protocol }, { 'http.version': undefined });
  // CloudFront's are seconds; Symantec's Web Security Service has milliseconds under the same key
  reads({ 'time-taken': '0.5', 'x-edge-location': 'ZRH50' }, { 'event.duration': 500_000_000 });
  reads({ 'time-taken': '500', 'cs-method': 'GET' }, { 'event.duration': undefined });
  reads({ level: 'INFO ', message: 'x' }, { 'log.level': 'info' });
});

test('times under further keys', () => {
  for (const key of ['Datetime', 'TimeGenerated', 'eventTimestamp', 'event_timestamp', 'activityDateTime'])
    reads({ [key]: TIME, message: 'x' }, { '@timestamp': TIME });
  reads({ Datetime: 1_795_341_772_123_000_000, message: 'x' }, { '@timestamp': TIME });
  // when something else was made says nothing of the line
  reads({ created_at: '2020-01-01T00:00:00Z', message: 'x' }, { 'kafkainsight.time.inferred': ['time'] });
});

test('a request to Akamai (techdocs.akamai.com, "DataStream 2: Data set parameters")', () => {
  const line = {
    reqTimeSec: '1795341772.123',
    cliIP: '203.0.113.9',
    reqMethod: 'GET',
    statusCode: '404',
    reqHost: 'shop.example.org',
  };
  reads(line, {
    '@timestamp': TIME,
    'source.ip': '203.0.113.9',
    'http.request.method': 'GET',
    'http.response.status_code': 404,
    'event.outcome': 'failure',
    'url.domain': 'shop.example.org',
    'event.category': ['web'],
  });
});

test("an entry of Auth0 is a sign-in where its type is one (auth0.com, 'Log Event Type Codes' and 'Log Streams')", () => {
  const data = {
    date: '2026-11-22T10:02:52.123Z',
    type: 'fp',
    description: 'Wrong email or password.',
    connection: 'Username-Password-Authentication',
    client_id: 'c1',
    ip: '203.0.113.9',
    user_agent: 'curl/8.5.0',
    hostname: 'shop.eu.auth0.com',
    user_id: 'auth0|5f',
    user_name: 'ann@example.org',
    log_id: '9002',
  };
  const line = { log_id: '9002', data };
  const expected = {
    '@timestamp': '2026-11-22T10:02:52.123Z',
    'event.action': 'fp',
    'event.category': ['authentication'],
    'event.type': ['start'],
    'event.outcome': 'failure',
    message: 'Wrong email or password.',
    'source.ip': '203.0.113.9',
    'user.name': 'ann@example.org',
    'user.id': 'auth0|5f',
    'user_agent.original': 'curl/8.5.0',
  };
  reads(line, {
    ...expected,
    'auth0.logs': {
      'data.connection': 'Username-Password-Authentication',
      'data.client_id': 'c1',
      'data.hostname': 'shop.eu.auth0.com',
      'data.log_id': '9002',
      stream: { log_id: '9002' },
    },
  });
  reads(
    { ...line, data: { ...data, type: 's' } },
    { 'event.category': ['authentication'], 'event.outcome': 'success' },
  );
  reads({ ...line, data: { ...data, type: 'slo' } }, { 'event.category': ['session'], 'event.outcome': 'success' });
  reads({ ...line, data: { ...data, type: 'sapi' } }, { 'event.category': undefined, 'event.outcome': undefined });
  // of other services
  reads({ log_id: '1', data: 'text' }, { 'auth0.logs': undefined, 'kafkainsight.json': { log_id: '1', data: 'text' } });
});
