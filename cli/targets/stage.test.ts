import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SearchEngine } from '../../core/ports.ts';
import { deadLetterLine } from '../../core/records/dead-letter.ts';
import { createInspectHandler, type ReconcileEvent } from '../../lambdas/inspect/reconcile.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { memoryObjectStore } from '../../test/fakes/object-store.ts';
import type { InvocationAnswer } from '../../test/helpers/aws-server.ts';
import { keptLog } from '../../test/helpers/kept-log.ts';
import { lambdaContext } from '../../test/helpers/lambda-context.ts';
import { runOnStage } from '../../test/helpers/stage-command.ts';
import { storeFixture } from '../../test/helpers/store.ts';

/** A search engine with this many documents in one index. */
function engineWith(documents: number): SearchEngine {
  const buckets = [
    { key: 'kafkainsight-logs-apache.access-2026.11', doc_count: documents, unparsed: { doc_count: 3 } },
    { key: 'kafkainsight-dead-letters', doc_count: 5 },
    { key: 'kafkainsight-ledger', doc_count: 2 },
  ];
  return {
    kind: 'opensearch',
    bulk: () => Promise.resolve([]),
    request: (_method, _path, body) =>
      Promise.resolve(body && 'aggs' in body ? { aggregations: { groups: { buckets } } } : { hits: { hits: [] } }),
    close: () => Promise.resolve(),
  };
}

/** The real function behind the server, so that the commands read its actual responses. */
async function stageFunction(): Promise<(name: string, event: unknown) => Promise<InvocationAnswer>> {
  const store = memoryObjectStore();
  await store.put('logs', 'inbox/forgotten.log', Buffer.from('a line\n'));
  const handler = createInspectHandler(
    {
      AWS_REGION: 'eu-central-1',
      SEARCH_ENGINE: 'opensearch',
      SEARCH_URL: 'https://search.example',
      SEARCH_AUTHENTICATION: 'sigv4',
      BUCKET: 'logs',
      QUEUE_URL: 'https://sqs.example/queue',
      DEAD_LETTER_QUEUE_URL: 'https://sqs.example/dead-letters',
      RETENTION_DAYS: '30',
    },
    {
      store,
      engine: engineWith(1234),
      log: keptLog(),
      queueDepth: (url) => Promise.resolve(url.endsWith('queue') ? 6 : 1),
    },
  );
  return async (_name, event) => ({ body: await handler(event as ReconcileEvent, lambdaContext()) });
}

