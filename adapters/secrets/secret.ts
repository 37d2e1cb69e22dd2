import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { KafkaInsightError } from '../../core/errors.ts';
import type { AwsConfiguration } from '../aws.ts';

/**
 * The current value of a secret in Secrets Manager, a text as the bytes of its UTF-8.
 *
 * @param secretId name or ARN
 * @throws KafkaInsightError SECRET_UNAVAILABLE
 */
export async function readSecret(aws: AwsConfiguration, secretId: string): Promise<Uint8Array> {
  const client = new SecretsManagerClient({
    region: aws.region,
    ...(aws.credentials === undefined ? {} : { credentials: aws.credentials }),
  });
  try {
    const { SecretString, SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return SecretBinary ?? Buffer.from(SecretString ?? '');
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new KafkaInsightError(
      'SECRET_UNAVAILABLE',
      `Reading the secret ${secretId} failed: ${reason}. Check its name, the role's permissions, and the network path to Secrets Manager.`,
      { cause },
    );
  } finally {
    client.destroy();
  }
}
