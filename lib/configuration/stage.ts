import type { Source } from '../../core/files/sources.ts';
import type { DestinationInput } from '../../core/notifications/settings.ts';
import type { WordSearch } from '../../core/search/field-mappings.ts';
import type { Site } from '../../core/site/site.ts';
import type { DeliveryName } from './deliveries.ts';

/**
 * A length of time with its unit, e.g. `'30 days'` or `'36 hours'`. A bare number is rejected: it does not say whether it means days or
 * hours.
 */
type TimeSpan = `${number} ${'days' | 'hours'}`;

/** The Kafka side (Amazon MSK). */
export interface KafkaStage {
  /** `standard` brokers have EBS volumes; `express` brokers have storage that MSK manages. */
  readonly brokers: 'standard' | 'express';
  /** e.g. `kafka.t3.small`, `kafka.m7g.large`, `express.m7g.large`. */
  readonly instanceType: string;
  /** As MSK names it, e.g. `4.2.x.kraft`; without `.kraft` the cluster keeps its metadata in ZooKeeper. */
  readonly version: string;
  /** Availability zones, 2 or 3. The replication factor of the topic is the same number. */
  readonly zones: 2 | 3;
  /** Brokers in all: a multiple of `zones`. */
  readonly brokerCount: number;
  /** EBS volume of one standard broker, GiB; absent for express. */
  readonly storageGibPerBroker?: number;
  /** Size up to which the volume grows automatically, GiB; absent for express. */
  readonly maxStorageGibPerBroker?: number;
  /** Partitions of the log topic: the most pollers that can read it at once. */
  readonly partitions: number;
  /** How long the topic keeps records; at least seven days, the longest repair that loses nothing. */
  readonly retention: TimeSpan;
  /**
   * A cluster that is there, in the VPC that `network` names: the topic is made in it, and nothing else. Its brokers, type, version and zones are
   * given all the same, since alarms and checks go by them; a deployment compares them with the cluster. Absent: a cluster is made.
   */
  readonly existing?: ExistingCluster;
}

/** A provisioned cluster of Amazon MSK whose clients sign in by IAM. */
export interface ExistingCluster {
  readonly clusterArn: string;
  /** One of the cluster's security groups, which gets a rule for each of the stage's clients. */
  readonly securityGroupId: string;
}

/** How Lambda reads the topic. */
export type PollingStage =
  | {
      /** No extra charge, scales automatically, retries whole batches; needs Lambda and STS endpoints in a VPC without NAT. */
      readonly mode: 'on-demand';
    }
  | {
      /** Pollers that always run: partial batch failures, bisecting, less lag. */
      readonly mode: 'provisioned';
      readonly minimumPollers: number;
      /** At most the number of partitions: one poller reads at least one partition. */
      readonly maximumPollers: number;
    };

