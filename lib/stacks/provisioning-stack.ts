import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Function as NodeFunction } from 'aws-cdk-lib/aws-lambda';
import { Trigger } from 'aws-cdk-lib/triggers';
import type { Construct } from 'constructs';
import { provisionFunctionName } from '../../core/names.ts';
import { deleteAfterDays } from '../../core/search/index-names.ts';
import type { Stage } from '../configuration/stage.ts';
import { daysOf } from '../configuration/time-span.ts';
import { nodeFunction } from '../constructs/node-function.ts';
import { allow, EVERY_PATH } from '../constructs/permissions.ts';
import { dashboardsUrl, type SearchDomain, searchVariables } from '../constructs/search-domain.ts';
import type { StageIdentity, StageNetwork } from './offers.ts';

const MEMORY_MIB = 512;
const FUNCTION_TIMEOUT = Duration.minutes(5);

export interface ProvisioningStackProps extends StackProps {
  readonly stage: Stage;
  readonly network: Pick<StageNetwork, 'vpc' | 'functions'>;
  readonly identity: StageIdentity;
  readonly search: SearchDomain;
}

/**
 * Provisions the search engine before the first document is written. The function is invoked when it or one of its variables changes; if
 * it throws, the deployment fails and says why.
 */
export class ProvisioningStack extends Stack {
  readonly handler: NodeFunction;

  constructor(scope: Construct, id: string, props: ProvisioningStackProps) {
    super(scope, id, props);
    const { stage, network, identity, search } = props;
    this.handler = nodeFunction(this, {
      name: 'provision',
      functionName: provisionFunctionName(stage.name),
      description: 'Provides security roles, retention, index templates and dashboards',
      role: identity.roles.provision,
      permissions: [
        allow(['es:ESHttpGet', 'es:ESHttpPost', 'es:ESHttpPut'], [`${search.domain.domainArn}/*`], EVERY_PATH),
      ],
      memoryMib: MEMORY_MIB,
      timeout: FUNCTION_TIMEOUT,
      environment: {
        ...searchVariables(search),
        DASHBOARDS_URL: dashboardsUrl(search),
        INDEXER_ROLE_ARN: identity.roles.indexer.roleArn,
        INSPECT_ROLE_ARN: identity.roles.inspect.roleArn,
        FORGET_ROLE_ARN: identity.roles.forget.roleArn,
        FINDINGS_ROLE_ARN: identity.roles.findings.roleArn,
        READER_ROLES: this.toJsonString(search.people.readers),
        ADMIN_ROLES: this.toJsonString(search.people.admins),
        ...(stage.search.existing && {
          EXISTING_DOMAIN: this.toJsonString({
            role: identity.roles.provision.roleArn,
            version: stage.search.version,
            dataNodes: stage.search.dataNodes,
          }),
        }),
        INDEX_REPLICAS: String(stage.search.replicas),
        ...(Object.keys(stage.search.shards).length > 0 && { INDEX_SHARDS: shardList(stage.search.shards) }),
        INDEX_REFRESH_SECONDS: String(stage.search.refreshSeconds),
        INDEX_WORD_SEARCH: stage.search.wordSearch,
        ...(stage.site && { SITE: JSON.stringify(stage.site) }),
        DELETE_AFTER_DAYS: String(
          deleteAfterDays({ period: stage.search.indexPeriod, retentionDays: daysOf(stage.search.retention) }),
        ),
        METRICS_STAGE: stage.name,
      },
      ...(stage.search.endpoint === 'vpc' ? { network: { vpc: network.vpc, securityGroup: network.functions } } : {}),
    });
    new Trigger(this, 'Run', { handler: this.handler, timeout: FUNCTION_TIMEOUT });
  }
}

/** The form that the function reads: `apache.access=3,json=2`. */
function shardList(shards: Readonly<Record<string, number>>): string {
  return Object.entries(shards)
    .map(([dataset, count]) => `${dataset}=${count}`)
    .join(',');
}
