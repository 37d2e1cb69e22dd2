import { CfnOutput, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { EbsDeviceVolumeType } from 'aws-cdk-lib/aws-ec2';
import {
  AnyPrincipal,
  ArnPrincipal,
  type IPrincipal,
  PolicyDocument,
  PolicyStatement,
  type Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { LogGroup, ResourcePolicy, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  type AdvancedSecurityOptions,
  type CfnDomain,
  Domain,
  EngineVersion,
  type IDomain,
  TLSSecurityPolicy,
} from 'aws-cdk-lib/aws-opensearchservice';
import type { Construct } from 'constructs';
import { entityIdOf } from '../configuration/saml.ts';
import type { Saml, SearchStage, Stage } from '../configuration/stage.ts';
import { acknowledgeRules } from '../constructs/acknowledge-rules.ts';
import { DashboardsSignIn } from '../constructs/dashboards-sign-in.ts';
import { namedKey } from '../constructs/encryption.ts';
import { allow } from '../constructs/permissions.ts';
import { removalPolicyOf } from '../constructs/removal-policy.ts';
import { dashboardsUrl, type SearchDomain } from '../constructs/search-domain.ts';
import { serviceLinkedRole } from '../constructs/service-linked-role.ts';
import type { StageIdentity, StageNetwork } from './offers.ts';

export interface SearchStackProps extends StackProps {
  readonly stage: Stage;
  readonly network: Pick<StageNetwork, 'vpc' | 'search'>;
  readonly identity: StageIdentity;
}

/**
 * The OpenSearch domain. IAM decides who may reach it at all; fine-grained access control decides what they may do. Its master user is
 * the provisioning function's role, so no password exists.
 */
export class SearchStack extends Stack implements SearchDomain {
  readonly domain: IDomain;
  readonly people: SearchDomain['people'];

  constructor(scope: Construct, id: string, props: SearchStackProps) {
    super(scope, id, props);
    const { saml } = props.stage.search;
    const signIn = saml === undefined ? new DashboardsSignIn(this, 'SignIn', props.stage) : undefined;
    this.domain = this.#makeDomain(props, signIn);
    this.people = signIn?.people ?? { readers: saml?.readers ?? [], admins: saml?.admins ?? [] };
    if (saml !== undefined) this.#tellProvider();
  }

  #makeDomain({ stage, network, identity }: SearchStackProps, signIn: DashboardsSignIn | undefined): Domain {
    const { search } = stage;
    const removalPolicy = removalPolicyOf(stage);
    const key = namedKey(this, stage);
    const logs = this.#logGroups(removalPolicy);
    const domain = new Domain(this, 'Domain', {
      version: EngineVersion.openSearch(search.version),
      // without it, changing the version replaces the domain with an empty one (AWS::OpenSearchService::Domain, EngineVersion)
      enableVersionUpgrade: true,
      capacity: capacityOf(search),
      ebs: { volumeSize: search.storageGibPerNode, volumeType: EbsDeviceVolumeType.GENERAL_PURPOSE_SSD_GP3 },
      ...(search.zones === 1 ? {} : { zoneAwareness: { enabled: true, availabilityZoneCount: search.zones } }),
      ...(search.endpoint === 'vpc'
        ? {
            vpc: network.vpc,
            vpcSubnets: [{ subnets: network.vpc.isolatedSubnets.slice(0, search.zones) }],
            securityGroups: [network.search],
          }
        : {}),
      enforceHttps: true,
      nodeToNodeEncryption: true,
      encryptionAtRest: { enabled: true, ...(key && { kmsKey: key }) },
      tlsSecurityPolicy: TLSSecurityPolicy.TLS_1_2_PFS,
      fineGrainedAccessControl: { masterUserArn: identity.roles.provision.roleArn, ...samlOptions(search.saml) },
      ...(signIn && { cognitoDashboardsAuth: signIn.options }),
      logging: {
        appLogEnabled: true,
        appLogGroup: logs.application,
        slowIndexLogEnabled: true,
        slowIndexLogGroup: logs.slowIndex,
        slowSearchLogEnabled: true,
        slowSearchLogGroup: logs.slowSearch,
        auditLogEnabled: true,
        auditLogGroup: logs.audit,
      },
      suppressLogsResourcePolicy: true,
      offPeakWindowEnabled: true,
      enableAutoSoftwareUpdate: true,
      removalPolicy,
    });
    const resource = domain.node.defaultChild as CfnDomain;
    resource.accessPolicies =
      search.allowedNetworks === undefined
        ? signedRequests([new AnyPrincipal()])
        : requestsFrom(search.allowedNetworks, Object.values(identity.roles));
    acknowledgeRules(domain, domainReasons(search));
    if (search.endpoint === 'vpc') {
      const role = serviceLinkedRole(this);
      resource.node.addDependency(role);
      // a new role takes seconds to propagate: creating the sign-in resources first takes longer
      signIn?.node.addDependency(role);
    }
    domain.node.addDependency(this.#letWriteLogs(Object.values(logs)));
    signIn?.attachRolesAfter(domain, identity.roles['sign-in']);
    return domain;
  }

  /** What the organisation's identity provider has to know (Amazon OpenSearch Service Developer Guide, "SAML authentication for OpenSearch Dashboards"). */
  #tellProvider(): void {
    new CfnOutput(this, 'ServiceProviderEntityId', { value: `https://${this.domain.domainEndpoint}` });
    new CfnOutput(this, 'SingleSignOnUrl', { value: `${dashboardsUrl(this)}/_opendistro/_security/saml/acs` });
  }

  #logGroups(
    removalPolicy: RemovalPolicy,
  ): Readonly<Record<'application' | 'slowIndex' | 'slowSearch' | 'audit', LogGroup>> {
    const log = (name: string): LogGroup =>
      new LogGroup(this, name, { retention: RetentionDays.ONE_MONTH, removalPolicy });
    return {
      application: log('ApplicationLogs'),
      slowIndex: log('SlowIndexLogs'),
      slowSearch: log('SlowSearchLogs'),
      audit: log('AuditLogs'),
    };
  }

  /** One policy for all log groups: a region allows ten. */
  #letWriteLogs(logGroups: readonly LogGroup[]): ResourcePolicy {
    const statement = allow(
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      logGroups.map(({ logGroupArn }) => logGroupArn),
    );
    statement.addPrincipals(new ServicePrincipal('es.amazonaws.com'));
    statement.addCondition('StringEquals', { 'aws:SourceAccount': this.account });
    return new ResourcePolicy(this, 'LogsPolicy', { policyStatements: [statement] });
  }
}