describe('a stage in AWS', () => {
  test('status shows what the function inside tells, and how far the topic is read', async () => {
    const values = { SumOffsetLag: 4321, OldestRecordSeconds: 12.4 };
    const { code, output, errors, server } = await runOnStage(['status', '--stage', 'dev'], await stageFunction(), {
      values,
    });
    assert.equal(code, 0, errors);
    assert.match(output, /^records that wait +4,321$/m);
    assert.match(output, /^seconds that the oldest waited +12$/m);
    assert.match(output, /^kafkainsight-logs-apache\.access-2026\.11 +1,234$/m);
    assert.match(output, /^unparsed lines among them +3$/m);
    assert.match(output, /^dead letters +5$/m);
    assert.match(output, /^waiting to be ingested +6$/m);
    assert.match(output, /^given up \(dead-letter queue\) +1$/m);
    assert.deepEqual(server.invocations, [['kafkainsight-dev-inspect', { question: 'status' }]]);
    const [asked] = server.metricRequests as { MetricDataQueries: { MetricStat: { Metric: unknown } }[] }[];
    assert.deepEqual(asked?.MetricDataQueries[0]?.MetricStat.Metric, {
      Namespace: 'AWS/Kafka',
      MetricName: 'SumOffsetLag',
      Dimensions: [
        { Name: 'Cluster Name', Value: 'kafkainsight-dev' },
        { Name: 'Consumer Group', Value: 'kafkainsight-index' },
        { Name: 'Topic', Value: 'kafkainsight.logs' },
      ],
    });
  });

  test('status says so where there is no lag yet', async () => {
    const { output } = await runOnStage(['status', '--stage', 'dev'], await stageFunction());
    assert.match(output, /^records that wait +-$/m);
  });

  test('reconcile shows the differences, and ends with 1 if there are any', async () => {
    const { code, output, errors } = await runOnStage(
      ['reconcile', '--stage', 'dev', '--settle', '0'],
      async (name, event) => {
        // what was stored in this second is judged too
        const later = { ...(event as ReconcileEvent), settleSeconds: -60 };
        return (await stageFunction())(name, later);
      },
    );
    assert.equal(code, 1, errors);
    assert.match(output, /^2 differences:$/m);
    assert.match(output, /^NOT_INGESTED inbox\/forgotten\.log: /m);
    assert.match(output, /^MESSAGES_GIVEN_UP the dead-letter queue holds 1 message:/m);
  });

  test('reconcile asks for one object, and leaves to the function how long it waits', async () => {
    const { code, errors, server } = await runOnStage(['reconcile', 'inbox/a.log', '--stage', 'prod'], () => ({
      body: { files: [], differences: [], fileCount: 0, differenceCount: 0, notCompared: 0 },
    }));
    assert.deepEqual(server.invocations, [['kafkainsight-prod-inspect', { key: 'inbox/a.log' }]]);
    assert.equal(code, 2);
    assert.match(errors, /inbox\/a\.log is unknown/);
  });

  test('reconcile names commands for the stage that was asked', async () => {
    const message = 'it is there twice. Run npx kafkainsight forget --id abc, then npx kafkainsight reconcile';
    const difference = { kind: 'DOCUMENT_TWICE', key: 'inbox/a.log', message };
    const answer = { files: [], differences: [difference], fileCount: 1, differenceCount: 1, notCompared: 0 };
    const { output } = await runOnStage(['reconcile', '--stage', 'dev'], () => ({ body: answer }));
    assert.match(
      output,
      /Run npx kafkainsight forget --stage dev --id abc, then npx kafkainsight reconcile --stage dev\./,
    );
  });

  test('reconcile says how much had no room in the answer', async () => {
    const difference = { kind: 'PART_MISSING', key: 'inbox/a.log', message: 'no entry' };
    const answer = { files: [], differences: [difference], fileCount: 100_000, differenceCount: 3, notCompared: 0 };
    const { code, output } = await runOnStage(['reconcile', '--stage', 'dev'], () => ({ body: answer }));
    assert.equal(code, 1);
    assert.match(output, /^and 100,000 more files/m);
    assert.match(output, /^and 2 more differences/m);
  });
});

describe('the bucket of a stage', () => {
  test('is found by the stage, its dead letters are listed and replayed', async () => {
    const fixture = await storeFixture();
    const letter = {
      id: 'ABCDEFGHIJKLMQAAAAAA',
      kind: 'log' as const,
      value: Buffer.from('{}'),
      timestampMillis: 0,
      origin: { topic: 'kafkainsight.logs', partition: 0, offset: '1' },
      code: 'MAPPING_ERROR' as const,
      message: 'no such field',
      deadMillis: 0,
    };
    await fixture.put('dead-letters/2026-11-22/MAPPING_ERROR/a.ndjson', `${deadLetterLine(letter)}\n`);
    const places = { bucket: LOCAL_BUCKET, queueUrl: fixture.store.queueUrl };
    const environment = { AWS_ENDPOINT_URL_S3: fixture.store.url };
    const call = (command: string): ReturnType<typeof runOnStage> =>
      runOnStage([command, '--stage', 'dev'], () => ({ body: places }), { environment });
    const listed = await call('dead-letters');
    assert.match(listed.output, /^MAPPING_ERROR +1 +1$/m, listed.errors);
    assert.deepEqual(listed.server.invocations, [['kafkainsight-dev-inspect', { question: 'places' }]]);
    const replayed = await call('replay');
    assert.match(replayed.output, /^replayed dead-letters\/2026-11-22\/MAPPING_ERROR\/a\.ndjson$/m, replayed.errors);
    assert.match((await call('dead-letters')).output, /There are no dead letters/);
    await fixture.remove();
  });
});

