import type { Stage } from '../../lib/configuration/stage.ts';
import { stages } from '../../lib/configuration/stages.ts';

/** What an organisation has in its account before it deploys the stage. */
export interface Organisation {
  readonly Vpc: string;
  /** With a comma between. */
  readonly Subnets: string;
  readonly Cluster: string;
  readonly BrokersGroup: string;
  readonly Key: string;
  readonly CriticalTopic: string;
  readonly WarningTopic: string;
  readonly Boundary: string;
  /** Of the search domain, where it has one. */
  readonly Domain?: string;
  readonly SearchGroup?: string;
}

const REGION = 'us-east-1';
const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:000000000000:${resource}`;

/** One as good as another, where nothing is deployed. */
export const exampleOrganisation: Organisation = {
  Vpc: 'vpc-0a1b2c3d4e5f67890',
  Subnets: 'subnet-0a1b2c3d4e5f67890,subnet-0a1b2c3d4e5f67891',
  Cluster: arn('kafka', 'cluster/logs/1b2c3d4e-5f67-8901-abcd-0a1b2c3d4e5f-7'),
  BrokersGroup: 'sg-0a1b2c3d4e5f67890',
  Key: arn('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab'),
  CriticalTopic: arn('sns', 'pager'),
  WarningTopic: arn('sns', 'mailbox'),
  Boundary: 'arn:aws:iam::000000000000:policy/Boundary',
  Domain: arn('es', 'domain/logs'),
  SearchGroup: 'sg-0a1b2c3d4e5f67891',
};

/** Under which the domain is reached. */
const DOMAIN_HOST = 'vpc-logs.organisation.example';

/** A stage with every option that goes with the others, in what the organisation has. */
export function organisationStage(has: Organisation): Stage {
  const [dev] = stages;
  if (dev === undefined) throw new Error('There is no stage to begin with');
  return {
    ...dev,
    name: 'organisation',
    region: REGION,
    network: { vpcId: has.Vpc, subnetIds: has.Subnets.split(',') },
    // volumes of a cluster that is there grow as its owner says
    kafka: {
      ...without(dev.kafka, 'maxStorageGibPerBroker'),
      existing: { clusterArn: has.Cluster, securityGroupId: has.BrokersGroup },
    },
    polling: { mode: 'provisioned', minimumPollers: 2, maximumPollers: 4 },
    search: {
      ...dev.search,
      endpoint: 'vpc',
      clientNetworks: ['10.30.0.0/16'],
      wordSearch: 'wildcard',
      shards: { 'apache.access': 2 },
      saml: { rolesAttribute: 'groups', readers: ['Log readers'], admins: ['Log admins'] },
    },
    ingest: { ...dev.ingest, reservedConcurrency: dev.ingest.maxConcurrency },
    indexer: { ...dev.indexer, reservedConcurrency: 4 },
    pseudonymise: true,
    deliveries: ['cloudfront', 'cloudtrail', 'nlb', 'route53-resolver', 'vpc-flow'],
    producers: { principals: ['ec2.amazonaws.com', '000000000000'], networks: [] },
    notifications: [
      { name: 'mail', kind: 'email', addresses: ['ops@example.com'] },
      { name: 'ops', kind: 'slack' },
    ],
    alarmTopics: { critical: has.CriticalTopic, warning: has.WarningTopic },
    logRetention: '90 days',
    encryptionKey: has.Key,
    tags: { 'cost-centre': '4711' },
    permissionsBoundary: has.Boundary,
  };
}

/** The same with the organisation's search domain, whose owner decides who reaches it and how people sign in. */
export function guestStage(has: Organisation): Stage {
  const stage = organisationStage(has);
  const { Domain: domainArn = '', SearchGroup: securityGroupId = '' } = has;
  return {
    ...stage,
    name: 'guest',
    search: {
      ...without(without(stage.search, 'saml'), 'clientNetworks'),
      existing: { domainArn, hostName: DOMAIN_HOST, securityGroupId, readers: ['Log readers'] },
    },
  };
}

function without<T extends object>(settings: T, name: keyof T): T {
  return Object.fromEntries(Object.entries(settings).filter(([one]) => one !== name)) as T;
}
