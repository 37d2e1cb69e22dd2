import { Stack, type StackProps } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { FunctionName, StageIdentity } from './offers.ts';

/**
 * The roles of the functions, without any permissions: each stack grants what its resources need. Since this stack comes before all
 * others, the domain's and the bucket's policies can name the roles without a dependency cycle.
 */
export class IdentityStack extends Stack implements StageIdentity {
  readonly roles: Readonly<Record<FunctionName, Role>>;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const role = (name: FunctionName): Role =>
      new Role(this, name, {
        assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
        description: `KafkaInsight function ${name}`,
      });
    this.roles = {
      ingest: role('ingest'),
      indexer: role('indexer'),
      provision: role('provision'),
      inspect: role('inspect'),
      forget: role('forget'),
      findings: role('findings'),
      brokers: role('brokers'),
      'sign-in': role('sign-in'),
    };
  }
}
