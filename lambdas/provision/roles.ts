import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { SearchEngine } from '../../core/ports.ts';
import type { Provided, StepOutcome } from './outcome.ts';
import { type SecurityRole, securityRoles } from './security-roles.ts';

const SECURITY_API = '/_plugins/_security/api';

/** The plugin's built-in role for everything except the security plugin's API. */
const ALL_ACCESS = 'all_access';

/** ARNs of the functions' IAM roles, and backend roles of people; an absent one gets no permissions, since nobody has it. */
export interface RoleArns {
  readonly index?: string;
  readonly reconcile?: string;
  readonly forget?: string;
  readonly findings?: string;
  /** Of people who read. */
  readonly readers?: readonly string[];
  /** Of administrators. */
  readonly admins?: readonly string[];
}

const names = v.optional(v.array(v.string()), []);
const roleSchema = v.object({
  cluster_permissions: names,
  index_permissions: v.array(v.object({ index_patterns: names, allowed_actions: names })),
  tenant_permissions: v.optional(v.array(v.object({ tenant_patterns: names, allowed_actions: names })), []),
});
const mappingSchema = v.object({ backend_roles: names, hosts: names, users: names, and_backend_roles: names });

/**
 * Gives backend roles their permissions: for each a role of the security plugin, and a mapping of the same name. Existing mappings of others
 * stay. Nobody else gets anything: without a mapping, a request is rejected.
 */
export async function provisionRoles(engine: SearchEngine, arns: RoleArns): Promise<Provided> {
  const provided: [string, StepOutcome][] = [];
  for (const [name, role, bearers] of [
    ['kafkainsight_indexer', securityRoles.kafkainsight_indexer, arns.index],
    ['kafkainsight_inspect', securityRoles.kafkainsight_inspect, arns.reconcile],
    ['kafkainsight_forget', securityRoles.kafkainsight_forget, arns.forget],
    ['kafkainsight_findings', securityRoles.kafkainsight_findings, arns.findings],
    ['kafkainsight_reader', securityRoles.kafkainsight_reader, arns.readers],
    [ALL_ACCESS, undefined, arns.admins],
  ] as const) {
    if (bearers === undefined) continue;
    if (role !== undefined) provided.push([`security role ${name}`, await provisionRole(engine, name, role)]);
    provided.push([`security role mapping ${name}`, await provisionMapping(engine, name, [bearers].flat())]);
  }
  return provided;
}

async function provisionRole(engine: SearchEngine, name: string, role: SecurityRole): Promise<StepOutcome> {
  const existing = await readSetting(engine, 'roles', name, roleSchema);
  if (isDeepStrictEqual(existing, role)) return 'unchanged';
  await engine.request('PUT', `${SECURITY_API}/roles/${name}`, role);
  return existing === undefined ? 'created' : 'updated';
}

async function provisionMapping(engine: SearchEngine, name: string, bearers: readonly string[]): Promise<StepOutcome> {
  const existing = await readSetting(engine, 'rolesmapping', name, mappingSchema);
  const roles = existing?.backend_roles ?? [];
  const missing = bearers.filter((bearer) => !roles.includes(bearer));
  if (missing.length === 0) return 'unchanged';
  await engine.request('PUT', `${SECURITY_API}/rolesmapping/${name}`, {
    ...existing,
    backend_roles: [...roles, ...missing],
  });
  return existing === undefined ? 'created' : 'updated';
}

/** The response has the setting under its name. */
async function readSetting<const Schema extends v.GenericSchema>(
  engine: SearchEngine,
  kind: 'roles' | 'rolesmapping',
  name: string,
  schema: Schema,
): Promise<v.InferOutput<Schema> | undefined> {
  const answer = await engine.request('GET', `${SECURITY_API}/${kind}/${name}`);
  return answer === undefined ? undefined : v.parse(v.object({ [name]: schema }), answer)[name];
}
