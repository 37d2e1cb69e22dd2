/** What stacks need of each other, whatever makes it: the stage, or an organisation that has it already. */
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

/** The functions that have a role before they are made. */
export type FunctionName =
  'ingest' | 'indexer' | 'provision' | 'inspect' | 'forget' | 'findings' | 'brokers' | 'sign-in';

/** The roles of the functions, without any permissions. */
export interface StageIdentity {
  readonly roles: Readonly<Record<FunctionName, Role>>;
}

/** The bucket that logs are dropped into, and the queue of their events. */
export interface LogStorage {
  readonly bucket: Pick<IBucket, 'arnForObjects' | 'bucketArn' | 'bucketName'>;
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  /** The key of the pseudonyms, where the stage has them. */
  readonly pseudonymKey: Pick<ISecret, 'secretArn'> | undefined;
}

/** The places that functions run in, and what they reach from there. */
export interface StageNetwork {
  readonly vpc: IVpc;
  /** The functions inside the VPC. */
  readonly functions: ISecurityGroup;
  /** The brokers, and the network interfaces of the event source mapping, which share it (AWS Lambda, "MSK network configuration"). */
  readonly brokers: ISecurityGroup;
  /** The domain, where it is in the VPC. */
  readonly search: ISecurityGroup;
}

/** A Kafka cluster and its log topic. */
export interface LogStream {
  readonly clusterName: string;
  readonly clusterArn: string;
  readonly topicArn: string;
  /** `host:port` of the brokers, separated by commas. */
  readonly brokers: string;
  /** The ARN of a consumer group of the cluster. */
  groupArn(group: string): string;
}
