import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { SearchEngine } from '../../pipeline/ports.ts';
import type { Outcome } from './outcome.ts';

const SECURITY_API = '/_plugins/_security/api';

/** Security role of the index function, which bears the same name as its mapping. */
const INDEX_ROLE = 'kafkainsight_index';

/**
 * What the index function asks of the engine, and nothing else: bulk requests that index and make indices, whether the
 * templates exist, and whether writes are blocked. It reads no document. The names are those of the engine's transport
 * actions (OpenSearch documentation, "Permissions").
 */
const indexRole = {
  cluster_permissions: ['indices:data/write/bulk', 'indices:admin/index_template/get'],
  index_permissions: [
    {
      index_patterns: ['kafkainsight-*'],
      allowed_actions: [
        'indices:data/write/bulk[s]',
        'indices:data/write/index',
        'indices:admin/create',
        'indices:monitor/settings/get',
      ],
    },
  ],
};

const roleSchema = v.object({
  cluster_permissions: v.array(v.string()),
  index_permissions: v.array(v.object({ index_patterns: v.array(v.string()), allowed_actions: v.array(v.string()) })),
});
const mappingSchema = v.object({
  backend_roles: v.optional(v.array(v.string()), []),
  hosts: v.optional(v.array(v.string()), []),
  users: v.optional(v.array(v.string()), []),
});

/**
 * Gives the index function's IAM role the right to write our indices: a role of the security plugin, and its mapping. Who
 * else was mapped to that role stays so.
 *
 * @param indexRoleArn absent where the engine knows no IAM roles: then there is nothing to do
 */
export async function provisionRoles(
  engine: SearchEngine,
  indexRoleArn: string | undefined,
): Promise<readonly (readonly [string, Outcome])[]> {
  if (indexRoleArn === undefined) return [];
  return [
    [`security role ${INDEX_ROLE}`, await provisionRole(engine)],
    [`security role mapping ${INDEX_ROLE}`, await provisionMapping(engine, indexRoleArn)],
  ];
}

async function provisionRole(engine: SearchEngine): Promise<Outcome> {
  const existing = await readSetting(engine, `${SECURITY_API}/roles/${INDEX_ROLE}`, roleSchema);
  if (isDeepStrictEqual(existing, indexRole)) return 'unchanged';
  await engine.request('PUT', `${SECURITY_API}/roles/${INDEX_ROLE}`, indexRole);
  return existing === undefined ? 'created' : 'updated';
}

async function provisionMapping(engine: SearchEngine, roleArn: string): Promise<Outcome> {
  const existing = await readSetting(engine, `${SECURITY_API}/rolesmapping/${INDEX_ROLE}`, mappingSchema);
  const { backend_roles: roles, hosts, users } = existing ?? { backend_roles: [], hosts: [], users: [] };
  if (roles.includes(roleArn)) return 'unchanged';
  const mapping = { backend_roles: [...roles, roleArn], hosts, users };
  await engine.request('PUT', `${SECURITY_API}/rolesmapping/${INDEX_ROLE}`, mapping);
  return existing === undefined ? 'created' : 'updated';
}

/** The answer has the setting under its name. */
async function readSetting<const Schema extends v.GenericSchema>(
  engine: SearchEngine,
  path: string,
  schema: Schema,
): Promise<v.InferOutput<Schema> | undefined> {
  const answer = await engine.request('GET', path);
  return answer === undefined ? undefined : v.parse(v.object({ [INDEX_ROLE]: schema }), answer)[INDEX_ROLE];
}