/** Responses according to Lambda's API reference ("Invoke", errors) and Developer Guide ("Errors in Node.js"). */
const failures: Readonly<Record<string, readonly [InvocationAnswer, expected: RegExp]>> = {
  'a function that threw': [
    {
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: { errorType: 'KafkaInsightError', errorMessage: 'The domain is gone.', trace: [] },
    },
    /FUNCTION_FAILED\nThe function kafkainsight-dev-inspect failed: KafkaInsightError: The domain is gone\. Its log/,
  ],
  'a function that ran out of time': [
    {
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: { errorType: 'Sandbox.Timedout', errorMessage: 'RequestId: 1 Error: Task timed out after 900.00 seconds' },
    },
    /FUNCTION_FAILED\n.*Task timed out/,
  ],
  'a stage that is not there': [
    {
      status: 404,
      headers: { 'x-amzn-errortype': 'ResourceNotFoundException' },
      body: { Type: 'User', Message: 'Function not found: arn:aws:lambda:eu-central-1:1:function:x' },
    },
    /STAGE_NOT_FOUND\nThere is no function kafkainsight-dev-inspect in eu-central-1\. Deploy the stage/,
  ],
  'too many invocations': [
    {
      status: 429,
      headers: { 'x-amzn-errortype': 'TooManyRequestsException' },
      body: { Reason: 'ConcurrentInvocationLimitExceeded', Type: 'User', message: 'Rate Exceeded.' },
    },
    /AWS_UNAVAILABLE\nCalling the function .* failed: TooManyRequestsException: Rate Exceeded\. .*try again/,
  ],
  'somebody who may not': [
    {
      status: 403,
      headers: { 'x-amzn-errortype': 'AccessDeniedException' },
      body: { Message: 'User is not authorized to perform: lambda:InvokeFunction' },
    },
    /AWS_ACCESS_DENIED\n.*not authorized to perform.*Sign in/,
  ],
  'a session that has expired': [
    {
      status: 403,
      headers: { 'x-amzn-errortype': 'ExpiredTokenException' },
      body: { message: 'The security token included in the request is expired' },
    },
    /AWS_ACCESS_DENIED\n.*expired.*aws sso login/,
  ],
  'an answer of another version': [{ body: { hello: 'world' } }, /FUNCTION_FAILED\n.*Deploy this version/],
};

describe('what goes wrong on the way to a stage', () => {
  for (const [what, [answer, expected]] of Object.entries(failures)) {
    test(`${what} is named, with what to do`, async () => {
      const { code, errors } = await runOnStage(['reconcile', '--stage', 'dev'], () => answer);
      assert.equal(code, 1);
      assert.match(errors, expected);
    });
  }

  test('nobody who is signed in is named, with how to', async () => {
    const environment = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const { code, errors } = await runOnStage(['reconcile', '--stage', 'dev'], () => ({ body: {} }), { environment });
    assert.equal(code, 1);
    assert.match(errors, /AWS_ACCESS_DENIED\n.*Could not load credentials.*AWS_PROFILE/);
  });

  test('a region that is missing, and a name that is none, are called wrongly', async () => {
    const region = await runOnStage(['reconcile', '--stage', 'dev'], () => ({ body: {} }), {
      environment: { AWS_REGION: '' },
    });
    assert.deepEqual([region.code, region.errors.includes('AWS_REGION')], [2, true]);
    const name = await runOnStage(['status', '--stage', 'Dev 1'], () => ({ body: {} }));
    assert.deepEqual([name.code, name.errors.includes('--stage is Dev 1')], [2, true]);
  });
});
