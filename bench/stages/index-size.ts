import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import type { SearchEngine } from '../../core/ports.ts';
import { bulkBody, bulkRequests, type IndexDocument } from '../../core/search/bulk.ts';

/** `GET _cat/segments?format=json&bytes=b`: numbers are text there. */
const segmentsSchema = v.array(v.object({ size: v.pipe(v.string(), v.transform(Number)) }));
const REQUEST_TIMEOUT_MILLIS = 60_000;
/** Looks at the segments until there is one: Elasticsearch lets go of what was merged a moment later. */
const LOOKS = 50;
const LOOK_MILLIS = 200;

/**
 * Indexes documents that are not there yet.
 *
 * @param inFlight requests that are on their way together
 */
export async function fill(engine: SearchEngine, documents: readonly IndexDocument[], inFlight = 1): Promise<void> {
  const requests = bulkRequests(documents);
  const sendNext = async (): Promise<void> => {
    for (const request of requests) {
      const items = await engine.bulk(bulkBody(request), REQUEST_TIMEOUT_MILLIS);
      if (items.some(({ status }) => status !== 201)) throw new Error('The search engine refused a document.');
    }
  };
  await Promise.all(Array.from({ length: inFlight }, sendNext));
}

/** Makes all segments of an index one, and returns its bytes. */
export async function mergedBytes(engine: SearchEngine, index: string): Promise<number> {
  await engine.request('POST', `/${index}/_forcemerge?max_num_segments=1&flush=true`);
  await engine.request('POST', `/${index}/_refresh`);
  // not `_stats/store`, which for a while after a merge still has the size before it
  let sizes = await segmentSizes(engine, index);
  for (let look = 0; sizes.length > 1 && look < LOOKS; look++) {
    await sleep(LOOK_MILLIS);
    await engine.request('POST', `/${index}/_refresh`);
    sizes = await segmentSizes(engine, index);
  }
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function segmentSizes(engine: SearchEngine, index: string): Promise<number[]> {
  const answer = await engine.request('GET', `/_cat/segments/${index}?format=json&bytes=b`);
  return v.parse(segmentsSchema, answer).map(({ size }) => size);
}
