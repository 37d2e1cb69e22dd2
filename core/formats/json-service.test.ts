import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { documentsOfJson } from '../../test/helpers/documents-of.ts';
import { MODIFIED, type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';

function reads(line: object, expected: ParsedLine): void {
  const document = parseLine('json', JSON.stringify(line));
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, document[key]]));
  assert.deepEqual(found, expected, JSON.stringify(line));
}

// Security Hub user guide, "Required top-level ASFF attributes", "Network", "Compliance"; names of Elastic's integration `aws`
suite('a finding of Security Hub', () => {
  const finding = {
    SchemaVersion: '2018-10-08',
    Id: 'us-west-2/111111111111/98aebb2207407c87f51e89943f12b1ef',
    ProductArn: 'arn:aws:securityhub:us-east-1:111111111111:product/111111111111/default',
    ProductName: 'Security Hub',
    GeneratorId: 'security-control/Config.1',
    AwsAccountId: '111111111111',
    Region: 'us-east-1',
    Types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
    CreatedAt: '2026-11-20T13:22:13.933Z',
    UpdatedAt: '2026-11-22T10:02:52.933Z',
    Severity: { Label: 'CRITICAL', Normalized: 90, Original: '8.3' },
    Title: 'AWS Config should be enabled',
    Description: 'This control checks whether AWS Config is enabled.',
    Network: { Protocol: 'TCP', SourceIpV4: '203.0.113.9', SourcePort: 42, DestinationIpV4: '10.0.3.7' },
    Resources: [{ Type: 'AwsAccount', Id: 'AWS::::Account:111111111111' }],
    RecordState: 'ACTIVE',
  };
  const expected = {
    '@timestamp': '2026-11-22T10:02:52.933Z',
    'event.kind': 'alert',
    'event.type': ['info'],
    'event.id': 'us-west-2/111111111111/98aebb2207407c87f51e89943f12b1ef',
    'event.provider': 'Security Hub',
    'event.severity': 90,
    'rule.name': 'AWS Config should be enabled',
    message: 'This control checks whether AWS Config is enabled.',
    'cloud.account.id': '111111111111',
    'cloud.region': 'us-east-1',
    'source.ip': '203.0.113.9',
    'source.port': 42,
    'destination.ip': '10.0.3.7',
    'network.transport': 'tcp',
    'kafkainsight.json': undefined,
  };

  test('is an alert', () => {
    reads(finding, expected);
    const { 'aws.securityhub_findings': kept } = parseLine('json', JSON.stringify(finding)) as {
      readonly 'aws.securityhub_findings'?: Readonly<Record<string, unknown>>;
    };
    for (const key of ['SchemaVersion', 'ProductArn', 'GeneratorId', 'Types', 'CreatedAt', 'Resources', 'RecordState'])
      assert.deepEqual(kept?.[key], finding[key as keyof typeof finding], key);
  });

  test('is none where a control was passed', () => {
    reads(
      { ...finding, Compliance: { Status: 'PASSED' } },
      { 'event.kind': 'event', 'event.outcome': 'success', 'event.severity': 90 },
    );
    reads({ ...finding, Compliance: { Status: 'FAILED' } }, { 'event.kind': 'alert', 'event.outcome': 'failure' });
    reads({ ...finding, Compliance: { Status: 'WARNING' } }, { 'event.kind': 'alert', 'event.outcome': undefined });
  });

  test('is the same as an event of EventBridge', () => {
    // Security Hub user guide, "EventBridge event formats for Security Hub CSPM"
    const event = {
      version: '0',
      id: 'CWE-event-id',
      'detail-type': 'Security Hub Findings - Imported',
      source: 'aws.securityhub',
      account: '111122223333',
      time: '2026-11-22T10:03:00Z',
      region: 'us-west-2',
      resources: [],
      detail: { findings: [finding] },
    };
    reads(event, expected);
    // none can be told from the other
    reads({ ...event, detail: { findings: [finding, finding] } }, { 'event.kind': 'event', 'rule.name': undefined });
  });

  test('is no other line with such members', () => {
    reads({ Title: 'a', Id: 'b', UpdatedAt: '2026-11-22' }, { 'rule.name': undefined, '@timestamp': MODIFIED });
    reads({ ...finding, Severity: { Normalized: 'high' }, Network: 'none' }, { 'event.severity': undefined });
  });
});

