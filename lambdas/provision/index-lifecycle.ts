import * as v from 'valibot';
import { RETENTION_POLICY, type RetentionPolicy } from '../../core/search/retention.ts';
import { LOG_INDEX_PREFIX } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { contains } from '../contains.ts';
import { groupsOf } from './groups.ts';
import type { Outcome } from './outcome.ts';

const policySchema = v.object({ [RETENTION_POLICY]: v.object({ policy: v.unknown() }) });
const settingsSchema = v.record(
  v.string(),
  v.object({ settings: v.object({ 'index.lifecycle.name': v.optional(v.string()) }) }),
);

/** Elasticsearch's policy. Indices that are under it already follow a changed age by themselves. */
export async function provisionLifecyclePolicy(
  engine: SearchEngine,
  { path, body }: RetentionPolicy,
): Promise<Outcome> {
  const answer = await engine.request('GET', path);
  const existing = answer === undefined ? undefined : v.parse(policySchema, answer)[RETENTION_POLICY];
  if (contains(existing?.policy, body.policy)) return 'unchanged';
  await engine.request('PUT', path, body);
  return existing === undefined ? 'created' : 'updated';
}

/** Names the policy in the settings of indices that name none; those under another policy are somebody's decision, and stay. */
export async function nameLifecyclePolicy(engine: SearchEngine): Promise<Outcome> {
  // the uuid is asked for because indices without any of the named settings are left out of the answer
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
