import versions from '../../lib/versions.json' with { type: 'json' };
import type { JavaRange } from './java.ts';

/** A server that can be run without Docker: what Maven is to fetch for it and the Java that it runs on. */
export interface EngineEntry {
  /** As messages call it. */
  readonly title: string;
  /** The folder under local/engines/ whose pom.xml names what is fetched. */
  readonly pom: string;
  readonly version: string;
  /** `jars`: libraries side by side; `zips`: what the pom's own plugin configuration unpacks. */
  readonly delivery: 'jars' | 'zips';
  /** What is fetched once, for the progress line. */
  readonly sizeMegabytes: number;
  readonly java: JavaRange;
}

/** All engines by the names that `--engines=` takes. */
export const engineCatalogue = {
  kafka: {
    title: `Kafka ${versions.kafka}`,
    pom: 'kafka',
    version: versions.kafka,
    delivery: 'jars',
    sizeMegabytes: 43,
    java: versions.java.kafka,
  },
  'kafka-older': {
    title: `Kafka ${versions.kafkaOlder}`,
    pom: 'kafka',
    version: versions.kafkaOlder,
    delivery: 'jars',
    sizeMegabytes: 50,
    java: versions.java.kafka,
  },
  opensearch: {
    title: `OpenSearch ${versions.openSearch}`,
    pom: 'opensearch',
    version: versions.openSearchRunner,
    delivery: 'jars',
    sizeMegabytes: 70,
    java: versions.java.openSearch,
  },
  'opensearch-security': {
    title: `OpenSearch ${versions.openSearchSecurity} with the security plugin`,
    pom: 'opensearch-security',
    version: versions.openSearchSecurity,
    delivery: 'zips',
    sizeMegabytes: 101,
    java: versions.java.openSearchSecurity,
  },
  elasticsearch: {
    title: `Elasticsearch ${versions.elasticsearch}`,
    pom: 'elasticsearch',
    version: versions.elasticsearch,
    delivery: 'zips',
    sizeMegabytes: 107,
    java: versions.java.elasticsearch,
  },
} as const satisfies Record<string, EngineEntry>;

/** The name of an engine. */
export type EngineName = keyof typeof engineCatalogue;
