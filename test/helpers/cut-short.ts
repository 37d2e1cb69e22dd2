import { KafkaInsightError } from '../../core/errors.ts';
import {
  type FileDecision,
  type PartMessage,
  partMessage,
  partStarts,
  readPartMessage,
} from '../../core/files/parts.ts';
import { decideFile } from '../../lambdas/ingest/decide.ts';
import { readIngestEnvironment } from '../../lambdas/ingest/environment.ts';
import { createFileTools, type FileTools, type WorkerTools } from '../../lambdas/ingest/file-tools.ts';
import { readParts } from '../../lambdas/ingest/read-parts.ts';
import { type MemoryObjectStore, memoryObjectStore } from '../fakes/object-store.ts';
import { type MemoryProducer, memoryProducer } from '../fakes/producer.ts';
import { memoryQueue } from '../fakes/work-queue.ts';
import { BUCKET, environment } from './ingest-harness.ts';
import { keptLog } from './kept-log.ts';
import { keptMetrics } from './kept-metrics.ts';

export interface CutShortOptions {
  readonly partBytes: number;
  /** What is kept of a line: longer ones are handed out event by event. */
  readonly maxLineBytes: number;
  /** Of the pieces in which an object is read. */
  readonly chunkBytes: number;
}

/** Work on files whose invocations end after as many pieces of content as they are given. */
export interface CutShort {
  readonly producer: MemoryProducer;
  readonly store: MemoryObjectStore;
  /** Stores an object a second after the one before. */
  readonly put: (key: string, body: Buffer) => Promise<void>;
  /** The messages of a file's parts, as they come back from the queue. */
  readonly messages: (key: string) => Promise<PartMessage[]>;
  /** One invocation that reads at most so many pieces; the message that continues, if one does, or that the same has to come again. */
  readonly invoke: (message: PartMessage, pieces: number) => Promise<PartMessage | 'done' | 'too late'>;
}

export function cutShort({ partBytes, maxLineBytes, chunkBytes }: CutShortOptions): CutShort {
  let nowMillis = Date.parse('2026-11-22T11:00:00Z');
  const store = memoryObjectStore({ chunkBytes, now: () => nowMillis });
  const producer = memoryProducer();
  const configuration = readIngestEnvironment({ ...environment, PART_BYTES: String(partBytes) });
  const options = { keepOriginal: 'failed', userAgentDetails: false } as const;
  const worker: WorkerTools = {
    ...{ configuration, store, producer },
    queue: memoryQueue(),
    log: keptLog(),
    metrics: keptMetrics<'ingest'>(),
  };
  const throughQueue = (...parameters: Parameters<typeof partMessage>): PartMessage =>
    readPartMessage(JSON.parse(partMessage(...parameters)));

  async function toolsFor(file: FileDecision, pieces: number): Promise<FileTools> {
    const tools = await createFileTools(worker, file, options, Infinity);
    let left = pieces;
    return {
      ...tools,
      maxLineBytes,
      // looked at after each piece
      get deadlineMillis() {
        return left-- > 0 ? Infinity : 0;
      },
    };
  }

  return {
    store,
    producer,
    async put(key, body) {
      nowMillis += 1000;
      await store.put(BUCKET, key, body, { mtime: '2026-11-22T11:00:00Z' });
    },
    async messages(key) {
      const { sources } = configuration.documents;
      const { file } = await decideFile({ bucket: BUCKET, key }, store, { sources, partBytes, idKey: undefined });
      return partStarts(file).map((start) => throughQueue(file, start));
    },
    async invoke(message, pieces) {
      const { file } = message;
      try {
        const { continueAt, format } = await readParts(await toolsFor(file, pieces), message);
        return continueAt === undefined
          ? 'done'
          : throughQueue({ ...file, format }, continueAt.start, continueAt.progress);
      } catch (error) {
        if (error instanceof KafkaInsightError && error.code === 'TIME_LIMIT') return 'too late';
        throw error;
      }
    },
  };
}
