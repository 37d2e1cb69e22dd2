import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callCustomResource, type CustomResourceAnswer } from '../../test/helpers/custom-resource.ts';
import { answeringServer } from '../../test/helpers/http-server.ts';
import { keptLog } from '../../test/helpers/kept-log.ts';
import { sleepingClock } from '../../test/helpers/sleeping-clock.ts';
import { createBrokersHandler } from './brokers.ts';

// the SDK signs with these; nothing checks them here
process.env['AWS_ACCESS_KEY_ID'] = 'a';
process.env['AWS_SECRET_ACCESS_KEY'] = 'b';

const ARN = 'arn:aws:kafka:eu-central-1:123456789012:cluster/kafkainsight-dev/abcd1234-0123-abcd-5678-1234abcd-1';
/** The example of the Amazon MSK Developer Guide ("Getting the bootstrap brokers"), for a cluster with IAM. */
const BROKERS =
  'b-1.myTestCluster.123z8u.c2.kafka.us-west-1.amazonaws.com:9098,b-2.myTestCluster.123z8u.c2.kafka.us-west-1.amazonaws.com:9098';

/** `GET /api/v2/clusters/{clusterArn}`, as the Amazon MSK API reference (DescribeClusterV2) shows its response. */
const CLUSTER = {
  clusterType: 'PROVISIONED',
  state: 'ACTIVE',
  provisioned: {
    brokerNodeGroupInfo: {
      instanceType: 'kafka.m7g.large',
      clientSubnets: ['subnet-1', 'subnet-2', 'subnet-3'],
      securityGroups: ['sg-1', 'sg-2'],
    },
    clientAuthentication: { sasl: { iam: { enabled: true } } },
    currentBrokerSoftwareInfo: { kafkaVersion: '3.9.x' },
    numberOfBrokerNodes: 3,
  },
};
const EXPECTED = { InstanceType: 'kafka.m7g.large', KafkaVersion: '3.9.x', Zones: '3', SecurityGroupId: 'sg-2' };

interface Answers {
  readonly status?: number;
  /** How often MSK refuses first. */
  readonly refused?: number;
  readonly brokers: object;
  readonly type?: string;
  readonly cluster?: object;
}

/** Asks a server of `GET /v1/clusters/{clusterArn}/bootstrap-brokers` (Amazon MSK API reference) and of the description of a cluster. */
async function ask(answers: Answers, properties: object = {}, clock = sleepingClock()): Promise<CustomResourceAnswer> {
  const msk = await answeringServer((response, { method, path }) => {
    const { refused = 0 } = answers;
    if (clock.sleptSeconds.length < refused) {
      const type = { 'content-type': 'application/json', 'x-amzn-errortype': 'ForbiddenException' };
      response.writeHead(403, type).end(JSON.stringify({ message: 'not authorized' }));
      return;
    }
    const bodies: Readonly<Record<string, object | undefined>> = {
      [`GET /v1/clusters/${encodeURIComponent(ARN)}/bootstrap-brokers`]: answers.brokers,
      [`GET /api/v2/clusters/${encodeURIComponent(ARN)}`]: answers.cluster && { clusterInfo: answers.cluster },
    };
    const body = bodies[`${method} ${path}`];
    const headers = { 'content-type': 'application/json', ...(answers.type && { 'x-amzn-errortype': answers.type }) };
    response.writeHead(body === undefined ? 404 : (answers.status ?? 200), headers).end(JSON.stringify(body ?? {}));
  });
  const environment = { AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL_KAFKA: msk.url };
  try {
    const handler = createBrokersHandler(environment, keptLog(), clock);
    const all = { ClusterArn: ARN, BrokerCount: '3', ...properties };
    return (await callCustomResource(handler, 'Create', all)).answer;
  } finally {
    await msk.close();
  }
}

test('the brokers that accept IAM are the attribute', async () => {
  const answer = await ask({
    brokers: { bootstrapBrokerStringSaslIam: BROKERS, bootstrapBrokerStringTls: 'b-1:9094' },
  });
  assert.deepEqual([answer.Status, answer.Data], ['SUCCESS', { Brokers: BROKERS }]);
});

test('a cluster without IAM, and an answer that is an error, fail the deployment with what to check', async () => {
  const without = await ask({ brokers: { bootstrapBrokerStringTls: 'b-1:9094' } });
  assert.deepEqual([without.Status, without.Reason?.includes('no brokers that accept IAM')], ['FAILED', true]);
  const refused = await ask({ status: 403, brokers: { message: 'not authorized' }, type: 'ForbiddenException' });
  assert.equal(refused.Status, 'FAILED');
  assert.match(refused.Reason ?? '', /ForbiddenException: not authorized.*permissions of the function's role/);
});

test('while MSK refuses what the deployment has just allowed, it is asked again, for 50 seconds', async () => {
  const brokers = { bootstrapBrokerStringSaslIam: BROKERS };
  const clock = sleepingClock();
  assert.deepEqual((await ask({ brokers, refused: 4 }, {}, clock)).Data, { Brokers: BROKERS });
  assert.deepEqual(clock.sleptSeconds, [5, 5, 5, 5]);
  assert.equal((await ask({ brokers, refused: 11 })).Status, 'FAILED');
});

test('a cluster that is there is used where it is what the stage says', async () => {
  const answers = { brokers: { bootstrapBrokerStringSaslIam: BROKERS }, cluster: CLUSTER };
  assert.deepEqual((await ask(answers, { Expected: EXPECTED })).Data, { Brokers: BROKERS });
});

test('everything in which a cluster that is there differs from the stage fails the deployment at once', async () => {
  const { provisioned } = CLUSTER;
  const cluster = {
    ...CLUSTER,
    state: 'UPDATING',
    provisioned: { ...provisioned, clientAuthentication: { tls: { enabled: true } }, numberOfBrokerNodes: 6 },
  };
  const answers = { brokers: { bootstrapBrokerStringSaslIam: BROKERS }, cluster };
  const expected = { ...EXPECTED, KafkaVersion: '4.2.x.kraft', Zones: '2', SecurityGroupId: 'sg-3' };
  const { Status, Reason = '' } = await ask(answers, { Expected: expected });
  assert.equal(Status, 'FAILED');
  assert.deepEqual(Reason.match(/^- .*$/gm), [
    '- it is UPDATING, not ACTIVE',
    '- its clients cannot sign in by IAM; enable that in its client authentication',
    '- kafka.version is 4.2.x.kraft, and the cluster has 3.9.x',
    '- kafka.brokerCount is 3, and the cluster has 6',
    '- kafka.zones is 2, and the cluster has 3',
    '- kafka.existing.securityGroupId is sg-3, and the cluster has sg-1, sg-2',
  ]);
});

test('a serverless cluster is refused, since no topic can be made in it', async () => {
  const answers = { brokers: { bootstrapBrokerStringSaslIam: BROKERS }, cluster: { clusterType: 'SERVERLESS' } };
  const { Status, Reason = '' } = await ask(answers, { Expected: EXPECTED });
  assert.equal(Status, 'FAILED');
  assert.match(Reason, /of type SERVERLESS; the topic can be made in a provisioned cluster alone/);
});

test('a cluster that MSK does not describe fails the deployment with what to check', async () => {
  const answers = { brokers: { bootstrapBrokerStringSaslIam: BROKERS } };
  const { Status, Reason = '' } = await ask(answers, { Expected: EXPECTED });
  assert.equal(Status, 'FAILED');
  assert.match(Reason, /did not describe the cluster .*kafka\.existing\.clusterArn/);
});
