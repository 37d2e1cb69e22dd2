import { Aspects, Aws } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IConstruct } from 'constructs';
import type { Stage } from '../configuration/stage.ts';
import { allow } from './permissions.ts';

/** The key that the stage names; undefined where every service encrypts with its own key. */
export function namedKey(scope: Construct, { encryptionKey }: Stage): IKey | undefined {
  return encryptionKey === undefined ? undefined : Key.fromKeyArn(scope, 'NamedKey', encryptionKey);
}

/** Without a key of the stage's those that SQS manages: S3 cannot send to a queue under the AWS managed key of SQS. */
export function queueEncryption(key: IKey | undefined): Pick<QueueProps, 'encryption' | 'encryptionMasterKey'> {
  return key === undefined
    ? { encryption: QueueEncryption.SQS_MANAGED }
    : { encryption: QueueEncryption.KMS, encryptionMasterKey: key };
}

/** What a role does with what is encrypted, and what the service that keeps it then asks of the key in the role's name. */
const uses = {
  /** Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys (SSE-KMS)", Permissions. */
  readObjects: { service: 's3', actions: ['kms:Decrypt'] },
  writeObjects: { service: 's3', actions: ['kms:GenerateDataKey'] },
  readAndWriteObjects: { service: 's3', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] },
  /** Amazon SQS Developer Guide, "Key management", Configuring AWS KMS permissions. Producers decrypt too: data keys are used again. */
  receiveMessages: { service: 'sqs', actions: ['kms:Decrypt'] },
  sendMessages: { service: 'sqs', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] },
  /** Amazon SNS Developer Guide, "Managing Amazon SNS encryption keys and costs", Configuring AWS KMS permissions. */
  publishMessages: { service: 'sns', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] },
  /** AWS Secrets Manager User Guide, "Secret encryption and decryption", Permissions for the KMS key. */
  readSecrets: { service: 'secretsmanager', actions: ['kms:Decrypt'] },
} as const satisfies Record<string, { readonly service: string; readonly actions: readonly string[] }>;

/**
 * Lets a role use the key that the stage names, through the service that keeps what is encrypted and in no other way. Nothing where the
 * stage names none: then no role needs a right to a key.
 */
export function useKey({ encryptionKey }: Stage, ...wanted: readonly (keyof typeof uses)[]): PolicyStatement[] {
  if (encryptionKey === undefined) return [];
  return wanted.map((use) => {
    const { service, actions } = uses[use];
    const statement = allow(actions, [encryptionKey]);
    statement.addCondition('StringEquals', { 'kms:ViaService': `${service}.${Aws.REGION}.amazonaws.com` });
    return statement;
  });
}

/** Encrypts every log group below the scope with the key; CloudWatch Logs itself must be allowed to use it. */
export function encryptLogs(scope: IConstruct, keyArn: string): void {
  Aspects.of(scope).add({
    visit: (node) => {
      if (node instanceof CfnLogGroup) node.kmsKeyId = keyArn;
    },
  });
}

/** Lets a role read a secret of the stage; nothing where there is none. */
export function allowSecret(stage: Stage, secret: Pick<ISecret, 'secretArn'> | undefined): PolicyStatement[] {
  if (secret === undefined) return [];
  return [allow(['secretsmanager:GetSecretValue'], [secret.secretArn]), ...useKey(stage, 'readSecrets')];
}