/** Until the provider's metadata is known, nobody signs in: a domain has one kind of sign-in at a time. */
function samlOptions(saml: Saml | undefined): AdvancedSecurityOptions {
  if (saml?.metadata === undefined) return {};
  return {
    samlAuthenticationOptions: {
      idpEntityId: entityIdOf(saml.metadata) ?? '',
      idpMetadataContent: saml.metadata,
      rolesKey: saml.rolesAttribute,
      ...(saml.subjectAttribute === undefined ? {} : { subjectKey: saml.subjectAttribute }),
    },
  };
}

function capacityOf(search: SearchStage): NonNullable<ConstructorParameters<typeof Domain>[2]['capacity']> {
  return {
    dataNodes: search.dataNodes,
    dataNodeInstanceType: search.dataInstanceType,
    multiAzWithStandbyEnabled: search.standby,
    ...(search.managers === undefined
      ? {}
      : { masterNodes: search.managers.count, masterNodeInstanceType: search.managers.instanceType }),
  };
}

/** Why the domain deviates from cdk-nag's rules. */
function domainReasons(search: SearchStage): Record<string, string> {
  const decided =
    'The security plugin decides on every request by its signature or its sign-in, and refuses one of nobody';
  return {
    OS3: `${decided}; people have no fixed addresses.`,
    OS5: `${decided}; AWS advises an open domain policy then.`,
    ...(search.endpoint === 'vpc'
      ? {}
      : { OS1: 'A stage to try things out in: reached without a VPN, guarded as said for OS5.' }),
    ...(search.managers === undefined ? { OS4: 'One small node, whose loss loses no more than the node itself.' } : {}),
    ...(search.zones === 1 ? { OS7: 'One node is in one zone; the topic can be read again for seven days.' } : {}),
  };
}

/**
 * With fine-grained access control the security plugin decides on every request by the signing role or the signed-in user, and an
 * unsigned request is refused; AWS then recommends an open domain policy ("Fine-grained access control in Amazon OpenSearch Service",
 * recommended configurations). Limited to HTTP: it does not allow anyone to reconfigure the domain.
 */
function signedRequests(principals: readonly IPrincipal[]): PolicyDocument {
  return new PolicyDocument({ statements: [httpRequests(principals)] });
}

/** The same, of people from these networks alone; the functions, which are outside the VPC, come from any address of AWS. */
function requestsFrom(networks: readonly string[], functions: readonly Role[]): PolicyDocument {
  const people = httpRequests([new AnyPrincipal()]);
  people.addCondition('IpAddress', { 'aws:SourceIp': [...networks] });
  const roles = httpRequests(functions.map(({ roleArn }) => new ArnPrincipal(roleArn)));
  return new PolicyDocument({ statements: [people, roles] });
}

function httpRequests(principals: readonly IPrincipal[]): PolicyStatement {
  return new PolicyStatement({ principals: [...principals], actions: ['es:ESHttp*'], resources: ['*'] });
}
