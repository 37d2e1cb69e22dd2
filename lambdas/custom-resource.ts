import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import * as v from 'valibot';
import { KafkaInsightError } from '../core/errors.ts';
import { createLog, errorFields, type Log } from './log.ts';
import { type Clock, patience } from './retry.ts';

/** A function that CloudFormation calls, and that sends its response to a URL in the event. */
export type CustomResourceHandler = (event: CloudFormationCustomResourceEvent, context: Context) => Promise<void>;

/** The definition of a custom resource. */
export interface CustomResource<Properties> {
  /** Used in the log and as the physical id, which never changes: so no update replaces the resource. */
  readonly name: string;
  readonly properties: v.GenericSchema<unknown, Properties>;
  /**
   * On creation and update; returns the resource's attributes, and is called again while its permissions are not known everywhere. On deletion
   * nothing is done.
   */
  readonly provide: (properties: Properties) => Promise<Readonly<Record<string, string>>>;
}

/** CloudFormation accepts 4,096 bytes ("Custom resource response objects"), including everything around the reason. */
const MAX_REASON_CHARACTERS = 1000;
const ATTEMPTS = 3;

/**
 * Creates the handler of a custom resource (AWS CloudFormation User Guide, "Lambda-backed custom resources"). It responds whatever
 * happens, so that a deployment does not wait for its time-out; a failure says why.
 */
export function createCustomResource<Properties>(
  { name, properties, provide }: CustomResource<Properties>,
  log: Log = createLog(name),
  clock?: Clock,
): CustomResourceHandler {
  const provideFor = ({ ResourceProperties }: CloudFormationCustomResourceEvent): ReturnType<typeof provide> =>
    provide(v.parse(properties, ResourceProperties));
  return async (event, context) => {
    log.begin(context);
    const { RequestType: request, ResponseURL: url, StackId, RequestId, LogicalResourceId } = event;
    const answer = { PhysicalResourceId: name, StackId, RequestId, LogicalResourceId };
    try {
      const attributes = request === 'Delete' ? {} : await patience(clock)(() => provideFor(event));
      log.info('provided', { request, ...attributes });
      await send(url, { ...answer, Status: 'SUCCESS', Data: attributes });
    } catch (error) {
      log.error('failed', { request, ...errorFields(error) });
      const reason = error instanceof Error ? error.message : String(error);
      await send(url, { ...answer, Status: 'FAILED', Reason: reason.slice(0, MAX_REASON_CHARACTERS) });
    }
  };
}

/** Sends to a URL of S3 that is signed without a content type. */
async function send(url: string, answer: object): Promise<void> {
  let got: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      const response = await fetch(url, {
        method: 'PUT',
        headers: { 'content-type': '' },
        body: JSON.stringify(answer),
        signal: AbortSignal.timeout(10_000),
      });
      if (response.ok) return;
      got = `HTTP ${response.status}`;
    } catch (error) {
      got = error;
    }
  }
  throw new KafkaInsightError(
    'PROVISIONING_FAILED',
    `CloudFormation did not accept the response (${String(got)}): the deployment waits until its time-out, and can then be started again.`,
    { cause: got },
  );
}
