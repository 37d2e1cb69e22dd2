import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';

function reads(line: object, expected: ParsedLine): void {
  const document = parseLine('json', JSON.stringify(line));
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, document[key]]));
  assert.deepEqual(found, expected, JSON.stringify(line));
}

// developer.hashicorp.com, Vault, "Audit log entry schema" (request, auth and response objects); names of Elastic's integration
// `hashicorp_vault`, data stream `audit`
suite("Vault's audit log", () => {
  const auth = {
    client_token: 'hmac-sha256:9cc3',
    display_name: 'userpass-ann',
    policies: ['default'],
    metadata: { email: 'ann@example.org' },
    token_type: 'service',
  };
  const request = {
    id: 'cd09708b',
    operation: 'read',
    mount_type: 'kv',
    path: 'secret/data/shop',
    remote_address: '203.0.113.9',
    remote_port: 50412,
  };
  const entry = { time: '2026-11-22T10:02:52.123456789Z', type: 'response', auth, request };

  test('is who asked for what, and what came of it', () => {
    reads(entry, {
      '@timestamp': '2026-11-22T10:02:52.123Z',
      'event.kind': 'event',
      'event.action': 'read',
      'event.id': 'cd09708b',
      'event.outcome': 'success',
      'event.category': undefined,
      'user.name': 'userpass-ann',
      'user.email': 'ann@example.org',
      'source.ip': '203.0.113.9',
      'source.port': 50_412,
      'kafkainsight.json': undefined,
      'hashicorp_vault.audit': {
        type: 'response',
        'auth.client_token': 'hmac-sha256:9cc3',
        'auth.policies': ['default'],
        'auth.token_type': 'service',
        'request.mount_type': 'kv',
        'request.path': 'secret/data/shop',
      },
    });
  });

  test('knows how a request ended once it did, or was refused', () => {
    reads({ ...entry, type: 'request' }, { 'event.outcome': undefined });
    for (const type of ['request', 'response'])
      reads(
        { ...entry, type, error: 'permission denied' },
        { 'event.outcome': 'failure', 'error.message': 'permission denied' },
      );
  });

  test('counts a sign-in once', () => {
    const login = { ...entry, request: { ...request, operation: 'update', path: 'auth/userpass/login/ann' } };
    reads(login, {
      'event.category': ['authentication'],
      'event.type': ['start'],
      'event.outcome': 'success',
      'user.name': 'userpass-ann',
    });
    reads({ ...login, error: 'invalid credentials' }, { 'event.outcome': 'failure' });
    reads({ ...login, type: 'request' }, { 'event.category': undefined, 'event.outcome': undefined });
  });

  test('is no other line with such members', () => {
    const other = { time: entry.time, type: 'response', request: { operation: 'read', path: '/x' }, level: 'info' };
    reads(other, { 'event.action': undefined, 'event.outcome': undefined, 'hashicorp_vault.audit': undefined });
    reads({ ...entry, type: undefined }, { 'event.action': undefined, 'user.name': undefined });
  });
});

