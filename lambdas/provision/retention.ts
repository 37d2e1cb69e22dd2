import * as v from 'valibot';
import { KafkaInsightError } from '../../core/errors.ts';
import { LOG_INDEX_PREFIX } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { RETENTION_POLICY, type RetentionPolicy, retentionPolicy } from '../../core/search/retention.ts';
import { counted } from '../../core/wording.ts';
import { contains } from '../contains.ts';
import type { Provided, StepOutcome } from './outcome.ts';

/**
 * Creates or updates the policy that deletes indices of logs at an age, and attaches existing indices to it: those created before the
 * policy would never be deleted.
 *
 * @param deleteAfterDays days after an index's creation; absent: nothing is ever deleted, and there is nothing to do
 */
export async function provisionRetention(engine: SearchEngine, deleteAfterDays: number | undefined): Promise<Provided> {
  if (deleteAfterDays === undefined) return [];
  const policy = retentionPolicy(engine.kind, deleteAfterDays);
  const [provisionPolicy, coverIndices] =
    engine.kind === 'opensearch'
      ? [provisionStatePolicy, takeUpIndices]
      : [provisionLifecyclePolicy, nameLifecyclePolicy];
  return [
    ['retention policy', await provisionPolicy(engine, policy)],
    ['retention of existing indices', await coverIndices(engine, policy)],
  ];
}

/*
 * Elasticsearch: index lifecycle management.
 */

const lifecycleSchema = v.object({ [RETENTION_POLICY]: v.object({ policy: v.unknown() }) });
const settingsSchema = v.record(
  v.string(),
  v.object({ settings: v.object({ 'index.lifecycle.name': v.optional(v.string()) }) }),
);

/** Elasticsearch's policy. Indices that already have it follow a changed age automatically. */
async function provisionLifecyclePolicy(engine: SearchEngine, { path, body }: RetentionPolicy): Promise<StepOutcome> {
  const answer = await engine.request('GET', path);
  const existing = answer === undefined ? undefined : v.parse(lifecycleSchema, answer)[RETENTION_POLICY];
  if (contains(existing?.policy, body.policy)) return 'unchanged';
  await engine.request('PUT', path, body);
  return existing === undefined ? 'created' : 'updated';
}

/** Sets the policy in the settings of indices without one; another policy is somebody's decision, and stays. */
async function nameLifecyclePolicy(engine: SearchEngine): Promise<StepOutcome> {
  // the uuid is requested because the response omits indices without any of the named settings
  const path = `/${LOG_INDEX_PREFIX}*/_settings/index.uuid,index.lifecycle.name?flat_settings=true`;
  const answer = v.parse(settingsSchema, (await engine.request('GET', path)) ?? {});
  const without = Object.entries(answer)
    .filter(([, { settings }]) => settings['index.lifecycle.name'] === undefined)
    .map(([index]) => index);
  for (const group of groupsOf(without)) {
    await engine.request('PUT', `/${group.join(',')}/_settings`, { 'index.lifecycle.name': RETENTION_POLICY });
  }
  return without.length === 0 ? 'unchanged' : 'updated';
}

/*
 * OpenSearch: Index State Management, as opensearch-project/opensearch-api-specification has it (spec/namespaces/ism.yaml) and the OpenSearch
 * documentation explains it ("ISM API").
 */

const API = '/_plugins/_ism';

const statePolicySchema = v.object({ _seq_no: v.number(), _primary_term: v.number(), policy: v.unknown() });

/** An index; its siblings in the response are totals. */
const indexSchema = v.object({
  'index.plugins.index_state_management.policy_id': v.nullish(v.string()),
  /** The policy as the index's job knows it; absent until its first run, which uses the newest. */
  policy: v.optional(v.unknown()),
});

const changeSchema = v.object({
  failed_indices: v.optional(v.array(v.object({ index_name: v.string(), reason: v.string() })), []),
});

/** OpenSearch's policy. A change is rejected where somebody else has changed it meanwhile. */
async function provisionStatePolicy(engine: SearchEngine, { path, body }: RetentionPolicy): Promise<StepOutcome> {
  const answer = await engine.request('GET', path);
  if (answer === undefined) {
    await engine.request('PUT', path, body);
    return 'created';
  }
  const existing = v.parse(statePolicySchema, answer);
  if (contains(existing.policy, body.policy)) return 'unchanged';
  const condition = `if_seq_no=${existing._seq_no}&if_primary_term=${existing._primary_term}`;
  await engine.request('PUT', `${path}?${condition}`, body);
  return 'updated';
}

/**
 * Attaches indices without a policy, and updates those with an older version of this one: each index keeps the version that it was
 * attached with. Another policy is somebody's decision, and stays.
 */
async function takeUpIndices(engine: SearchEngine, { body }: RetentionPolicy): Promise<StepOutcome> {
  const answer = await engine.request('GET', `${API}/explain/${LOG_INDEX_PREFIX}*?show_policy=true`);
  const indices = Object.entries(v.parse(v.record(v.string(), v.unknown()), answer ?? {})).flatMap(([name, index]) => {
    if (!name.startsWith(LOG_INDEX_PREFIX)) return [];
    const { 'index.plugins.index_state_management.policy_id': policyId, policy } = v.parse(indexSchema, index);
    return [{ name, policyId: policyId ?? undefined, policy: policy ?? undefined }];
  });
  const unmanaged = indices.filter(({ policyId }) => policyId === undefined);
  const outdated = indices.filter(
    ({ policyId, policy }) => policyId === RETENTION_POLICY && policy !== undefined && !contains(policy, body.policy),
  );
  const added = await change(engine, 'add', unmanaged);
  const changed = await change(engine, 'change_policy', outdated);
  return added + changed === 0 ? 'unchanged' : 'updated';
}

/** @returns how many indices were changed */
async function change(
  engine: SearchEngine,
  action: 'add' | 'change_policy',
  indices: readonly { readonly name: string }[],
): Promise<number> {
  let changed = 0;
  for (const group of groupsOf(indices.map(({ name }) => name))) {
    const answer = await engine.request('POST', `${API}/${action}/${group.join(',')}`, { policy_id: RETENTION_POLICY });
    const failed = v.parse(changeSchema, answer).failed_indices;
    // "This index is closed": nothing is written to it, so it stays unchanged
    const refused = failed.filter(({ reason }) => !/closed/i.test(reason));
    if (refused.length > 0) {
      const list = refused.map(({ index_name: name, reason }) => `${name}: ${reason}`).join('; ');
      throw new KafkaInsightError(
        'PROVISIONING_FAILED',
        `Index State Management did not manage ${refused.length} of ${counted(group.length, 'index', 'indices')} (${list}). ` +
          'Fix what it says, and deploy again or invoke the provisioning function.',
      );
    }
    changed += group.length - failed.length;
  }
  return changed;
}

/** The name of an index of logs has at most 93 characters, and a request's first line at most 4,096 bytes (`http.max_initial_line_length`). */
const NAMES_OF_A_REQUEST = 40;

/** Splits index names into groups that fit into one request's path. */
function groupsOf(names: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (let at = 0; at < names.length; at += NAMES_OF_A_REQUEST) groups.push(names.slice(at, at + NAMES_OF_A_REQUEST));
  return groups;
}
