import versions from '../../lib/versions.json' with { type: 'json' };

/** A server that runs without Docker: what Maven fetches for it, and the Java that it needs. */
export interface EngineEntry {
  /** The name in messages. */
  readonly title: string;
  /** The folder under local/engines/ whose pom.xml lists what is fetched. */
  readonly pom: string;
  readonly version: string;
  /** Goals and executions of the dependency plugin that the pom configures. Default: copy the pom's dependencies into one folder. */
  readonly executions?: readonly string[];
  /** The folder next to the pom with Java sources that are compiled against what was fetched. Default: none. */
  readonly sources?: string;
  /** Size of what is fetched once, for the progress line. */
  readonly sizeMegabytes: number;
  /** The lowest major version of Java that it runs on. */
  readonly java: number;
}

/** All engines by the names that `--engines=` accepts. */
export const engineCatalogue = {
  kafka: {
    title: `Kafka ${versions.kafka}`,
    pom: 'kafka',
    version: versions.kafka,
    sizeMegabytes: 43,
    java: versions.java.kafka,
  },
  'kafka-older': {
    title: `Kafka ${versions.kafkaOlder}`,
    pom: 'kafka',
    version: versions.kafkaOlder,
    sizeMegabytes: 50,
    java: versions.java.kafka,
  },
  opensearch: {
    title: `OpenSearch ${versions.openSearch}`,
    pom: 'opensearch',
    version: versions.openSearchRunner,
    sources: 'guard',
    sizeMegabytes: 70,
    java: versions.java.openSearch,
  },
  'opensearch-security': {
    title: `OpenSearch ${versions.openSearchSecurity} with the security plugin`,
    pom: 'opensearch-security',
    version: versions.openSearchSecurity,
    executions: ['unpack@opensearch-security', 'copy@opensearch-security-libraries'],
    sizeMegabytes: 183,
    java: versions.java.openSearchSecurity,
  },
  elasticsearch: {
    title: `Elasticsearch ${versions.elasticsearch}`,
    pom: 'elasticsearch',
    version: versions.elasticsearch,
    executions: ['unpack@elasticsearch'],
    sizeMegabytes: 107,
    java: versions.java.elasticsearch,
  },
} as const satisfies Record<string, EngineEntry>;

/** The name of an engine. */
export type EngineName = keyof typeof engineCatalogue;
