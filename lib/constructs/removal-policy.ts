import { RemovalPolicy } from 'aws-cdk-lib';
import type { Stage } from '../configuration/stage.ts';

/**
 * What becomes of a resource that holds data when its stack goes. A stage that keeps its data keeps it, but not what a failed first
 * deployment has just made: left behind, a cluster's name would be taken and the next attempt refused (AWS CloudFormation,
 * "DeletionPolicy attribute", RetainExceptOnCreate).
 */
export function removalPolicyOf({ data }: Stage): RemovalPolicy {
  return data === 'destroyable' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}
