import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callCustomResource, type CustomResourceAnswer } from '../../test/helpers/custom-resource.ts';
import { answeringServer } from '../../test/helpers/http-server.ts';
import { keptLog } from '../../test/helpers/kept-log.ts';
import { createBrokersHandler } from './brokers.ts';

// the SDK signs with these; nothing checks them here
process.env['AWS_ACCESS_KEY_ID'] = 'a';
process.env['AWS_SECRET_ACCESS_KEY'] = 'b';

const ARN = 'arn:aws:kafka:eu-central-1:123456789012:cluster/kafkainsight-dev/abcd1234-0123-abcd-5678-1234abcd-1';
/** The example of the Amazon MSK Developer Guide ("Getting the bootstrap brokers"), for a cluster with IAM. */
const BROKERS =
  'b-1.myTestCluster.123z8u.c2.kafka.us-west-1.amazonaws.com:9098,b-2.myTestCluster.123z8u.c2.kafka.us-west-1.amazonaws.com:9098';

/** Asks a server of `GET /v1/clusters/{clusterArn}/bootstrap-brokers` (Amazon MSK API reference), which returns one response. */
async function ask(status: number, body: object, type?: string): Promise<CustomResourceAnswer> {
  const msk = await answeringServer((response, { method, path }) => {
    const found = method === 'GET' && path === `/v1/clusters/${encodeURIComponent(ARN)}/bootstrap-brokers`;
    const headers = { 'content-type': 'application/json', ...(type && { 'x-amzn-errortype': type }) };
    response.writeHead(found ? status : 404, headers).end(JSON.stringify(body));
  });
  const environment = { AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL_KAFKA: msk.url };
  try {
    const handler = createBrokersHandler(environment, keptLog());
    return (await callCustomResource(handler, 'Create', { ClusterArn: ARN, BrokerCount: '3' })).answer;
  } finally {
    await msk.close();
  }
}

test('the brokers that accept IAM are the attribute', async () => {
  const answer = await ask(200, { bootstrapBrokerStringSaslIam: BROKERS, bootstrapBrokerStringTls: 'b-1:9094' });
  assert.deepEqual([answer.Status, answer.Data], ['SUCCESS', { Brokers: BROKERS }]);
});

test('a cluster without IAM, and an answer that is an error, fail the deployment with what to check', async () => {
  const without = await ask(200, { bootstrapBrokerStringTls: 'b-1:9094' });
  assert.deepEqual([without.Status, without.Reason?.includes('no brokers that accept IAM')], ['FAILED', true]);
  const refused = await ask(403, { message: 'not authorized' }, 'ForbiddenException');
  assert.equal(refused.Status, 'FAILED');
  assert.match(refused.Reason ?? '', /ForbiddenException: not authorized.*permissions of the function's role/);
});
