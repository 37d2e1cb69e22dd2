import * as v from 'valibot';
import { MAX_SHARD_DOCUMENTS } from '../../core/limits.ts';
import type { SearchEngine } from '../../core/ports.ts';

const copySchema = v.object({ docs: v.object({ count: v.number(), deleted: v.number() }) });
const statsSchema = v.object({
  indices: v.optional(v.record(v.string(), v.object({ shards: v.record(v.string(), v.array(copySchema)) })), {}),
});

/**
 * How full the fullest shard of all our indices is, in percent of the documents that it can hold; deleted ones count until a merge
 * removes them. 0 where there is no index.
 *
 * @throws KafkaInsightError those of the search engine's port
 */
export async function fullestShardPercent(engine: SearchEngine): Promise<number> {
  const path = '/kafkainsight-*/_stats/docs?level=shards&filter_path=indices.*.shards.*.docs';
  const { indices } = v.parse(statsSchema, (await engine.request('GET', path)) ?? {});
  const copies = Object.values(indices).flatMap(({ shards }) => Object.values(shards).flat());
  const documents = copies.map(({ docs }) => docs.count + docs.deleted);
  return (100 * Math.max(0, ...documents)) / MAX_SHARD_DOCUMENTS;
}