test('an item of AWS Config is an event of its own (developer guide, "Example configuration snapshot")', () => {
  const item = {
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: '2026-11-22T10:02:52.258Z',
    configurationStateId: 1_448_656_947,
    awsAccountId: '123456789012',
    configurationItemStatus: 'ResourceDiscovered',
    resourceType: 'AWS::EC2::Volume',
    resourceId: 'vol-ce676ccc',
    awsRegion: 'us-west-2',
    configuration: { volumeId: 'vol-ce676ccc', size: 1 },
  };
  const snapshot = { fileVersion: '1.0', configSnapshotId: '7e1a', configurationItems: [item, item] };
  const documents = documentsOfJson(JSON.stringify(snapshot));
  assert.equal(documents.length, 2);
  for (const document of documents) {
    assert.partialDeepStrictEqual(document, {
      '@timestamp': '2026-11-22T10:02:52.258Z',
      'event.category': ['configuration'],
      'event.type': ['creation'],
      'cloud.account.id': '123456789012',
      'cloud.region': 'us-west-2',
      'aws.config': { resourceType: 'AWS::EC2::Volume', resourceId: 'vol-ce676ccc' },
      'kafkainsight.envelope.fields': { fileVersion: '1.0', configSnapshotId: '7e1a' },
    });
  }
  reads({ ...item, configurationItemStatus: 'Other' }, { 'event.type': undefined });
});

suite('an event of EventBridge', () => {
  // EventBridge user guide, "Event structure reference"; ECS developer guide, "Amazon ECS task state change events"
  const event = {
    version: '0',
    id: '3317b2af-7005-947d-b652-f55e762e571a',
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account: '111122223333',
    time: '2026-11-22T10:02:52Z',
    region: 'us-west-2',
    resources: ['arn:aws:ecs:us-west-2:111122223333:task/FargateCluster/c13b4cb40f1f4fe4a2971f76ae5a47ad'],
    detail: { lastStatus: 'STOPPED', stoppedReason: 'Essential container in task exited', stopCode: 'x' },
  };

  test('says what happened where', () => {
    reads(event, {
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'event.kind': 'event',
      'event.action': 'ECS Task State Change',
      'event.provider': 'aws.ecs',
      'event.id': '3317b2af-7005-947d-b652-f55e762e571a',
      'cloud.account.id': '111122223333',
      'cloud.region': 'us-west-2',
      'kafkainsight.json': {
        version: '0',
        resources: event.resources,
        'detail.lastStatus': 'STOPPED',
        'detail.stoppedReason': 'Essential container in task exited',
        'detail.stopCode': 'x',
      },
    });
    reads({ id: 'a', source: 'b', account: 'c', region: 'd' }, { 'event.id': undefined, 'cloud.region': undefined });
  });

  test('holds a record of CloudTrail', () => {
    // CloudTrail user guide, "Record contents"
    const detail = {
      eventVersion: '1.08',
      eventTime: '2026-11-22T10:02:50Z',
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      userIdentity: { userName: 'ann' },
      sourceIPAddress: '203.0.113.9',
      responseElements: { ConsoleLogin: 'Failure' },
    };
    const line = { ...event, 'detail-type': 'AWS Console Sign In via CloudTrail', source: 'aws.signin', detail };
    reads(line, {
      '@timestamp': '2026-11-22T10:02:50.000Z',
      'event.action': 'ConsoleLogin',
      'event.category': ['authentication'],
      'event.outcome': 'failure',
      'user.name': 'ann',
      'source.ip': '203.0.113.9',
    });
  });
});

