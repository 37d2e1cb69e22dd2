import { LOG_INDEX_PREFIX } from '../names.ts';
import type { SearchEngineKind } from '../ports.ts';

/** Name of the policy that deletes indices of logs, in both engines. */
export const RETENTION_POLICY = 'kafkainsight-logs';

/** Above the policies of others whose patterns match the same indices. */
const PRIORITY = 500;

/** A retention policy, ready to be written. */
export interface RetentionPolicy {
  /** Path of the policy in the engine's API. */
  readonly path: string;
  readonly body: { readonly policy: object };
}

/**
 * The policy that deletes indices of logs at an age. OpenSearch: Index State Management, whose policy names the indices that it
 * applies to when they are created (opensearch-project/opensearch-api-specification, spec/schemas/ism._common.yaml). Elasticsearch:
 * index lifecycle management, whose policy is named by the index's settings (elastic/elasticsearch-specification, `ilm`).
 *
 * @param deleteAfterDays days after its creation
 */
export function retentionPolicy(engine: SearchEngineKind, deleteAfterDays: number): RetentionPolicy {
  const age = `${deleteAfterDays}d`;
  return engine === 'opensearch'
    ? { path: `/_plugins/_ism/policies/${RETENTION_POLICY}`, body: { policy: statePolicy(age) } }
    : { path: `/_ilm/policy/${RETENTION_POLICY}`, body: { policy: lifecyclePolicy(age) } };
}

function statePolicy(age: string): object {
  return {
    description: 'KafkaInsight: deletes indices of logs at the end of their retention.',
    default_state: 'kept',
    states: [
      {
        name: 'kept',
        actions: [],
        transitions: [{ state_name: 'deleted', conditions: { min_index_age: age } }],
      },
      { name: 'deleted', actions: [{ delete: {} }], transitions: [] },
    ],
    ism_template: [{ index_patterns: [`${LOG_INDEX_PREFIX}*`], priority: PRIORITY }],
  };
}

/** Without a rollover, an age is counted from the index's creation (Elasticsearch Guide, "Index lifecycle", phase transitions). */
function lifecyclePolicy(age: string): object {
  return { phases: { delete: { min_age: age, actions: { delete: {} } } } };
}
