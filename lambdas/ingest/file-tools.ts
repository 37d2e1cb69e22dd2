import type { DocumentOptions } from '../../core/documents/documents.ts';
import type { IdKey } from '../../core/files/id-key.ts';
import type { FileDecision } from '../../core/files/parts.ts';
import { mayHoldEvents } from '../../core/files/sources.ts';
import { MAX_LINE_BYTES } from '../../core/limits.ts';
import { REPLAY_PREFIX } from '../../core/names.ts';
import type { ObjectStore, RecordProducer, WorkQueue } from '../../core/ports.ts';
import { MAX_DEAD_LETTER_LINE_BYTES } from '../../core/records/dead-letter.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { retryTransient } from '../retry.ts';
import type { IngestConfiguration } from './environment.ts';
import {
  logLineReader,
  type PartLineReader,
  type PartOutput,
  type PartReading,
  replayLineReader,
} from './line-readers.ts';
import { createPartStates, newContent, noStates, type PartStates } from './part-states.ts';
import { createSender, type Sender } from './sender.ts';

/** Configuration and adapters of a worker. */
export interface WorkerTools {
  readonly configuration: IngestConfiguration;
  readonly store: ObjectStore;
  readonly queue: WorkQueue;
  readonly producer: RecordProducer;
  readonly log: Log;
  readonly metrics: Metrics<'ingest'>;
  readonly maxDecompressedBytes?: number | undefined;
}

/** All that reading the parts of one file needs. */
export interface FileTools {
  readonly file: FileDecision;
  readonly store: ObjectStore;
  /** Until when reading may continue, epoch milliseconds. */
  readonly deadlineMillis: number;
  /** Default: MAX_DECOMPRESSED_BYTES. */
  readonly maxDecompressedBytes?: number;
  readonly idKey: IdKey;
  readonly maxLineBytes: number;
  /** See LineBounds. */
  readonly takesApart: boolean;
  readonly lineReader: (reading: PartReading, output: PartOutput) => PartLineReader;
  readonly partitionCount: number;
  readonly sender: Sender;
  readonly states: PartStates;
  /** A hash of the object's key. */
  readonly name: string;
}

/** Creates the tools for one file, usable until the deadline (epoch milliseconds). */
export async function createFileTools(
  { configuration, store, producer, maxDecompressedBytes }: WorkerTools,
  file: FileDecision,
  options: DocumentOptions,
  deadlineMillis: number,
): Promise<FileTools> {
  const { documents } = configuration;
  const making = { options, ingestedMillis: Date.now() };
  const content = newContent(file, options);
  const isReplay = file.pin.key.startsWith(REPLAY_PREFIX);
  return {
    ...{ file, store, deadlineMillis, idKey: options.pseudonymKey, name: content.name },
    ...(maxDecompressedBytes !== undefined && { maxDecompressedBytes }),
    partitionCount: await retryTransient(() => producer.partitionCount(), deadlineMillis),
    sender: createSender(producer, deadlineMillis),
    ...(isReplay
      ? {
          lineReader: (reading, output) => replayLineReader(documents.recordSource, reading, making, output),
          takesApart: false,
          maxLineBytes: MAX_DEAD_LETTER_LINE_BYTES,
          // what is replayed are documents of any file, each with the version that it has
          states: noStates,
        }
      : {
          lineReader: (reading, output) => logLineReader(file, reading, making, output),
          takesApart: mayHoldEvents(file.source),
          maxLineBytes: MAX_LINE_BYTES,
          states: createPartStates(store, file, content),
        }),
  };
}
