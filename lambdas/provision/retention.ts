import { retentionPolicy } from '../../core/search/retention.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { provisionLifecyclePolicy, nameLifecyclePolicy } from './index-lifecycle.ts';
import { provisionStatePolicy, takeUpIndices } from './index-state.ts';
import type { Provided } from './outcome.ts';

/**
 * Makes the policy that deletes indices of logs at an age, or changes it, and puts the indices under it that are there already: what
 * was made before there was a policy would stay for ever.
 *
 * @param deleteAfterDays days after an index's creation; absent where nothing is to be deleted: then there is nothing to do
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
