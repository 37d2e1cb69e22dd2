import * as v from 'valibot';
import { KafkaInsightError } from '../../core/errors.ts';
import { RETENTION_POLICY, type RetentionPolicy } from '../../core/search/retention.ts';
import { LOG_INDEX_PREFIX } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { contains } from '../contains.ts';
import { groupsOf } from './groups.ts';
import type { Outcome } from './outcome.ts';
import { counted } from '../../core/wording.ts';

/*
 * Index State Management, as opensearch-project/opensearch-api-specification has it (spec/namespaces/ism.yaml) and the OpenSearch
 * documentation explains it ("ISM API").
 */

const API = '/_plugins/_ism';

const policySchema = v.object({ _seq_no: v.number(), _primary_term: v.number(), policy: v.unknown() });

/** An index, beside the number of all that are managed. */
const indexSchema = v.object({
  'index.plugins.index_state_management.policy_id': v.nullish(v.string()),
  /** The policy as the index's job goes by it; absent until its first run, which takes the newest. */
  policy: v.optional(v.unknown()),
});

const changeSchema = v.object({
  failed_indices: v.optional(v.array(v.object({ index_name: v.string(), reason: v.string() })), []),
});

/** OpenSearch's policy. A change is refused where somebody else has changed it meanwhile. */
export async function provisionStatePolicy(engine: SearchEngine, { path, body }: RetentionPolicy): Promise<Outcome> {
  const answer = await engine.request('GET', path);
  if (answer === undefined) {
    await engine.request('PUT', path, body);
    return 'created';
  }
  const existing = v.parse(policySchema, answer);
  if (contains(existing.policy, body.policy)) return 'unchanged';
  const condition = `if_seq_no=${existing._seq_no}&if_primary_term=${existing._primary_term}`;
  await engine.request('PUT', `${path}?${condition}`, body);
  return 'updated';
}

/**
 * Puts indices under the policy that are under none, and those under an older version of it under this one: each goes by the version
 * that it was taken up with. Those under another policy are somebody's decision, and stay.
 */
export async function takeUpIndices(engine: SearchEngine, { body }: RetentionPolicy): Promise<Outcome> {
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
    // "This index is closed": nothing is written to it, and it stays as somebody left it
    const refused = failed.filter(({ reason }) => !/closed/i.test(reason));
    if (refused.length > 0) {
      const list = refused.map(({ index_name: name, reason }) => `${name}: ${reason}`).join('; ');
      throw new KafkaInsightError(
        'PROVISIONING_FAILED',
        `Index State Management did not take up ${refused.length} of ${counted(group.length, 'index', 'indices')} (${list}). ` +
          'Mend what it says, and deploy again or invoke the provisioning function.',
      );
    }
    changed += group.length - failed.length;
  }
  return changed;
}
