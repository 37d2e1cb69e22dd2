import type { DocumentOptions } from '../../core/documents/documents.ts';
import { layersText } from '../../core/files/layers.ts';
import { type FileDecision, partMessage, partStarts } from '../../core/files/parts.ts';
import { labelOf } from '../../core/format-table.ts';
import type { LedgerEntry } from '../../core/ledger/ledger.ts';
import { MAX_LINE_BYTES } from '../../core/limits.ts';
import { INBOX_PREFIX, REPLAY_PREFIX } from '../../core/names.ts';
import type { ObjectStore, RecordProducer, WorkQueue } from '../../core/ports.ts';
import { MAX_DEAD_LETTER_LINE_BYTES } from '../../core/records/dead-letter.ts';
import { documentOptionsLoader } from '../document-environment.ts';
import { errorFields, type Log, type LogFields } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { retryTransient } from '../retry.ts';
import { decideFile } from './decide.ts';
import type { IngestConfiguration } from './environment.ts';
import type { ObjectName, Work } from './events.ts';
import { logLineReader, replayLineReader } from './line-readers.ts';
import type { PartTools } from './part.ts';
import { createPartStates, newContent, noStates } from './part-states.ts';
import { readParts, refuseFile } from './read-parts.ts';
import { createSender } from './sender.ts';

/** What the work is done with. */
export interface WorkerTools {
  readonly configuration: IngestConfiguration;
  readonly store: ObjectStore;
  readonly queue: WorkQueue;
  readonly producer: RecordProducer;
  readonly log: Log;
  readonly metrics: Metrics<'ingest'>;
  readonly maxDecompressedBytes?: number | undefined;
}

/**
 * Does what one message asks for, until the deadline (epoch milliseconds). When it resolves, the message may be forgotten:
 * whatever is left to do is in messages of its own.
 */
export type Worker = (work: Work, deadlineMillis: number) => Promise<void>;

/** Makes the worker of one environment. */
export function createWorker(tools: WorkerTools): Worker {
  const { configuration, store, queue, log, metrics } = tools;
  const documentOptions = documentOptionsLoader(configuration.documents, configuration.aws);

  async function workOnObject(object: ObjectName, deadlineMillis: number): Promise<void> {
    if (![INBOX_PREFIX, REPLAY_PREFIX].some((prefix) => object.key.startsWith(prefix))) {
      log.warn('object skipped: its prefix is none that is ingested', { bucket: object.bucket, key: object.key });
      return;
    }
    const { sources } = configuration.documents;
    const options = await documentOptions();
    const deciding = { sources, partBytes: configuration.partBytes, idKey: options.pseudonymKey };
    const { file, refusal } = await decideFile(object, store, deciding);
    if (refusal !== undefined) {
      report([await refuseFile(await partTools(tools, file, options, deadlineMillis), refusal)]);
      return;
    }
    const starts = partStarts(file);
    if (starts.length === 1) {
      await workOnParts(file, 0, deadlineMillis);
    } else {
      await queue.send(starts.map((start) => partMessage(file, start)));
      log.info('file split', { ...fileFields(file), parts: starts.length });
    }
  }

  async function workOnParts(file: FileDecision, start: number, deadlineMillis: number): Promise<void> {
    const options = await documentOptions();
    const outcome = await readParts({ file, start }, await partTools(tools, file, options, deadlineMillis), {
      store,
      deadlineMillis,
      ...(tools.maxDecompressedBytes !== undefined && { maxDecompressedBytes: tools.maxDecompressedBytes }),
    });
    // last, so that a failure before it repeats this part and never skips one
    if (outcome.continueAt !== undefined)
      await queue.send([partMessage({ ...file, format: outcome.format }, outcome.continueAt)]);
    report(outcome.entries);
  }

  function report(entries: readonly LedgerEntry[]): void {
    for (const entry of entries) {
      logEntry(log, entry);
      countEntry(metrics, entry);
    }
  }

  return async (work, deadlineMillis) => {
    if (work.kind === 'part') {
      await workOnParts(work.file, work.start, deadlineMillis);
      return;
    }
    const failures: unknown[] = [];
    for (const object of work.objects) {
      try {
        await workOnObject(object, deadlineMillis);
      } catch (error) {
        log.error('object failed', { bucket: object.bucket, key: object.key, ...errorFields(error) });
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
}

async function partTools(
  { configuration, producer, store }: WorkerTools,
  file: FileDecision,
  options: DocumentOptions,
  deadlineMillis: number,
): Promise<PartTools> {
  const isReplay = file.pin.key.startsWith(REPLAY_PREFIX);
  const ingestedMillis = Date.now();
  const content = newContent(file, options);
  return {
    file,
    idKey: options.pseudonymKey,
    lines: isReplay
      ? () => replayLineReader(configuration.documents.recordSource, options, ingestedMillis)
      : (version, format) => logLineReader(file, version, options, ingestedMillis, format),
    maxLineBytes: isReplay ? MAX_DEAD_LETTER_LINE_BYTES : MAX_LINE_BYTES,
    partitionCount: await retryTransient(() => producer.partitionCount(), deadlineMillis),
    sender: createSender(producer, deadlineMillis),
    // what is replayed are documents of any file, each with the version that it has
    states: isReplay ? noStates : createPartStates(store, file, content),
    name: content.name,
  };
}

function fileFields({ id, pin, sizeBytes, format, layers }: FileDecision): LogFields {
  return {
    file: id,
    bucket: pin.bucket,
    key: pin.key,
    sizeBytes,
    format: labelOf(format),
    compression: layersText(layers),
  };
}

function logEntry(
  log: Log,
  { file, start, end, last, lines, produced, skipped = 0, unparsed, error, ...entry }: LedgerEntry,
): void {
  const fields = {
    ...fileFields(file),
    ...{ start, end, last, lines, produced, skipped, unparsed },
    millis: entry.finishedMillis - entry.startedMillis,
  };
  if (error) log.error('part broken', { ...fields, code: error.code, reason: error.message });
  else log.info('part done', fields);
}

function countEntry(metrics: Metrics<'ingest'>, { produced, skipped = 0, unparsed, error }: LedgerEntry): void {
  metrics.add('LinesProduced', produced - skipped);
  metrics.add('LinesUnparsed', unparsed);
  if (error) metrics.add('PartsBroken', 1);
}
