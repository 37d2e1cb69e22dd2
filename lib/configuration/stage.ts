import type { Source } from '../../core/files/sources.ts';

/** A length of time with its unit, e.g. `'30 days'` or `'36 hours'`. A bare number is refused: nobody can tell days from hours in it. */
type TimeSpan = `${number} ${'days' | 'hours'}`;

/** The Kafka side (Amazon MSK). */
export interface KafkaStage {
  /** `standard` brokers have EBS volumes of their own; `express` brokers have storage that MSK manages. */
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
  /** Up to where the volume may grow by itself, GiB; absent for express. */
  readonly maxStorageGibPerBroker?: number;
  /** Partitions of the log topic: the most pollers that can read it at once. */
  readonly partitions: number;
  /** How long the topic keeps records; at least seven days, the longest repair that loses nothing. */
  readonly retention: TimeSpan;
}

/** How Lambda reads the topic. */
export type PollingStage =
  | {
      /** Costs nothing by itself, scales by itself, retries whole batches; needs Lambda and STS endpoints in a VPC without NAT. */
      readonly mode: 'on-demand';
    }
  | {
      /** Pollers that are always there: partial batch failures, bisecting, less lag. */
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
  /** Dedicated cluster managers; absent where the data nodes elect one of themselves. */
  readonly managers?: { readonly instanceType: string; readonly count: 3 };
  readonly zones: 1 | 2 | 3;
  /** Multi-AZ with standby: a third of the nodes waits for a zone to fail. Not with t3. */
  readonly standby: boolean;
  readonly replicas: number;
  /**
   * Primary shards of each new index of a dataset, e.g. `{ 'apache.access': 3 }`: so many times 50 GB, and so many times
   * 2,147,483,519 documents, fit into one of its indices. A dataset that is left out has 1.
   */
  readonly shards: Readonly<Record<string, number>>;
  /** How long a new document may take to be found. */
  readonly refreshSeconds: number;
  /** `public`: an HTTPS endpoint on the internet, guarded by sign-in and IAM. `vpc`: inside the VPC only. */
  readonly endpoint: 'public' | 'vpc';
  /** One index a dataset for each month or each day; fixed for the life of the stage. */
  readonly indexPeriod: 'month' | 'day';
  /** How long logs are kept at least: an index is deleted when the last that it can hold are that old. */
  readonly retention: TimeSpan;
}

/** The ingest side (S3, SQS, Lambda). */
interface IngestStage {
  readonly memoryMib: number;
  /** Ingest functions that run at once. */
  readonly maxConcurrency: number;
  /** Where plain files are split, MiB. */
  readonly partMib: number;
}

/** The index function. */
interface IndexerStage {
  readonly memoryMib: number;
  /** Records a batch, 1 to 10,000; a batch also ends at 6 MB. */
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
}

/** Other systems that write to the topic themselves, or drop files from other accounts (docs/producers.md). */
interface ProducersStage {
  /**
   * Who may assume the producers' role and put files below inbox/: account numbers, ARNs of roles or users, or services such as `ec2.amazonaws.com`. Roles of this
   * account need none: attach the producers' policy to them. Empty: there is no such role.
   */
  readonly principals: readonly string[];
  /** Networks that the brokers let in, in CIDR notation, e.g. of a peered VPC. Inside the VPC the producers' security group is enough. */
  readonly networks: readonly string[];
}

/** Everything that makes one stage. */
export interface Stage {
  /** In names of stacks and resources: lower-case letters and digits. */
  readonly name: string;
  /** AWS region, e.g. `eu-central-1`; absent: the region of the deploying profile. */
  readonly region?: string;
  /** Whether `cdk destroy` takes the data with it, and whether stacks are protected from termination. */
  readonly data: 'destroyable' | 'retained';
  readonly kafka: KafkaStage;
  readonly polling: PollingStage;
  readonly search: SearchStage;
  readonly ingest: IngestStage;
  readonly indexer: IndexerStage;
  /** What is known of the files below each key prefix: format, time zone, dataset. Empty: all is detected, times are UTC. */
  readonly sources: readonly Source[];
  /** What is stored of a raw line: only lines that no format accepts, or every one. */
  readonly keepOriginal: 'failed' | 'always';
  /** Whether user agents are taken apart into name, version, system and device. */
  readonly userAgentDetails: boolean;
  /** Replaces user names and addresses by keyed hashes; the key is made in Secrets Manager. */
  readonly pseudonymise: boolean;
  /** Absent: only what is in the VPC, with the producers' policy and security group, writes to the topic. */
  readonly producers?: ProducersStage;
  /** Who is told of alarms. */
  readonly alarmEmails: readonly string[];
}
