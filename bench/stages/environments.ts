import { networkFile } from '../../adapters/networks/network-file.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';

/** Environment of the ingest function; a file is one part, so one invocation reads it. */
export function ingestEnvironment(servers: {
  readonly brokers: string;
  readonly topic: string;
  readonly storeUrl: string;
  readonly userAgentDetails: boolean;
}): Record<string, string> {
  return {
    AWS_REGION: 'local',
    AWS_ENDPOINT_URL_S3: servers.storeUrl,
    AWS_ENDPOINT_URL_SQS: servers.storeUrl,
    QUEUE_URL: `${servers.storeUrl}/queue/none`,
    KAFKA_BROKERS: servers.brokers,
    KAFKA_SECURITY: 'plaintext',
    KAFKA_TOPIC: servers.topic,
    USER_AGENT_DETAILS: String(servers.userAgentDetails),
    NETWORKS_FILE: networkFile(),
    PART_BYTES: String(1e12),
  };
}

/** Environment of the indexer. */
export function indexEnvironment(url: string): Record<string, string> {
  return {
    AWS_REGION: 'local',
    BUCKET: LOCAL_BUCKET,
    INDEX_PERIOD: 'month',
    RETENTION_DAYS: '365',
    POLLING_MODE: 'provisioned',
    SEARCH_ENGINE: 'opensearch',
    SEARCH_URL: url,
    SEARCH_AUTHENTICATION: 'none',
  };
}

/** Environment of the functions that query the search engine: provision and reconcile. */
export function searchFunctionEnvironment(
  url: string,
  store: { readonly url: string; readonly queueUrl: string; readonly deadLetterQueueUrl: string },
): Record<string, string> {
  return {
    ...indexEnvironment(url),
    AWS_ENDPOINT_URL_SQS: store.url,
    QUEUE_URL: store.queueUrl,
    DEAD_LETTER_QUEUE_URL: store.deadLetterQueueUrl,
  };
}
