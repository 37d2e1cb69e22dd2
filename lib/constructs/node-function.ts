import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { Policy, type PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { fileURLToPath } from 'node:url';
import { FUNCTION_NODE_OPTIONS, functionBundle } from './function-bundle.ts';
import { acknowledgeWildcards, allow, vpcInterfaces } from './permissions.ts';

export interface NodeFunctionProps {
  /** Folder below lambdas/; its handler.ts is the entry. */
  readonly name: string;
  readonly description: string;
  /** A name by which commands find it. Default: CloudFormation makes one. */
  readonly functionName?: string;
  /** Of the identity stack; it gets its permissions here. */
  readonly role: Role;
  /** What the function's code does, and what its event source does in its name; its log and its place in the VPC are added. */
  readonly permissions: readonly PolicyStatement[];
  readonly memoryMib: number;
  readonly timeout: Duration;
  /** Exactly the variables that the function's environment.ts reads; AWS_REGION and the credentials are Lambda's. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where it stands; absent: outside the VPC. */
  readonly network?: { readonly vpc: IVpc; readonly securityGroup: ISecurityGroup };
}

/**
 * A function of lambdas/, bundled into one file with all that it needs, on Lambda's Node 24 and Arm. Its role's policy
 * stands in the stack of the function, so that the role itself depends on nothing; CDK adds nothing to it by itself.
 */
export function nodeFunction(scope: Construct, props: NodeFunctionProps): NodejsFunction {
  const { name, description, functionName, role, permissions, memoryMib, timeout, environment, network } = props;
  const logGroup = new LogGroup(scope, `${name}-logs`, {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const statements = [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
    ...(network === undefined ? [] : [vpcInterfaces()]),
    ...permissions,
  ];
  const policy = new Policy(scope, `${name}-permissions`, { roles: [role], statements });
  acknowledgeWildcards(policy, statements);
  const made = new NodejsFunction(scope, name, {
    entry: fileURLToPath(new URL(`../../lambdas/${name}/handler.ts`, import.meta.url)),
    description,
    ...(functionName === undefined ? {} : { functionName }),
    role: role.withoutPolicyUpdates(),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: memoryMib,
    timeout,
    environment: { ...environment, NODE_OPTIONS: FUNCTION_NODE_OPTIONS, KAFKAJS_NO_PARTITIONER_WARNING: '1' },
    logGroup,
    ...(network === undefined
      ? {}
      : {
          vpc: network.vpc,
          vpcSubnets: { subnets: network.vpc.isolatedSubnets },
          securityGroups: [network.securityGroup],
        }),
    bundling: {
      format: OutputFormat.CJS,
      bundleAwsSDK: true,
      target: functionBundle.target,
      mainFields: functionBundle.mainFields,
      externalModules: functionBundle.external,
      esbuildArgs: {
        '--minify-syntax': functionBundle.minifySyntax,
        ...Object.fromEntries(
          Object.entries(functionBundle.supported).map(([feature, is]) => [`--supported:${feature}`, String(is)]),
        ),
      },
    },
  });
  // a function in a VPC and its event source are refused where the role may not yet what they need
  made.node.addDependency(policy);
  return made;
}
