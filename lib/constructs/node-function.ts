import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { AssetHashType, type Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { Policy, type PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type AssetCode,
  Code,
  Function as NodeFunction,
  RecursiveLoop,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { FUNCTION_NODE_OPTIONS } from './function-bundle.ts';
import { functionLogs } from './log-retention.ts';
import { acknowledgeWildcards, allow, vpcInterfaces } from './permissions.ts';

export interface NodeFunctionProps {
  readonly name: string;
  readonly description: string;
  /** A name by which commands find it. Default: CloudFormation generates one. */
  readonly functionName?: string;
  /** A role of the identity stack; it gets its permissions here. */
  readonly role: Role;
  /** What the function's code needs, and what its event source does on its behalf; permissions for its log and for the VPC are added. */
  readonly permissions: readonly PolicyStatement[];
  readonly memoryMib: number;
  readonly timeout: Duration;
  /** Executions of the account that are kept for it. Default: none. */
  readonly reservedConcurrency?: number | undefined;
  /** Exactly the variables that the function's environment.ts reads; AWS_REGION and the credentials are Lambda's. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Whether it queues messages for itself. Lambda ends such a chain after some 16 invocations otherwise (Lambda developer guide, "Use Lambda
   * recursive loop detection to prevent infinite loops"). Default: false.
   */
  readonly invokesItself?: boolean;
  /** Absent: outside the VPC. */
  readonly network?: { readonly vpc: IVpc; readonly securityGroup: ISecurityGroup };
}

const LAMBDAS = path.join(import.meta.dirname, '..', '..', 'lambdas');
const BUNDLER = path.join(import.meta.dirname, 'write-bundle.ts');
const NETWORKS_WRITER = path.join(import.meta.dirname, '..', '..', 'adapters', 'networks', 'write-networks.ts');
/** Where a function's environment says that the table of networks is: next to its code, which is the folder that it runs in. */
export const NETWORKS_FILE = 'networks.bin';
const RUNTIME = Runtime.NODEJS_24_X;

/**
 * A function of lambdas/, bundled into one file with everything it needs, on Lambda's Node 24 and Arm. Its role's policy is in the
 * function's stack, so that the role itself depends on nothing; CDK adds no further permissions.
 */
export function nodeFunction(scope: Construct, props: NodeFunctionProps): NodeFunction {
  const { name, description, functionName, role, permissions, memoryMib, timeout, environment } = props;
  const { network, reservedConcurrency, invokesItself = false } = props;
  const logGroup = functionLogs(scope, `${name}-logs`);
  const statements = [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
    ...(network === undefined ? [] : [vpcInterfaces()]),
    ...permissions,
  ];
  const policy = new Policy(scope, `${name}-permissions`, { roles: [role], statements });
  acknowledgeWildcards(policy, statements);
  const made = new NodeFunction(scope, name, {
    code: bundledCode(path.join(LAMBDAS, name), environment['NETWORKS_FILE'] === NETWORKS_FILE),
    handler: 'index.handler',
    description,
    ...(functionName === undefined ? {} : { functionName }),
    role: role.withoutPolicyUpdates(),
    runtime: RUNTIME,
    architecture: Architecture.ARM_64,
    memorySize: memoryMib,
    timeout,
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    environment: { ...environment, NODE_OPTIONS: FUNCTION_NODE_OPTIONS },
    logGroup,
    ...(invokesItself ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
    ...(network === undefined
      ? {}
      : {
          vpc: network.vpc,
          vpcSubnets: { subnets: network.vpc.isolatedSubnets },
          securityGroups: [network.securityGroup],
        }),
  });
  // a function in a VPC and its event source are rejected while the role lacks their permissions
  made.node.addDependency(policy);
  return made;
}

/**
 * The bundle of a folder's handler.ts. If bundling reported a failure, CDK would try again in a container; so it throws instead, with the
 * bundler's message. A function whose environment names the table of networks has it.
 */
function bundledCode(folder: string, hasNetworks: boolean): AssetCode {
  return Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: RUNTIME.bundlingImage,
      local: {
        tryBundle(outputFolder) {
          const files = [path.join(folder, 'handler.ts'), path.join(outputFolder, 'index.js')];
          execFileSync(process.execPath, [BUNDLER, ...files], { stdio: 'pipe' });
          if (!hasNetworks) return true;
          const table = path.join(outputFolder, NETWORKS_FILE);
          execFileSync(process.execPath, [NETWORKS_WRITER, table], { stdio: 'pipe' });
          return true;
        },
      },
    },
  });
}
