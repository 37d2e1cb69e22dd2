import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';

function reads(line: object, expected: ParsedLine): void {
  const document = parseLine('json', JSON.stringify(line));
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, document[key]]));
  assert.deepEqual(found, expected, JSON.stringify(line));
}

test("Elasticsearch's audit log says who was let in (elastic.co, 'Elasticsearch audit events')", () => {
  const line = {
    type: 'audit',
    timestamp: '2026-11-22T10:02:52,949+0000',
    'node.id': '0RMNyghkQYCc_gVd1G6tZQ',
    'event.type': 'rest',
    'event.action': 'authentication_failed',
    'user.name': 'ann',
    'origin.type': 'rest',
    'origin.address': '[2001:db8::9]:50412',
    'request.id': 'yKOgWn2CRQCKYgZRz3phJw',
    'url.path': '/_search',
  };
  reads(line, {
    '@timestamp': '2026-11-22T10:02:52.949Z',
    'event.action': 'authentication_failed',
    'event.category': ['authentication'],
    'event.outcome': 'failure',
    'user.name': 'ann',
    'source.ip': '2001:db8::9',
    'source.port': 50_412,
    'http.request.id': 'yKOgWn2CRQCKYgZRz3phJw',
    'elasticsearch.audit': { type: 'audit', 'node.id': '0RMNyghkQYCc_gVd1G6tZQ', 'origin.type': 'rest' },
  });
  for (const [action, category, outcome] of [
    ['authentication_success', ['authentication'], 'success'],
    // one of several that were asked
    ['realm_authentication_failed', undefined, undefined],
    ['access_denied', undefined, 'failure'],
    ['access_granted', undefined, 'success'],
    ['put_user', undefined, undefined],
  ] as const)
    reads({ ...line, 'event.action': action }, { 'event.category': category, 'event.outcome': outcome });
  reads({ 'event.action': 'authentication_failed', message: 'x' }, { 'event.category': undefined });
});

test("OpenSearch's audit log does, too (docs.opensearch.org, 'Audit log field reference')", () => {
  const line = {
    audit_format_version: 4,
    audit_category: 'FAILED_LOGIN',
    audit_node_name: 'node1',
    audit_request_layer: 'REST',
    audit_request_effective_user: 'ann',
    audit_request_remote_address: '203.0.113.9:50412',
    audit_rest_request_path: '/_search',
    '@timestamp': '2026-11-22T10:02:52.949+00:00',
  };
  reads(line, {
    '@timestamp': '2026-11-22T10:02:52.949Z',
    'event.action': 'FAILED_LOGIN',
    'event.category': ['authentication'],
    'event.outcome': 'failure',
    'user.name': 'ann',
    'source.ip': '203.0.113.9',
    'source.port': 50_412,
    'url.path': '/_search',
  });
  reads({ ...line, audit_category: 'MISSING_PRIVILEGES' }, { 'event.category': undefined, 'event.outcome': 'failure' });
  reads({ ...line, audit_category: 7, audit_request_remote_address: [] }, { 'event.action': undefined });
});

test("Azure's activity log says who did what to a resource (learn.microsoft.com, 'Activity log event schema')", () => {
  const upn = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn';
  const line = {
    time: '2026-11-22T10:02:52.7320000Z',
    resourceId: '/SUBSCRIPTIONS/0000/RESOURCEGROUPS/SHOP/PROVIDERS/MICROSOFT.COMPUTE/VIRTUALMACHINES/VM1',
    operationName: 'MICROSOFT.COMPUTE/VIRTUALMACHINES/WRITE',
    category: 'Administrative',
    resultType: 'Success',
    resultSignature: 'Succeeded.OK',
    durationMs: 310,
    callerIpAddress: '203.0.113.9',
    correlationId: 'c776f9f4',
    identity: { authorization: { action: 'write' }, claims: { [upn]: 'ann@example.org', iss: 'https://sts' } },
    level: 'Information',
  };
  reads(line, {
    '@timestamp': '2026-11-22T10:02:52.732Z',
    'event.action': 'MICROSOFT.COMPUTE/VIRTUALMACHINES/WRITE',
    'event.outcome': 'success',
    'event.duration': 310_000_000,
    'log.level': 'info',
    'user.name': 'ann@example.org',
    'source.ip': '203.0.113.9',
    'kafkainsight.json': undefined,
  });
  reads({ ...line, resultType: 'Failure' }, { 'event.outcome': 'failure' });
  reads({ ...line, resultType: 'Start' }, { 'event.outcome': undefined });
  reads({ ...line, identity: 'Ann' }, { 'event.action': undefined, 'azure.activitylogs': undefined });
});

test("Cognito's events in CloudTrail (developer guide, 'Example Amazon Cognito events')", () => {
  const event = {
    eventVersion: '1.08',
    eventTime: '2026-11-22T10:02:52Z',
    eventSource: 'cognito-idp.amazonaws.com',
    eventName: 'InitiateAuth',
    sourceIPAddress: '203.0.113.9',
  };
  reads(
    { ...event, errorCode: 'NotAuthorizedException', errorMessage: 'Incorrect username or password.' },
    {
      'event.action': 'InitiateAuth',
      'event.category': ['authentication'],
      'event.type': ['start'],
      'event.outcome': 'failure',
      'source.ip': '203.0.113.9',
    },
  );
  // what came off may only have led to the next question
  reads(event, { 'event.category': undefined, 'event.outcome': 'success' });
  reads(
    { ...event, eventName: 'GetUser', errorCode: 'x' },
    { 'event.category': undefined, 'event.outcome': 'failure' },
  );
  // empty, where nothing went wrong
  reads(
    { ...event, eventName: 'Login_GET', errorCode: '', errorMessage: '' },
    { 'event.outcome': 'success', 'error.code': undefined },
  );
});