// docs.aws.amazon.com, GuardDuty API reference, "Finding", "Service" and the kinds of "Action"; names of Elastic's integration `aws`, data stream
// `guardduty` (its pipelines action-*.yml say whose address is whose)
suite('a finding of GuardDuty', () => {
  const finding = (action: object, changes: object = {}): object => ({
    schemaVersion: '2.0',
    accountId: '123456789012',
    region: 'eu-central-1',
    id: '9ab1',
    type: 'UnauthorizedAccess:EC2/SSHBruteForce',
    resource: { resourceType: 'Instance', instanceDetails: { instanceId: 'i-99999999', imageId: 'ami-1' } },
    service: {
      serviceName: 'guardduty',
      detectorId: 'd60',
      action,
      eventFirstSeen: '2026-11-22T09:00:00Z',
      eventLastSeen: '2026-11-22T10:00:00.000Z',
      count: 2,
    },
    severity: 2,
    createdAt: '2026-11-22T09:33:19.224Z',
    updatedAt: '2026-11-22T10:02:52.123Z',
    title: 'Brute force',
    description: '203.0.113.9 is performing SSH brute force attacks against i-99999999.',
    ...changes,
  });
  const connection = (connectionDirection: string): object => ({
    actionType: 'NETWORK_CONNECTION',
    networkConnectionAction: {
      connectionDirection,
      remoteIpDetails: { ipAddressV4: '203.0.113.9' },
      remotePortDetails: { port: 50412 },
      localPortDetails: { port: 22 },
      protocol: 'TCP',
      blocked: false,
      localIpDetails: { ipAddressV4: '10.0.3.7' },
    },
  });
  const facts = {
    '@timestamp': '2026-11-22T10:02:52.123Z',
    'event.kind': 'alert',
    'event.category': ['intrusion_detection'],
    'event.type': ['info'],
    'event.action': 'NETWORK_CONNECTION',
    'event.id': '9ab1',
    'event.severity': 2,
    'event.start': '2026-11-22T09:00:00.000Z',
    'event.end': '2026-11-22T10:00:00.000Z',
    'log.level': undefined,
    'rule.name': 'UnauthorizedAccess:EC2/SSHBruteForce',
    message: '203.0.113.9 is performing SSH brute force attacks against i-99999999.',
    'cloud.account.id': '123456789012',
    'cloud.region': 'eu-central-1',
    'cloud.instance.id': 'i-99999999',
    'network.transport': 'tcp',
    'kafkainsight.json': undefined,
  };
  const inbound = {
    'network.direction': 'inbound',
    'source.ip': '203.0.113.9',
    'source.port': 50_412,
    'destination.ip': '10.0.3.7',
    'destination.port': 22,
  };

  test('is an alert about a connection, from who began it', () => {
    reads(finding(connection('INBOUND')), { ...facts, ...inbound });
    reads(finding(connection('OUTBOUND')), {
      'network.direction': 'outbound',
      'source.ip': '10.0.3.7',
      'source.port': 22,
      'destination.ip': '203.0.113.9',
      'destination.port': 50_412,
    });
    reads(finding(connection('UNKNOWN')), { 'source.ip': undefined, 'destination.ip': undefined });
  });

  test('keeps everything else', () => {
    const document = parseLine('json', JSON.stringify(finding({ actionType: 'x' })));
    assert.deepEqual(document['aws.guardduty'], {
      schemaVersion: '2.0',
      'resource.resourceType': 'Instance',
      'resource.instanceDetails.imageId': 'ami-1',
      'service.serviceName': 'guardduty',
      'service.detectorId': 'd60',
      'service.count': 2,
      createdAt: '2026-11-22T09:33:19.224Z',
      title: 'Brute force',
    });
  });

  // EventBridge user guide, "Amazon EventBridge events": the structure of an event
  test('is the same as an event of EventBridge, which comes later', () => {
    const event = {
      version: '0',
      id: 'c8c4daa7',
      'detail-type': 'GuardDuty Finding',
      source: 'aws.guardduty',
      account: '123456789012',
      time: '2026-11-22T10:05:01Z',
      region: 'eu-central-1',
      resources: [],
      detail: finding(connection('INBOUND')),
    };
    reads(event, { ...facts, ...inbound });
    const kept = parseLine('json', JSON.stringify(event))['aws.guardduty'] as Readonly<Record<string, unknown>>;
    assert.deepEqual(
      [kept['title'], kept['eventbridge.id'], kept['eventbridge.region']],
      ['Brute force', 'c8c4daa7', 'eu-central-1'],
    );
  });

  test('names who called, was looked up, or probed', () => {
    const remote = { remoteIpDetails: { ipAddressV4: '203.0.113.9' } };
    const call = { api: 'GetObject', serviceName: 's3.amazonaws.com', ...remote };
    const resource = { resourceType: 'AccessKey', accessKeyDetails: { userName: 'ann', accessKeyId: 'AKIA1' } };
    reads(finding({ actionType: 'AWS_API_CALL', awsApiCallAction: call }, { resource }), {
      'event.action': 'AWS_API_CALL',
      'event.provider': 's3.amazonaws.com',
      'source.ip': '203.0.113.9',
      'user.name': 'ann',
    });
    const kubernetes = { requestUri: '/api/v1/pods', verb: 'list', statusCode: 200, ...remote };
    reads(finding({ actionType: 'KUBERNETES_API_CALL', kubernetesApiCallAction: kubernetes }), {
      'source.ip': '203.0.113.9',
      'event.category': ['intrusion_detection'],
    });
    reads(finding({ actionType: 'DNS_REQUEST', dnsRequestAction: { domain: 'evil.example', protocol: 'UDP' } }), {
      'dns.question.name': 'evil.example',
      'network.transport': 'udp',
    });
    const probe = (...addresses: readonly string[]): object => ({
      actionType: 'PORT_PROBE',
      portProbeAction: {
        portProbeDetails: addresses.map((ipAddressV4) => ({
          localPortDetails: { port: 22 },
          remoteIpDetails: { ipAddressV4 },
        })),
      },
    });
    reads(finding(probe('203.0.113.9', '203.0.113.9')), { 'source.ip': '203.0.113.9' });
    reads(finding(probe('203.0.113.9', '203.0.113.10')), { 'source.ip': undefined });
  });

  test('has a severity from 1 to 10, and none that is cut', () => {
    reads(finding({}, { severity: 10 }), { 'event.severity': 10, 'log.level': undefined });
    reads(finding({}, { severity: 8.5 }), { 'event.severity': undefined });
  });
});
