import { type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Records why a finding of cdk-nag does not apply to a construct and its children. A finding without a reason fails the test that runs
 * the rules over every stage (test/stacks/nag.test.ts).
 *
 * @param reasons by rule without its pack, e.g. `S1`
 */
export function acknowledgeRules(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [rule, reason] of Object.entries(reasons)) {
    Validations.of(construct).acknowledge({ id: `AwsSolutions-${rule}`, reason });
  }
}

/**
 * Records why what cdk-preflight says of a construct is not so. A finding without a reason fails test/stacks/preflight.test.ts.
 *
 * @param rule e.g. `pf-logs-filter-pattern-bracket`
 */
export function acknowledgePreflight(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `cdk-preflight::${rule}`, reason });
}

const LOG_POLICY = 'Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

/**
 * Records why a function that CDK adds to a stack may have an AWS managed policy.
 *
 * @param name that the function's id in the stack begins with; CDK chooses the rest
 */
export function acknowledgeCdkFunction(stack: Stack, name: string): void {
  for (const child of stack.node.children.filter(({ node }) => node.id.startsWith(name))) {
    acknowledgeRules(child, {
      [`IAM4[${LOG_POLICY}]`]: "CDK's own function, for deployments alone; the policy lets it write its log.",
    });
  }
}
