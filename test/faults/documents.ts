import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { retryTransient } from '../../lambdas/retry.ts';
import { flatDocument } from '../../local/page/flat-document.ts';

/** Log documents by index and id: their content without the fields in which two deliveries, or two drops of the same file, may differ. */
export type Documents = ReadonlyMap<string, string>;

/** Differences between the documents after a fault and those of an undisturbed run. */
export interface Differences {
  readonly lost: number;
  /** The same id in another index. */
  readonly doubled: number;
  readonly changed: number;
}

const LOGS = '/kafkainsight-logs-*';
const PAGE = 5_000;
const PATIENCE_MILLIS = 30_000;

interface Hit {
  readonly _index: string;
  readonly _id: string;
  readonly _source: Record<string, unknown>;
  readonly sort: readonly unknown[];
}

/**
 * Reads the whole of all log indices, page by page in the order of file and offset.
 *
 * @param indices those of one dataset, e.g. `/kafkainsight-logs-text-*`, where other tests use the engine too
 */
export async function readDocuments(engine: SearchEngine, indices = LOGS): Promise<Documents> {
  await engine.request('POST', `${indices}/_refresh`);
  const documents = new Map<string, string>();
  let after: readonly unknown[] | undefined;
  for (;;) {
    const body = {
      size: PAGE,
      query: { match_all: {} },
      sort: [{ 'kafkainsight.file.id': 'asc' }, { 'log.offset': 'asc' }, { _index: 'asc' }],
      ...(after && { search_after: after }),
    };
    const answer = (await engine.request('POST', `${indices}/_search`, body)) as { hits: { hits: readonly Hit[] } };
    const { hits } = answer.hits;
    for (const { _index, _id, _source } of hits) {
      const content = flatDocument(_source);
      delete content['event.ingested'];
      delete content['kafkainsight.file.version'];
      documents.set(`${_index} ${_id}`, JSON.stringify(content));
    }
    after = hits.at(-1)?.sort;
    if (after === undefined) return documents;
  }
}

/** How many log documents there are; 0 too while the first shard of a new index starts, when the engine answers 503. */
export async function countDocuments(engine: SearchEngine, indices = LOGS): Promise<number> {
  try {
    await engine.request('POST', `${indices}/_refresh`);
    return ((await engine.request('GET', `${indices}/_count`)) as { count: number }).count;
  } catch (error) {
    if (error instanceof KafkaInsightError && error.code === 'SEARCH_UNAVAILABLE') return 0;
    throw error;
  }
}

/** Compares the whole index with that of the undisturbed run, by index, id and content. */
export function compareDocuments(undisturbed: Documents, documents: Documents): Differences {
  let lost = 0;
  let changed = 0;
  for (const [place, content] of undisturbed) {
    const found = documents.get(place);
    if (found === undefined) lost += 1;
    else if (found !== content) changed += 1;
  }
  const doubled = [...documents.keys()].filter((place) => !undisturbed.has(place)).length;
  return { lost, doubled, changed };
}

/** Deletes all log documents, or those of one dataset, before the next run. */
export async function deleteDocuments(engine: SearchEngine, indices = LOGS): Promise<void> {
  // an idle connection may have been closed while this process was busy reading files
  const ask = (method: 'GET' | 'DELETE', path: string): Promise<unknown> =>
    retryTransient(() => engine.request(method, path), Date.now() + PATIENCE_MILLIS);
  const answer = await ask('GET', `${indices}/_settings/index.uuid`);
  for (const index of Object.keys(answer ?? {})) await ask('DELETE', `/${index}`);
}
