/**
 * Produces a file's lines, round by round: by the ingest function (`handler`), which reads the file from the local S3, or as
 * ready-made records by the same producer (`floor`). Started by `startWorker`.
 */
import { createRecordProducer } from '../../adapters/kafka/producer.ts';
import type { OutgoingRecord } from '../../core/ports.ts';
import { createBatchBuilder, wholeOf } from '../../core/records/batches.ts';
import { createIngestHandler } from '../../lambdas/ingest/ingest.ts';
import { createSender } from '../../lambdas/ingest/sender.ts';
import { invoke } from '../../local/runner/invoke.ts';
import type { StoredObject } from '../../local/store/objects.ts';
import { s3Event } from '../../local/store/s3-event.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import type { LineFile } from '../lines/line-files.ts';
import { PARTITIONS, recordsOf } from './documents.ts';
import { documentsOfVariant, type EngineVariantName, engineVariants } from './engine-variants.ts';
import { ingestEnvironment } from './environments.ts';
import { serveRounds, workerArgument } from './serve-rounds.ts';

/** What is produced. */
export interface ProducedRecords {
  readonly userAgentDetails: boolean;
  /** What the records of the floor hold: the documents of this name. Default: our records. */
  readonly variant?: EngineVariantName;
}

/** What it is started with. */
export interface IngestWork extends ProducedRecords {
  readonly job: 'handler' | 'floor';
  readonly brokers: string;
  readonly topic: string;
  readonly file: LineFile;
  /** Where the handler finds the file. */
  readonly storeUrl: string;
  /** The file, for each round under a name by which it is another file: one that was read before is passed over. */
  readonly objects: readonly StoredObject[];
}

const TIME_LIMIT_MILLIS = 300_000;
const work = workerArgument() as IngestWork;
serveRounds(work.job === 'handler' ? handlerRound() : floorRound());

function handlerRound(): (round: number) => Promise<() => Promise<void>> {
  const handler = createIngestHandler(ingestEnvironment(work));
  return (round) => {
    const object = work.objects[round];
    if (object === undefined) throw new Error(`There is no file for round ${round}.`);
    const event = s3Event(LOCAL_BUCKET, object, 'ObjectCreated:Put', 1);
    return Promise.resolve(async () => {
      await invoke(handler, event, { functionName: 'ingest', timeoutMillis: TIME_LIMIT_MILLIS });
    });
  };
}

function floorRound(): () => Promise<() => Promise<void>> {
  const { brokers, topic } = work;
  const producer = createRecordProducer({ brokers: brokers.split(','), security: 'plaintext', topic });
  const records = readyMade(work).map(({ key, value }) => ({ key: wholeOf(Buffer.from(key)), value: wholeOf(value) }));
  return () =>
    Promise.resolve(async () => {
      const sender = createSender(producer, Date.now() + TIME_LIMIT_MILLIS);
      const batches = createBatchBuilder(PARTITIONS, 0);
      for (const { key, value } of records) {
        const full = batches.add('log', key, value);
        if (full) await sender.send(full);
      }
      const rest = batches.flush();
      if (rest) await sender.send(rest);
      await sender.settle();
    });
}

function readyMade({ file, userAgentDetails, variant }: IngestWork): readonly Pick<OutgoingRecord, 'key' | 'value'>[] {
  if (variant === undefined) return recordsOf(file, { fileId: 'ABCDEFGHIJKLMQ', userAgentDetails });
  return documentsOfVariant(engineVariants[variant], file, '').map(({ id, source }) => ({ key: id, value: source }));
}
