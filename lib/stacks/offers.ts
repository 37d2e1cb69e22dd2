/** What stacks need of each other, whatever makes it: the stage, or an organisation that has it already. */
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';

/** The places that functions are put into, and whom they reach from there. */
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
