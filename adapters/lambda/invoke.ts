import { InvokeCommand, LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { KafkaInsightError } from '../../core/errors.ts';
import type { AwsConfiguration } from '../aws.ts';
import { awsError } from '../aws-errors.ts';

/** Lambda's longest run time, and a little for the network. */
const REQUEST_TIMEOUT_MILLIS = 15 * 60_000 + 10_000;

/**
 * Invokes a function and returns its parsed response.
 *
 * @throws KafkaInsightError STAGE_NOT_FOUND where there is none of that name, FUNCTION_FAILED where it threw or ran out of time or
 *   memory, AWS_ACCESS_DENIED, AWS_UNAVAILABLE
 */
export async function invokeFunction(aws: AwsConfiguration, functionName: string, event: object): Promise<unknown> {
  const client = new LambdaClient({
    region: aws.region,
    ...(aws.credentials === undefined ? {} : { credentials: aws.credentials }),
    requestHandler: { connectionTimeout: 5_000, requestTimeout: REQUEST_TIMEOUT_MILLIS },
  });
  try {
    const Payload = Buffer.from(JSON.stringify(event));
    const answer = await client.send(new InvokeCommand({ FunctionName: functionName, Payload }));
    const payload = Buffer.from(answer.Payload ?? []).toString();
    if (answer.FunctionError !== undefined) throw failed(functionName, payload);
    return JSON.parse(payload);
  } catch (error) {
    if (error instanceof KafkaInsightError) throw error;
    if (error instanceof ResourceNotFoundException) throw notFound(aws.region, functionName, error);
    throw awsError(error, `Calling the function ${functionName}`);
  } finally {
    client.destroy();
  }
}

function notFound(region: string, functionName: string, cause: Error): KafkaInsightError {
  return new KafkaInsightError(
    'STAGE_NOT_FOUND',
    `There is no function ${functionName} in ${region}. Deploy the stage, or name the right one with --stage, ` +
      'its region with AWS_REGION, and its account with AWS_PROFILE.',
    { cause },
  );
}

/**
 * Lambda's response for a function that failed: type and message of its error (Lambda Developer Guide, "Lambda function errors in
 * Node.js").
 */
function failed(functionName: string, payload: string): KafkaInsightError {
  const { errorType = 'Error', errorMessage = 'no message' } = readError(payload);
  return new KafkaInsightError(
    'FUNCTION_FAILED',
    `The function ${functionName} failed: ${errorType}: ${errorMessage.replace(/\.$/, '')}. Its log says more; see docs/runbook.md, "Function fails".`,
  );
}

function readError(payload: string): { readonly errorType?: string; readonly errorMessage?: string } {
  try {
    const error: unknown = JSON.parse(payload);
    return typeof error === 'object' && error !== null ? error : {};
  } catch {
    return { errorMessage: payload };
  }
}
