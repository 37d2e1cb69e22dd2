import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { KafkaInsightError } from '../../core/errors.ts';

/** One of our functions, as returned by its create function. */
export type LambdaFunction<Event, Result> = (event: Event, context: Context) => Promise<Result>;

export interface InvocationLimits {
  readonly functionName: string;
  /** Lambda's time-out of the function, in milliseconds. */
  readonly timeoutMillis: number;
}

/**
 * Invokes a function as Lambda does: with a context that knows the remaining time, and a result that fails at the time limit. What the
 * function still does after that is a late effect that at-least-once delivery has to survive; unlike in Lambda, it is not frozen. Errors:
 * TIME_LIMIT, and whatever the function throws.
 */
export async function invoke<Event, Result>(
  handler: LambdaFunction<Event, Result>,
  event: Event,
  { functionName, timeoutMillis }: InvocationLimits,
): Promise<Result> {
  const deadlineMillis = Date.now() + timeoutMillis;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new KafkaInsightError(
          'TIME_LIMIT',
          `${functionName} did not finish within its time limit of ${timeoutMillis} ms. Its work is redelivered.`,
        ),
      );
    }, timeoutMillis);
  });
  try {
    return await Promise.race([handler(event, lambdaContext(functionName, deadlineMillis)), limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** The context object of one invocation (AWS: "Using the Lambda context object to retrieve Node.js function information"). */
function lambdaContext(functionName: string, deadlineMillis: number): Context {
  // Node.js 24 has no callback-style handlers, so the three functions that ended one are missing.
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
    memoryLimitInMB: '1024',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadlineMillis - Date.now()),
  } as Context;
}
