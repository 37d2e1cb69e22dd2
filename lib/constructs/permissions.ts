import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { acknowledgeRules } from './acknowledge-rules.ts';

/** Why a statement has a wildcard in its resources. */
const reasons = new WeakMap<PolicyStatement, string>();

/**
 * @param reason why there is a wildcard in a resource; required of each by test/stacks/nag.test.ts, through {@link acknowledgeWildcards}
 */
export function allow(actions: readonly string[], resources: readonly string[], reason?: string): PolicyStatement {
  const statement = new PolicyStatement({ actions: [...actions], resources: [...resources] });
  if (reason !== undefined) reasons.set(statement, reason);
  return statement;
}

/**
 * Gives cdk-nag the reason of each wildcard in a policy. cdk-nag identifies a wildcard by its resource in the template; references to
 * other stacks are resolved only when the app is prepared, so this waits for the validation.
 */
export function acknowledgeWildcards(policy: IConstruct, statements: readonly PolicyStatement[]): void {
  policy.node.addValidation({
    validate: () => {
      for (const statement of statements) {
        const reason = reasons.get(statement);
        if (reason === undefined) continue;
        for (const resource of statement.resources) {
          const text = textOf(Stack.of(policy).resolve(resource));
          if (text.includes('*')) acknowledgeRules(policy, { [`IAM5[Resource::${text}]`]: reason });
        }
      }
      return [];
    },
  });
}

/** A resource as cdk-nag writes it: `<Ref>`, `<Resource.Attribute>`, any other function as JSON. */
function textOf(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const [[intrinsic, value] = []] = Object.entries(resource as Readonly<Record<string, unknown>>);
  if (intrinsic === 'Ref') return `<${String(value)}>`;
  if (intrinsic === 'Fn::GetAtt') return `<${(value as readonly string[]).join('.')}>`;
  if (intrinsic === 'Fn::Join') {
    const [separator, items] = value as readonly [string, readonly unknown[]];
    return items.map(textOf).join(separator);
  }
  return JSON.stringify(resource);
}

/** The reason of `<domain>/*`. */
export const EVERY_PATH = "Every path of the domain: what for, the function's role in its security plugin decides.";

/**
 * What Lambda needs to put a function into a VPC (AWS Lambda Developer Guide, "Giving Lambda functions access to resources
 * in an Amazon VPC").
 */
export function vpcInterfaces(): PolicyStatement {
  return allow(
    [
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ],
    ['*'],
    'The interfaces do not exist yet, and the actions that describe know no resources.',
  );
}

/**
 * Lets somebody find the brokers. The Service Authorization Reference ("Actions, resources, and condition keys for Amazon Managed
 * Streaming for Apache Kafka") names no resource type for this action, so that a statement on the cluster's ARN would not cover it;
 * examples of MSK's guide have it on an ARN.
 */
export function findBrokers(): PolicyStatement {
  return allow(['kafka:GetBootstrapBrokers'], ['*'], 'The action has no resource types, and returns only host names.');
}
