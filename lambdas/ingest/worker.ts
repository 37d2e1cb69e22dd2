import { layersText } from '../../core/files/layers.ts';
import { type FileDecision, partMessage, partStarts } from '../../core/files/parts.ts';
import { labelOf } from '../../core/format-table.ts';
import type { LedgerEntry } from '../../core/ledger/ledger.ts';
import { INBOX_PREFIX, REPLAY_PREFIX } from '../../core/names.ts';
import { documentOptionsLoader } from '../document-environment.ts';
import { errorFields, type Log, type LogFields } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { decideFile } from './decide.ts';
import type { ObjectName, Work } from './events.ts';
import { createFileTools, type WorkerTools } from './file-tools.ts';
import { readParts, refuseFile } from './read-parts.ts';
import type { PartsStart } from './reading.ts';

/**
 * Does what one message requests, until the deadline (epoch milliseconds). When it resolves, the message can be deleted:
 * what is left to do has been queued.
 */
export type Worker = (work: Work, deadlineMillis: number) => Promise<void>;

/** Makes the worker of one environment. */
export function createWorker(tools: WorkerTools): Worker {
  const { configuration, store, queue, log, metrics } = tools;
  const documentOptions = documentOptionsLoader(configuration.documents, configuration.aws);

  async function workOnObject(object: ObjectName, deadlineMillis: number): Promise<void> {
    if (![INBOX_PREFIX, REPLAY_PREFIX].some((prefix) => object.key.startsWith(prefix))) {
      log.warn('object skipped: nothing under its prefix is ingested', { bucket: object.bucket, key: object.key });
      return;
    }
    const { sources } = configuration.documents;
    const options = await documentOptions();
    const deciding = { sources, partBytes: configuration.partBytes, idKey: options.pseudonymKey };
    const { file, refusal } = await decideFile(object, store, deciding);
    if (refusal !== undefined) {
      report([await refuseFile(await createFileTools(tools, file, options, deadlineMillis), refusal)]);
      return;
    }
    const starts = partStarts(file);
    if (starts.length === 1) {
      await workOnParts(file, { start: 0 }, deadlineMillis);
    } else {
      await queue.send(starts.map((start) => partMessage(file, start)));
      log.info('file split', { ...fileFields(file), parts: starts.length });
    }
  }

  async function workOnParts(file: FileDecision, from: PartsStart, deadlineMillis: number): Promise<void> {
    const fileTools = await createFileTools(tools, file, await documentOptions(), deadlineMillis);
    const { continueAt, format, entries } = await readParts(fileTools, from);
    // last, so that a failure before it repeats this part and never skips one
    if (continueAt !== undefined) {
      await queue.send([partMessage({ ...file, format }, continueAt.start, continueAt.progress)]);
      const position = continueAt.progress?.line.position ?? continueAt.start;
      log.info('file continued', { ...fileFields(file), start: continueAt.start, position });
    }
    report(entries);
  }

  function report(entries: readonly LedgerEntry[]): void {
    for (const entry of entries) {
      logEntry(log, entry);
      countEntry(metrics, entry);
    }
  }

  return async (work, deadlineMillis) => {
    if (work.kind === 'part') {
      await workOnParts(work.file, work, deadlineMillis);
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
