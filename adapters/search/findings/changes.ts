import * as v from 'valibot';
import type { Changes, Positions } from '../../../core/findings/finding-store.ts';
import { sorted } from '../../../core/findings/windows.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { HOUR_MILLIS } from '../../../core/time/units.ts';
import { LENIENT } from '../counts.ts';
import { JUDGED_INDICES, JUDGED_SEARCH, readGroups } from './groups.ts';

const shardSchema = v.object({
  routing: v.object({ primary: v.boolean() }),
  seq_no: v.object({ global_checkpoint: v.number() }),
});
const statsSchema = v.object({
  indices: v.optional(
    v.record(
      v.string(),
      v.object({
        uuid: v.string(),
        primaries: v.optional(v.object({ indexing: v.object({ delete_total: v.number() }) })),
        shards: v.record(v.string(), v.array(shardSchema)),
      }),
    ),
    {},
  ),
});
const STATS_FILTER = [
  'indices.*.uuid',
  'indices.*.primaries.indexing.delete_total',
  'indices.*.shards.*.routing.primary',
  'indices.*.shards.*.seq_no.global_checkpoint',
].join(',');
const newestSchema = v.object({
  aggregations: v.optional(v.object({ newest: v.object({ value: v.nullable(v.number()) }) })),
});

/** Indices of one request: with a month an index, fewer hours than the 65,535 buckets that a response may have. */
const INDICES = 50;

/**
 * Which hours have documents that were indexed since. The engines number the operations of a shard and let a search filter by the number
 * (`_seq_no`); what has reached all copies of a shard (its global checkpoint) before a refresh is found after it. The positions are kept
 * by the index's uuid, so that one that was deleted and created again is looked through from its beginning. Errors: those of the search
 * engine's port.
 */
export async function readChanges(engine: SearchEngine, since: Positions): Promise<Changes> {
  const { changed, ...found } = await readPositions(engine, since);
  await engine.request('POST', `/${JUDGED_INDICES}/_refresh?${LENIENT}`);
  return { ...found, hours: await hoursOf(engine, changed), newestMillis: await readNewest(engine) };
}

/** The hours alone, of documents that can be found already: nothing is refreshed. */
export async function readChangedHours(engine: SearchEngine, since: Positions): Promise<readonly number[]> {
  return await hoursOf(engine, (await readPositions(engine, since)).changed);
}

/** The positions now, and which documents are behind earlier ones: a query for each index that has any. */
async function readPositions(
  engine: SearchEngine,
  since: Positions,
): Promise<Pick<Changes, 'positions' | 'deletions'> & { readonly changed: readonly object[] }> {
  const path = `/${JUDGED_INDICES}/_stats/docs,indexing?level=shards&filter_path=${STATS_FILTER}`;
  const { indices } = v.parse(statsSchema, (await engine.request('GET', path)) ?? {});
  const positions: Record<string, Record<string, number>> = {};
  const deletions: Record<string, number> = {};
  const changed: object[] = [];
  for (const [name, { uuid, primaries, shards }] of Object.entries(indices)) {
    const checkpoints = Object.entries(shards).map(([shard, copies]) => {
      const own = copies.find(({ routing }) => routing.primary) ?? copies[0];
      return [shard, own?.seq_no.global_checkpoint ?? -1] as const;
    });
    positions[uuid] = Object.fromEntries(checkpoints);
    deletions[uuid] = primaries?.indexing.delete_total ?? 0;
    const before = since[uuid] ?? {};
    const behind = checkpoints.filter(([shard, checkpoint]) => checkpoint > (before[shard] ?? -1));
    if (behind.length === 0) continue;
    // a search cannot address single shards: all are asked for what is above the lowest position, which finds some hours again
    const least = Math.min(...behind.map(([shard]) => before[shard] ?? -1));
    changed.push({ bool: { filter: [{ term: { _index: name } }, { range: { _seq_no: { gt: least } } }] } });
  }
  return { positions, deletions, changed };
}

async function hoursOf(engine: SearchEngine, changed: readonly object[]): Promise<number[]> {
  const question = { where: { field: '@timestamp', exists: true } } as const;
  const hours: number[] = [];
  for (let at = 0; at < changed.length; at += INDICES) {
    const query = { bool: { should: changed.slice(at, at + INDICES), minimum_should_match: 1 } };
    const rows = await readGroups(engine, question, query, HOUR_MILLIS);
    hours.push(...rows.map(({ fromMillis }) => fromMillis));
  }
  return sorted(hours);
}

async function readNewest(engine: SearchEngine): Promise<number | undefined> {
  const body = { size: 0, track_total_hits: false, aggs: { newest: { max: { field: '@timestamp' } } } };
  const answer = v.parse(newestSchema, (await engine.request('POST', JUDGED_SEARCH, body)) ?? {});
  return answer.aggregations?.newest.value ?? undefined;
}
