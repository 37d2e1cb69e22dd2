import type { Source } from '../../core/files/sources.ts';
import { datasetOf, labelOf } from '../../core/format-table.ts';
import { datasets } from '../../core/names.ts';
import { derivedDatasets } from '../../core/search/derived-source.ts';
import { searchNodes } from '../configuration/search-nodes.ts';
import type { SearchStage, Stage } from '../configuration/stage.ts';
import { daysOf } from '../configuration/time-span.ts';

/**
 * OpenSearch Service's quota since OpenSearch 2.17: 1,000 shards for every 16 GiB of heap, and 4,000 a node ("Amazon OpenSearch Service
 * quotas"). Its advice of 25 a GiB is for shards of the size that it advises; most datasets of a stage have a few megabytes.
 */
const SHARDS_PER_HEAP_GIB = 1000 / 16;
const SHARDS_PER_NODE = 4000;
/** OpenSearch Service gives half of a node's memory to the heap, up to 32 GiB. */
const MAX_HEAP_GIB = 32;
/** In addition to the periods: indices of lines from clocks that are far off, of one or two datasets. */
const OUTLIER_SHARDS = 2;
/** The ledger, the dead letters, and the engine's indices. */
const OTHER_SHARDS = 10;

/** How many shards a stage's retention needs at most, and how many the service allows its heap. */
export function shardPlan({ search, sources }: Pick<Stage, 'search' | 'sources'>): {
  readonly shards: number;
  readonly limit: number;
} {
  const periods = Math.ceil(daysOf(search.retention) / daysOfIndex(search.indexPeriod)) + 1;
  const primaryShards = [...datasetsOf(sources)].reduce(
    (sum, dataset) => sum + (search.shards[dataset] ?? 1) * (derivedDatasets.has(dataset) ? 2 : 1),
    0,
  );
  const heapGib = Math.min((searchNodes.get(search.dataInstanceType)?.memoryGib ?? 0) / 2, MAX_HEAP_GIB);
  return {
    shards: (primaryShards * periods + OUTLIER_SHARDS) * (1 + search.replicas) + OTHER_SHARDS,
    limit: Math.min(Math.floor(heapGib * SHARDS_PER_HEAP_GIB), SHARDS_PER_NODE) * search.dataNodes,
  };
}

/** Datasets that lines have only where a source declares a format. */
const ASKED_FOR: ReadonlySet<string> = new Set([datasetOf('text'), datasetOf('dissect')]);

/**
 * The datasets that lines can have: those of the formats, and those that sources name. One of {@link derivedDatasets} has a second index
 * for documents that are kept as they are.
 */
function datasetsOf(sources: readonly Source[]): Set<string> {
  const asked = sources.flatMap(({ format, dataset }) =>
    format === undefined || dataset !== undefined ? [] : [datasetOf(labelOf(format)) as string],
  );
  const named = sources.flatMap(({ dataset }) => (dataset === undefined ? [] : [dataset]));
  return new Set([...datasets.filter((dataset) => !ASKED_FOR.has(dataset)), ...asked, ...named]);
}

/** Primary shards of an index of the dataset with the most. */
export function mostShards({ shards }: SearchStage): number {
  return Math.max(1, ...Object.values(shards));
}

/** Days of logs that one index holds. */
export function daysOfIndex(period: SearchStage['indexPeriod']): number {
  return period === 'month' ? 30 : 1;
}
