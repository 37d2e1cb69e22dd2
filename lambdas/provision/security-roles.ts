import {
  BASELINE_INDEX,
  CASE_INDEX,
  FINDING_INDEX,
  LEDGER_INDEX,
  LOG_INDEX_PREFIX,
  VISIT_INDEX,
} from '../../core/names.ts';

/** A role of the security plugin: the body of `PUT /_plugins/_security/api/roles/<name>`. */
export interface SecurityRole {
  readonly cluster_permissions: readonly string[];
  readonly index_permissions: readonly {
    readonly index_patterns: readonly string[];
    readonly allowed_actions: readonly string[];
  }[];
  readonly tenant_permissions: readonly {
    readonly tenant_patterns: readonly string[];
    readonly allowed_actions: readonly string[];
  }[];
}

const OUR_INDICES = ['kafkainsight-*'];

/**
 * Who may do what. The names of actions are those of the engine's transport actions (OpenSearch documentation, "Permissions");
 * test/integration/provision-roles.test.ts proves on a real server that each role is sufficient for its work and allows nothing else.
 */
export const securityRoles = {
  /** The index function: bulk requests that index and create indices, whether templates exist, whether writes are blocked. */
  kafkainsight_indexer: {
    cluster_permissions: ['indices:data/write/bulk', 'indices:admin/index_template/get'],
    index_permissions: [
      {
        index_patterns: OUR_INDICES,
        allowed_actions: [
          'indices:data/write/bulk[s]',
          'indices:data/write/index',
          'indices:admin/create',
          'indices:monitor/settings/get',
        ],
      },
    ],
    tenant_permissions: [],
  },
  /** The inspect function: searches, and how many documents each shard holds. */
  kafkainsight_inspect: {
    cluster_permissions: [],
    index_permissions: [
      { index_patterns: OUR_INDICES, allowed_actions: ['indices:data/read/search*', 'indices:monitor/stats'] },
    ],
    tenant_permissions: [],
  },
  /** The forget function: searches, and bulk requests that delete and that record in the ledger what was deleted. */
  kafkainsight_forget: {
    cluster_permissions: ['indices:data/write/bulk'],
    index_permissions: [
      {
        index_patterns: OUR_INDICES,
        allowed_actions: [
          'indices:data/read/search*',
          'indices:admin/refresh*',
          'indices:data/write/bulk[s]',
          'indices:data/write/delete',
        ],
      },
      { index_patterns: [`${LEDGER_INDEX}*`], allowed_actions: ['indices:data/write/index'] },
    ],
    tenant_permissions: [],
  },
  /** The findings function: searches, how far the indices of logs are written, and bulk requests to its own indices. */
  kafkainsight_findings: {
    cluster_permissions: ['indices:data/write/bulk'],
    index_permissions: [
      {
        index_patterns: [`${LOG_INDEX_PREFIX}*`],
        allowed_actions: ['indices:data/read/search*', 'indices:monitor/stats', 'indices:admin/refresh*'],
      },
      {
        index_patterns: [FINDING_INDEX, CASE_INDEX, BASELINE_INDEX].map((index) => `${index}*`),
        allowed_actions: [
          'indices:data/read/search*',
          'indices:data/read/get',
          'indices:admin/refresh*',
          'indices:data/write/bulk[s]',
          'indices:data/write/index',
          'indices:data/write/delete',
        ],
      },
      {
        // what is no longer a visit is deleted, since counts have to stay true
        index_patterns: [`${VISIT_INDEX}*`],
        allowed_actions: [
          'indices:data/read/search*',
          'indices:admin/refresh*',
          'indices:data/write/bulk[s]',
          'indices:data/write/index',
          'indices:data/write/delete',
        ],
      },
    ],
    tenant_permissions: [],
  },
  /** People who read: our indices, and what everybody sees in Dashboards, whose objects are in indices of that name. */
  kafkainsight_reader: {
    cluster_permissions: ['cluster_composite_ops_ro'],
    index_permissions: [
      { index_patterns: OUR_INDICES, allowed_actions: ['read', 'indices:admin/mappings/get'] },
      {
        index_patterns: ['.kibana', '.kibana_*', '.opensearch_dashboards', '.opensearch_dashboards_*'],
        allowed_actions: ['read'],
      },
    ],
    tenant_permissions: [{ tenant_patterns: ['global_tenant'], allowed_actions: ['kibana_all_read'] }],
  },
} as const satisfies Record<string, SecurityRole>;
