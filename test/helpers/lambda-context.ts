import type { Context } from 'aws-lambda';

/** The context object of an invocation with this much time left from now on. */
export function lambdaContext(remainingMillis = 60_000): Context {
  const endMillis = Date.now() + remainingMillis;
  // the old callbacks do not exist on Node.js 24, although the type has them
  const context: Omit<Context, 'done' | 'fail' | 'succeed'> = {
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'test',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:test',
    memoryLimitInMB: '1024',
    awsRequestId: '00000000-0000-4000-8000-000000000000',
    logGroupName: '/aws/lambda/test',
    logStreamName: 'test',
    getRemainingTimeInMillis: () => Math.max(0, endMillis - Date.now()),
  };
  return context as Context;
}