suite("Kubernetes' audit log", () => {
  // kubernetes.io, "Auditing" and "kube-apiserver Audit Configuration (v1)"
  const event = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: '4e1c',
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/shop/secrets/db',
    verb: 'get',
    user: { username: 'system:serviceaccount:shop:web', uid: 'f7b1', groups: ['system:authenticated'] },
    sourceIPs: ['203.0.113.9'],
    userAgent: 'kubectl/v1.34.0',
    objectRef: { resource: 'secrets', namespace: 'shop', name: 'db' },
    responseStatus: { metadata: {}, code: 403 },
    requestReceivedTimestamp: '2026-11-22T10:02:52.258914Z',
    stageTimestamp: '2026-11-22T10:02:52.301Z',
  };

  test('says who asked for what, and whether it was done', () => {
    reads(event, {
      '@timestamp': '2026-11-22T10:02:52.258Z',
      'event.action': 'get',
      'event.id': '4e1c',
      'event.outcome': 'failure',
      'event.category': undefined,
      'log.level': undefined,
      'user.name': 'system:serviceaccount:shop:web',
      'user.id': 'f7b1',
      'source.ip': '203.0.113.9',
      'user_agent.original': 'kubectl/v1.34.0',
      'url.original': '/api/v1/namespaces/shop/secrets/db',
      'kafkainsight.json': undefined,
    });
    for (const [status, outcome] of [
      [{ code: 200 }, 'success'],
      [undefined, undefined],
    ] as const)
      reads({ ...event, responseStatus: status }, { 'event.outcome': outcome });
    reads({ ...event, responseStatus: 'none', sourceIPs: 7 }, { 'event.outcome': undefined, 'source.ip': undefined });
  });
});

test('a line of Network Firewall is the event of Suricata in it (developer guide, "Contents of a AWS Network Firewall log")', () => {
  const event = {
    timestamp: '2026-11-22T10:02:52.006481+0000',
    flow_id: 1_582_438_383_425_873,
    event_type: 'alert',
    src_ip: '203.0.113.9',
    src_port: 55_555,
    dest_ip: '192.0.2.16',
    dest_port: 111,
    proto: 'TCP',
    alert: { action: 'blocked', signature_id: 5, rev: 0, signature: 'test_tcp', category: '', severity: 1 },
  };
  const line = { firewall_name: 'test', availability_zone: 'us-east-1b', event_timestamp: '1795341772', event };
  const expected = {
    '@timestamp': '2026-11-22T10:02:52.006Z',
    'source.ip': '203.0.113.9',
    'source.port': 55_555,
    'destination.ip': '192.0.2.16',
    'destination.port': 111,
    'network.transport': 'tcp',
  };
  reads(line, { ...expected, 'event.category': ['intrusion_detection', 'network'], message: 'test_tcp' });
  const kept = parseLine('json', JSON.stringify(line))['kafkainsight.json'];
  assert.partialDeepStrictEqual(kept, {
    flow_id: 1_582_438_383_425_873,
    firewall: { firewall_name: 'test', availability_zone: 'us-east-1b', event_timestamp: '1795341772' },
  });
  const netflow = { ...event, event_type: 'netflow', alert: undefined, netflow: { pkts: 1, bytes: 60, age: 0 } };
  reads(
    { ...line, event: netflow },
    { ...expected, 'event.category': ['network'], 'network.bytes': 60, 'network.packets': 1 },
  );
  // 64 bits, which a number of JavaScript does not hold: nothing is changed
  const long = JSON.stringify(line).replace('1582438383425873', '18446744073709551615');
  assert.match(JSON.stringify(parseLine('json', long)), /flow_id/);
  assert.equal(parseLine('json', long)['source.ip'], undefined);
});
