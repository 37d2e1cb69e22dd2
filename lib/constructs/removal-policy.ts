import { RemovalPolicy } from 'aws-cdk-lib';
import type { Stage } from '../configuration/stage.ts';

/**
 * What happens to a resource with data when its stack is deleted. A stage that retains its data keeps it, but not what a failed first
 * deployment has just created: left behind, a cluster's name would be taken and the next attempt rejected (AWS CloudFormation,
 * "DeletionPolicy attribute", RetainExceptOnCreate).
 */
export function removalPolicyOf({ data }: Stage): RemovalPolicy {
  return data === 'destroyable' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}