/** The search side (Amazon OpenSearch Service). */
export interface SearchStage {
  /** e.g. `3.5`. */
  readonly version: string;
  /** e.g. `m7g.large.search`. */
  readonly dataInstanceType: string;
  readonly dataNodes: number;
  readonly storageGibPerNode: number;
  /** Dedicated cluster managers; absent where a data node is elected. */
  readonly managers?: { readonly instanceType: string; readonly count: 3 };
  readonly zones: 1 | 2 | 3;
  /** Multi-AZ with standby: a third of the nodes waits for a zone to fail. Not with t3. */
  readonly standby: boolean;
  readonly replicas: number;
  /**
   * Primary shards of each new index of a dataset, e.g. `{ 'apache.access': 3 }`: each holds 50 GB, or 2,147,483,519 documents. A dataset
   * that is not listed has 1.
   */
  readonly shards: Readonly<Record<string, number>>;
  /** How long it takes until a new document can be found. */
  readonly refreshSeconds: number;
  /**
   * `words`: a word typed without a field finds URLs, referrers and user agents that have it. `wildcard`: these are found by `*word*` only,
   * and an index of access lines is a seventh to a fifth smaller (ADR 24). A change applies to new indices.
   */
  readonly wordSearch: WordSearch;
  /** Of a public endpoint: addresses and networks that people may come from, e.g. `['203.0.113.0/24']`. Absent: from everywhere. */
  readonly allowedNetworks?: readonly string[];
  /** Of a domain in the VPC: private networks that reach it, e.g. of a VPN or a peered VPC. Absent: the functions alone. */
  readonly clientNetworks?: readonly string[];
  /** `public`: an HTTPS endpoint on the internet, guarded by sign-in and IAM. `vpc`: inside the VPC only. */
  readonly endpoint: 'public' | 'vpc';
  /** One index a dataset for each month or each day; fixed for the life of the stage. */
  readonly indexPeriod: 'month' | 'day';
  /** How long logs are kept at least: an index is deleted once even its newest possible document is that old. */
  readonly retention: TimeSpan;
  /** Signs people in to Dashboards by an identity provider of the organisation. Absent: by a user pool of the stage. */
  readonly saml?: Saml;
  /**
   * An existing domain: provisioning adds roles, templates, retention and dashboards, and changes nothing else of it. Its version, nodes
   * and storage are given all the same, since alarms and checks go by them. Absent: a domain is made.
   */
  readonly existing?: ExistingDomain;
}

/** An identity provider that speaks SAML 2.0, and who of its people may do what: groups as its assertions spell them. */
export interface Saml {
  /**
   * The provider's metadata, an XML document, e.g. `readFileSync('idp.xml', 'utf8')`. Absent in the first deployment: the provider needs the
   * domain's addresses, which are its outputs; until then nobody can sign in.
   */
  readonly metadata?: string;
  /** Attribute of the assertion that holds the groups. */
  readonly rolesAttribute: string;
  /** Attribute of the assertion that holds the name. Absent: its NameID. */
  readonly subjectAttribute?: string;
  /** Groups that look at logs and dashboards. */
  readonly readers: readonly string[];
  /** Groups that may do everything with the indices. */
  readonly admins: readonly string[];
}

/** A managed domain of Amazon OpenSearch Service with fine-grained access control. */
export interface ExistingDomain {
  readonly domainArn: string;
  /** Without a scheme, e.g. `search-logs-abc.eu-west-1.es.amazonaws.com`. */
  readonly hostName: string;
  /** Of a domain in a VPC, which `network` names: one of its security groups, which gets a rule for the functions. */
  readonly securityGroupId?: string;
  /** Backend roles that look at logs and dashboards: ARNs of IAM roles, or groups as the domain's sign-in spells them. */
  readonly readers: readonly string[];
}

/** The ingest side (S3, SQS, Lambda). */
interface IngestStage {
  readonly memoryMib: number;
  /** Ingest functions that run at the same time. */
  readonly maxConcurrency: number;
  /** Where plain files are split, MiB. */
  readonly partMib: number;
  /** Executions of the account that are kept for it, at least `maxConcurrency`. Absent: it shares the account's. */
  readonly reservedConcurrency?: number;
}

/** The index function. */
interface IndexerStage {
  readonly memoryMib: number;
  /** Records a batch, 1 to 10,000; a batch also ends at 6 MB. */
  readonly batchSize: number;
  /** How long a batch waits to become full. Absent: Lambda's half a second, to which a deployed stage cannot return. */
  readonly batchingWindowSeconds?: number;
  /** Executions of the account that are kept for it. Absent: it shares the account's. */
  readonly reservedConcurrency?: number;
}

/** A VPC that is there, in which nothing but security groups is made: docs/configuration.md says what its subnets must reach. */
export interface NamedVpc {
  readonly vpcId: string;
  /** As many as `kafka.zones`, each in a different zone. */
  readonly subnetIds: readonly string[];
}

/** SNS topics of the organisation, by their ARNs. CloudWatch must be allowed to publish to them. */
interface AlarmTopics {
  readonly critical: string;
  readonly warning: string;
}

