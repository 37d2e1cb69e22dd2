import { type AnsweringServer, answeringServer } from './http-server.ts';
import { LOCAL_KEY } from './store.ts';

/** A fake of AWS Lambda and CloudWatch. */
export interface AwsServer {
  /** The invoked functions and their events. */
  readonly invocations: (readonly [name: string, event: unknown])[];
  /** Bodies of the requests for metrics. */
  readonly metricRequests: unknown[];
  /** Variables with which commands find it; a store of store.ts accepts the credentials too. */
  readonly environment: Record<string, string>;
  close(): Promise<void>;
}

/** Lambda's response to an invocation. */
export interface InvocationAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * A server of the two requests that commands make, from AWS's documentation:
 * - Lambda, "Invoke" (API reference): POST /2015-03-31/functions/NAME/invocations; 200 and the function's answer as the body, with
 *   X-Amz-Function-Error where it failed; an exception is named by x-amzn-errortype.
 * - CloudWatch, "GetMetricData" (API reference), in the JSON protocol: x-amz-target names the action.
 *
 * @param invoke responds in place of the function
 * @param values of the metrics that are asked for, by their names
 */
export async function awsServer(
  invoke: (name: string, event: unknown) => InvocationAnswer | Promise<InvocationAnswer>,
  values: Readonly<Record<string, number>> = {},
): Promise<AwsServer> {
  const invocations: [string, unknown][] = [];
  const metricRequests: unknown[] = [];
  const server: AnsweringServer = await answeringServer((response, { path, headers, body }) => {
    const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path) ?? [];
    const content = JSON.parse(body.toString()) as unknown;
    if (name === undefined) {
      metricRequests.push(content);
      const known = headers['x-amz-target'] === 'GraniteServiceVersion20100801.GetMetricData';
      response.writeHead(known ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(metricData(content as MetricRequest, values)));
      return;
    }
    invocations.push([name, content]);
    void Promise.resolve(invoke(name, content)).then(({ status = 200, headers: more = {}, body: answer }) => {
      response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(answer));
    });
  });
  return {
    invocations,
    metricRequests,
    environment: {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: LOCAL_KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: LOCAL_KEY.secretAccessKey,
      AWS_ENDPOINT_URL_LAMBDA: server.url,
      AWS_ENDPOINT_URL_CLOUDWATCH: server.url,
    },
    close: () => server.close(),
  };
}

interface MetricRequest {
  readonly MetricDataQueries: readonly {
    readonly Id: string;
    readonly MetricStat: { readonly Metric: { readonly MetricName: string } };
  }[];
}

function metricData({ MetricDataQueries }: MetricRequest, values: Readonly<Record<string, number>>): object {
  return {
    MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
      const value = values[MetricStat.Metric.MetricName];
      const data = value === undefined ? { Timestamps: [], Values: [] } : { Timestamps: [0], Values: [value] };
      return { Id, Label: Id, StatusCode: 'Complete', ...data };
    }),
  };
}
