/**
 * Indexes new documents, round by round, until they are searchable: by the index function on events of Lambda (`handler`), or
 * as ready-made bodies of `_bulk` by the same client (`floor`). Started by `startWorker`.
 */
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { bulkBody, bulkRequests } from '../../core/search/bulk.ts';
import { MAX_IN_FLIGHT } from '../../lambdas/indexer/deliver.ts';
import { createIndexerHandler } from '../../lambdas/indexer/indexer.ts';
import { invoke } from '../../local/runner/invoke.ts';
import { INDEX } from '../../local/runner/wiring.ts';
import type { LineFile } from '../lines/line-files.ts';
import { recordsOf, sentOf } from './documents.ts';
import { indexEnvironment } from './environments.ts';
import { eventsOf } from './events.ts';
import { emptyIndex } from './search.ts';
import { serveRounds, workerArgument } from './serve-rounds.ts';

/** What it is started with. */
export interface IndexWork {
  readonly job: 'handler' | 'floor';
  readonly url: string;
  readonly file: LineFile;
  /** Makes the documents of this worker others than those of another. */
  readonly seed: number;
  /** The index of all of the file's documents. */
  readonly index: string;
}

/** As many as the pollers' invocations have on their way together. */
const IN_FLIGHT = INDEX.pollers * MAX_IN_FLIGHT;
const REQUEST_TIMEOUT_MILLIS = 60_000;

const { job, url, file, seed, index } = workerArgument() as IndexWork;
const engine = createSearchEngine({ engine: 'opensearch', url, authentication: { kind: 'none' } });
serveRounds(job === 'handler' ? handlerRound() : floorRound);

function handlerRound(): (round: number) => Promise<() => Promise<void>> {
  const handler = createIndexerHandler(indexEnvironment(url));
  return async (round) => {
    await emptyIndex(url, index);
    const events = eventsOf(recordsOf(file, { fileId: fileIdOf(round), userAgentDetails: true })).values();
    const poll = async (): Promise<void> => {
      for (const event of events) {
        const answer = await invoke(handler, event, { functionName: 'index', timeoutMillis: REQUEST_TIMEOUT_MILLIS });
        if (answer.batchItemFailures.length > 0) throw new Error('The index function handed records back.');
      }
    };
    return async () => {
      await Promise.all(Array.from({ length: INDEX.pollers }, poll));
      await makeSearchable();
    };
  };
}

async function floorRound(round: number): Promise<() => Promise<void>> {
  await emptyIndex(url, index);
  const records = recordsOf(file, { fileId: fileIdOf(round), userAgentDetails: true });
  const documents = records.map(({ key, value }) => {
    return { index, id: key, operation: 'index' as const, source: sentOf(value) };
  });
  const bodies = Array.from(bulkRequests(documents), bulkBody).values();
  return async () => {
    const sendNext = async (): Promise<void> => {
      for (const body of bodies) {
        const items = await engine.bulk(body, REQUEST_TIMEOUT_MILLIS);
        if (items.some(({ status }) => status !== 201))
          throw new Error('The search engine refused a ready-made document.');
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, sendNext));
    await makeSearchable();
  };
}

async function makeSearchable(): Promise<void> {
  await engine.request('POST', `/${index}/_refresh`);
}

function fileIdOf(round: number): string {
  return Buffer.from((seed * 100_000 + round).toString(16).padStart(20, '0'), 'hex').toString('base64url');
}