/** Other systems that write to the topic themselves, or drop files from other accounts (docs/producers.md). */
interface ProducersStage {
  /**
   * Who may assume the producers' role and put files below inbox/: account numbers, ARNs of roles or users, or services such as `ec2.amazonaws.com`. Roles of this
   * account need none: attach the producers' policy to them. Empty: there is no such role.
   */
  readonly principals: readonly string[];
  /**
   * Networks that may reach the brokers, in CIDR notation, e.g. of a peered VPC. Inside the VPC the producers' security group is enough.
   */
  readonly networks: readonly string[];
}

/** The configuration of one stage. */
export interface Stage {
  /** Part of the names of stacks and resources: lower-case letters and digits. */
  readonly name: string;
  /** AWS region, e.g. `eu-central-1`; absent: the region of the deploying profile. */
  readonly region?: string;
  /**
   * Names or ids of the availability zones, as many as `kafka.zones`, e.g. `['us-east-1a', 'us-east-1b']` or `['use1-az1', 'use1-az2']`; they need
   * `region`. Absent: the first ones of the region.
   */
  readonly availabilityZones?: readonly string[];
  /** Whether `cdk destroy` takes the data with it, and whether stacks are protected from deletion, once `-c first=true` is left out. */
  readonly data: 'destroyable' | 'retained';
  readonly kafka: KafkaStage;
  readonly polling: PollingStage;
  readonly search: SearchStage;
  readonly ingest: IngestStage;
  readonly indexer: IndexerStage;
  /** Format, time zone and dataset of the files below each key prefix. Empty: everything is detected, and times without a zone are UTC. */
  readonly sources: readonly Source[];
  /** What logs do not say about the site: its hosts, sign-in, goals and networks. What needs a part that is absent says so. */
  readonly site?: Site;
  /** Which raw lines are stored: only those that no format accepts, or all. */
  readonly keepOriginal: 'failed' | 'always';
  /** Whether user agents are parsed into name, version, system and device. */
  readonly userAgentDetails: boolean;
  /** Replaces user names and addresses by keyed hashes; the key is generated in Secrets Manager. */
  readonly pseudonymise: boolean;
  /**
   * Services of AWS that put logs into the bucket themselves, e.g. `['alb', 'cloudfront']`: each may write below `inbox/<name>/` for this
   * account (docs/deployment.md has the command that points each at the bucket). Absent: none may.
   */
  readonly deliveries?: readonly DeliveryName[];
  /** Absent: only what is in the VPC, with the producers' policy and security group, writes to the topic. */
  readonly producers?: ProducersStage;
  /**
   * Who is notified of findings, and how: by e-mail, Slack, Teams, PagerDuty or a webhook (docs/findings.md). Addresses of webhooks and keys are
   * in a secret of the stage. Absent: nobody; findings are on the dashboard.
   */
  readonly notifications?: readonly DestinationInput[];
  /** Recipients of alarms. */
  readonly alarmEmails: readonly string[];
  /** Existing topics that receive the alarms. Absent: topics are created, and mail to `alarmEmails`. */
  readonly alarmTopics?: AlarmTopics;
  /** The addresses of the VPC that is made, or a VPC that is there. Absent: a VPC is made, with the addresses 10.0.0.0/16. */
  readonly network?: { readonly cidr: string } | NamedVpc;
  /** How long CloudWatch keeps the logs of functions, brokers, domain and network. Absent: 30 days. */
  readonly logRetention?: TimeSpan;
  /**
   * ARN of the KMS key that encrypts bucket, queues, topics, secrets, logs, brokers' volumes and domain; fixed for the life of the stage. Absent:
   * keys of the services, and two that are made, for the volumes and for the topics of the alarms.
   */
  readonly encryptionKey?: string;
  /** Tags of all resources except the identity pool, in addition to `project` and `stage`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** ARN of the managed policy that bounds every role. */
  readonly permissionsBoundary?: string;
}
