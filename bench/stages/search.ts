import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';

const statsSchema = v.object({
  _all: v.object({ primaries: v.object({ indexing: v.optional(v.object({ index_total: v.number() })) }) }),
});
const simulatedSchema = v.object({ template: v.object({ settings: v.looseObject({}), mappings: v.looseObject({}) }) });
const countSchema = v.object({ count: v.number() });

/** Documents written to an index since its shards were started, overwritten ones included; 0 where there is no such index. */
export async function documentsWritten(url: string, index: string): Promise<number> {
  const answer = await fetch(`${url}/${index}/_stats/indexing`);
  if (answer.status === 404) return 0;
  return v.parse(statsSchema, await answer.json())._all.primaries.indexing?.index_total ?? 0;
}

/** Documents that can be found in an index; 0 where there is none. It is refreshed first, which costs the node something. */
export async function documentsFound(url: string, index: string): Promise<number> {
  await refresh(url, index);
  const answer = await fetch(`${url}/${index}/_count`);
  if (answer.status === 404) return 0;
  return v.parse(countSchema, await answer.json()).count;
}

/** Each look costs the node something too. */
export const LOOK_MILLIS = 200;

/** Counts what an index holds, and returns how to wait until `documents` more can be found in it. */
export async function untilFound(url: string, index: string, documents: number): Promise<() => Promise<void>> {
  const [written, found] = [await documentsWritten(url, index), await documentsFound(url, index)];
  return async () => {
    // to find them costs the node a refresh, which is spared until it has written as many
    while ((await documentsWritten(url, index)) - written < documents) await sleep(LOOK_MILLIS);
    while ((await documentsFound(url, index)) - found < documents) await sleep(LOOK_MILLIS);
  };
}

/** Makes all that was written to an index findable, and lets go of what was merged. */
async function refresh(url: string, index: string): Promise<void> {
  await fetch(`${url}/${index}/_refresh`, { method: 'POST' });
}

/** Makes an index anew, without documents. */
export async function emptyIndex(url: string, index: string): Promise<void> {
  await deleteIndex(url, index);
  await fetch(`${url}/${index}`, { method: 'PUT' });
}

/**
 * Makes an index anew, without documents, as templates would make the one named `like`. Its name may be none that the findings function
 * judges, so that nothing but the pipeline's own lines cost the pipeline time.
 */
export async function emptyIndexLike(url: string, index: string, like: string): Promise<void> {
  const simulated = await fetch(`${url}/_index_template/_simulate_index/${like}`, { method: 'POST' });
  const { template } = v.parse(simulatedSchema, await simulated.json());
  await createIndex(url, index, template);
}

/** Makes an index anew, without documents, of such settings and mappings. */
export async function createIndex(
  url: string,
  index: string,
  { settings, mappings }: { readonly settings: object; readonly mappings: object },
): Promise<void> {
  await deleteIndex(url, index);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ settings, mappings });
  const answer = await fetch(`${url}/${index}`, { method: 'PUT', headers, body });
  if (!answer.ok) throw new Error(`The search engine did not make the index ${index}: ${await answer.text()}`);
}

/** Deletes an index, if it is there. */
export async function deleteIndex(url: string, index: string): Promise<void> {
  await fetch(`${url}/${index}`, { method: 'DELETE' });
}
