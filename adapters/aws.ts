import * as v from 'valibot';
import { required } from './environment.ts';

/** What every AWS client needs to know. */
export interface AwsConfiguration {
  readonly region: string;
  /** Absent: the AWS default credential chain. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Another S3 than AWS's, addressed path-style. */
  readonly s3Endpoint?: string;
  /** Another SQS than AWS's. */
  readonly sqsEndpoint?: string;
}

/** Emulators check no signature, yet the SDK insists on signing: with this where the environment gives nothing better. */
const EMULATOR_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

const endpoint = v.optional(v.pipe(v.string(), v.url('must be a URL')));

/**
 * AWS_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_SQS and the AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and
 * AWS_SESSION_TOKEN that Lambda sets, read to `{ aws }`.
 */
export const awsEnvironment = v.pipe(
  v.object({
    AWS_REGION: required('the AWS region'),
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_ACCESS_KEY_ID: v.optional(v.string()),
    AWS_SECRET_ACCESS_KEY: v.optional(v.string()),
    AWS_SESSION_TOKEN: v.optional(v.string()),
  }),
  v.transform((environment): { readonly aws: AwsConfiguration } => {
    const credentials = credentialsOf(environment);
    return {
      aws: {
        region: environment.AWS_REGION,
        ...(credentials === undefined ? {} : { credentials }),
        ...(environment.AWS_ENDPOINT_URL_S3 === undefined ? {} : { s3Endpoint: environment.AWS_ENDPOINT_URL_S3 }),
        ...(environment.AWS_ENDPOINT_URL_SQS === undefined ? {} : { sqsEndpoint: environment.AWS_ENDPOINT_URL_SQS }),
      },
    };
  }),
);

function credentialsOf(environment: {
  readonly AWS_ENDPOINT_URL_S3?: string | undefined;
  readonly AWS_ENDPOINT_URL_SQS?: string | undefined;
  readonly AWS_ACCESS_KEY_ID?: string | undefined;
  readonly AWS_SECRET_ACCESS_KEY?: string | undefined;
  readonly AWS_SESSION_TOKEN?: string | undefined;
}): AwsConfiguration['credentials'] {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = environment;
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  }
  const emulated = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL_SQS;
  return emulated === undefined ? undefined : EMULATOR_CREDENTIALS;
}
