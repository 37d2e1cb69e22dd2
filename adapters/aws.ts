import * as v from 'valibot';
import { required, textOfFile } from './environment-variables.ts';

/** A key that requests are signed with. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What every AWS client needs. */
export interface AwsConfiguration {
  readonly region: string;
  /** Absent: the AWS default credential chain. */
  readonly credentials?: AwsCredentials;
  /** An S3 other than AWS's, addressed path-style. */
  readonly s3Endpoint?: string;
  /** An SQS other than AWS's. */
  readonly sqsEndpoint?: string;
}

/** The variables that {@link credentialsOf} reads, as entries of a schema. Lambda sets them. */
export const credentialVariables = {
  AWS_ACCESS_KEY_ID: v.optional(v.string()),
  AWS_SECRET_ACCESS_KEY: v.optional(v.string()),
  AWS_SESSION_TOKEN: v.optional(v.string()),
};

/** The values of those entries. */
export type CredentialEnvironment = Partial<Record<keyof typeof credentialVariables, string | undefined>>;

const endpoint = v.optional(v.pipe(v.string(), v.url('must be a URL')));

/**
 * AWS_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_SQS and the AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and
 * AWS_SESSION_TOKEN that Lambda sets, read to `{ aws }`. AWS_ENDPOINT_CREDENTIALS_FILE is the key for these endpoints alone, in
 * a file as the AWS CLI has it.
 */
export const awsEnvironment = v.pipe(
  v.object({
    AWS_REGION: required('the AWS region'),
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_ENDPOINT_CREDENTIALS_FILE: v.optional(credentialsFile()),
    ...credentialVariables,
  }),
  v.transform((environment): { readonly aws: AwsConfiguration } => {
    const credentials =
      environment.AWS_ENDPOINT_CREDENTIALS_FILE ?? credentialsOf(environment) ?? emulatorCredentials(environment);
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

/** The key in the environment; `undefined` leaves it to the AWS default credential chain. */
export function credentialsOf(environment: CredentialEnvironment): AwsCredentials | undefined {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = environment;
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/** Emulators check no signature, yet the SDK insists on signing. */
function emulatorCredentials(environment: {
  readonly AWS_ENDPOINT_URL_S3?: string | undefined;
  readonly AWS_ENDPOINT_URL_SQS?: string | undefined;
}): AwsCredentials | undefined {
  const endpointUrl = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL_SQS;
  return endpointUrl === undefined ? undefined : { accessKeyId: 'local', secretAccessKey: 'local' };
}

/** A variable that names a credentials file with one profile; its value is that profile's key. */
export function credentialsFile(): v.GenericSchema<string, AwsCredentials> {
  return v.pipe(
    textOfFile(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const valueOf = (name: string): string | undefined =>
        new RegExp(`^${name} *= *(\\S+)$`, 'm').exec(dataset.value)?.[1];
      const accessKeyId = valueOf('aws_access_key_id');
      const secretAccessKey = valueOf('aws_secret_access_key');
      if (accessKeyId !== undefined && secretAccessKey !== undefined) return { accessKeyId, secretAccessKey };
      addIssue({ message: 'names a file without aws_access_key_id and aws_secret_access_key' });
      return NEVER;
    }),
  );
}
