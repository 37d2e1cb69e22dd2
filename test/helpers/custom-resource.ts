import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { CustomResourceHandler } from '../../lambdas/custom-resource.ts';
import { answeringServer } from './http-server.ts';
import { lambdaContext } from './lambda-context.ts';

/** What CloudFormation is sent (AWS CloudFormation User Guide, "Custom resource response objects"). */
export interface CustomResourceAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

/**
 * Calls a custom resource's function as CloudFormation does.
 *
 * @param statuses that the response's URL returns, one after the other, and 200 from then on
 * @returns the answer, and the requests that brought it
 */
export async function callCustomResource(
  handler: CustomResourceHandler,
  type: 'Create' | 'Update' | 'Delete',
  properties: Readonly<Record<string, string>>,
  statuses: readonly number[] = [],
): Promise<{
  readonly answer: CustomResourceAnswer;
  readonly tries: number;
  readonly contentType: string | undefined;
}> {
  const server = await answeringServer((response, _request, at) => {
    response.writeHead(statuses[at] ?? 200).end();
  });
  const event = {
    RequestType: type,
    ResponseURL: `${server.url}/answer?signature=x`,
    StackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/s/1',
    RequestId: 'r',
    LogicalResourceId: 'l',
    ServiceToken: 't',
    ResourceType: 'Custom::Test',
    ResourceProperties: { ServiceToken: 't', ...properties },
    ...(type === 'Create' ? {} : { PhysicalResourceId: 'p' }),
    ...(type === 'Update' ? { OldResourceProperties: {} } : {}),
  } as CloudFormationCustomResourceEvent;
  try {
    await handler(event, lambdaContext());
    const [last] = server.seen.slice(-1);
    return {
      answer: JSON.parse(last?.body.toString() ?? '') as CustomResourceAnswer,
      tries: server.seen.length,
      contentType: last?.headers['content-type'],
    };
  } finally {
    await server.close();
  }
}
