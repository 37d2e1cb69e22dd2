import * as v from 'valibot';
import { KafkaInsightError } from '../errors.ts';
import { type FormatChoice, formatLabels } from '../format-table.ts';
import { hasHeader } from '../formats/layouts/header.ts';
import type { Nearest } from '../formats/nearest.ts';
import type { ObjectPin } from '../ports.ts';
import type { Joining } from './event-joiner.ts';
import { FILE_ID_PATTERN } from './file-id.ts';
import { joiningSchema } from './joining.ts';
import { type Layer, layerNames } from './layers.ts';
import { type PartProgress, partProgressSchema, progressMessage } from './part-progress.ts';
import { formatSchema, type Source, sourceSchema } from './sources.ts';

/**
 * What is decided once for a file, when its event arrives, and then travels with each of its parts, so that no part sees
 * it differently.
 */
export interface FileDecision {
  /** See `fileId`. */
  readonly id: string;
  /** The one content that all parts read. */
  readonly pin: ObjectPin;
  /** True where it is identified by its first KiB, since it has no complete line with a time: growing can give it another id. */
  readonly isProvisional?: true;
  /** What the ledger keeps in place of its etag, see `unhashedEtag`; absent where it keeps the etag. */
  readonly keptEtag?: string;
  /** Size of the object as it is stored, in bytes. */
  readonly sizeBytes: number;
  /** The file's modification time, epoch milliseconds. */
  readonly modifiedMillis: number;
  /** The time of lines without any, epoch milliseconds: that of the file's first line that has one. Absent where none has. */
  readonly untimedMillis?: number;
  /** When the object was stored, epoch milliseconds: the version of its documents. */
  readonly storedMillis: number;
  /** What is removed from its bytes to get its content, the outermost first. A file that has layers is continued, not split. */
  readonly layers: readonly Layer[];
  /** Fixed by the source, else detected from the first lines. */
  readonly format: FormatChoice;
  /** How lines are joined to events; absent where each is one. */
  readonly joining?: Joining;
  readonly source: Source;
  /** The format that its first lines come closest to, if not all of them have one. */
  readonly nearest?: Nearest;
  /** Whether all of it is produced, whatever was produced before. Default: false. */
  readonly whole?: boolean;
  /** Parts are this long, in bytes of the content; only the last may be shorter. */
  readonly partBytes: number;
}

/**
 * A message that the ingest function queues for itself: read the part of `file` that begins at `start`. Where the file has layers, its
 * later parts are meant too, since they can only be reached through this one.
 */
export interface PartMessage {
  readonly kind: 'part';
  readonly file: FileDecision;
  /** Byte offset in the content, a multiple of `file.partBytes`. */
  readonly start: number;
  /** Where an earlier invocation stopped within a line; absent where the part is read from its start. */
  readonly progress?: PartProgress;
}

/** Whether each part of a file can only be reached through the one before: under layers, and where lines say how those after them are read. */
export function isContinued({ layers, format }: Pick<FileDecision, 'layers' | 'format'>): boolean {
  return layers.length > 0 || hasHeader(format);
}

/**
 * How many parts a file has, as far as that is known beforehand: of a plain one by its size; of one under layers, whose
 * length only reading it shows, nothing is known. An empty file has one empty part.
 */
export function partCount({ layers, format, sizeBytes, partBytes }: FileDecision): number | undefined {
  return !isContinued({ layers, format }) ? Math.max(1, Math.ceil(sizeBytes / partBytes)) : undefined;
}

/** Where the parts of a file begin; of one under layers the first, through which the others are reached. */
export function partStarts(file: FileDecision): number[] {
  return Array.from({ length: partCount(file) ?? 1 }, (_, number) => number * file.partBytes);
}

/** A part message as the JSON text that goes over the queue. */
export function partMessage(file: FileDecision, start: number, progress?: PartProgress): string {
  return JSON.stringify({ kind: 'part', file, start, ...(progress && { progress: progressMessage(progress) }) });
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const millis = v.pipe(v.number(), v.safeInteger());
const text = v.pipe(v.string(), v.nonEmpty());

const partMessageSchema = v.pipe(
  v.object({
    kind: v.literal('part'),
    file: v.object({
      id: v.pipe(v.string(), v.regex(FILE_ID_PATTERN)),
      pin: v.object({ bucket: text, key: text, etag: text, versionId: v.exactOptional(text) }),
      isProvisional: v.exactOptional(v.literal(true)),
      keptEtag: v.exactOptional(text),
      sizeBytes: count,
      modifiedMillis: millis,
      untimedMillis: v.exactOptional(millis),
      storedMillis: count,
      layers: v.array(v.picklist(layerNames)),
      format: formatSchema,
      joining: v.exactOptional(joiningSchema),
      source: sourceSchema,
      nearest: v.exactOptional(v.object({ format: v.picklist(formatLabels), reason: v.string() })),
      whole: v.exactOptional(v.boolean()),
      partBytes: v.pipe(count, v.minValue(1)),
    }),
    start: count,
    progress: v.exactOptional(partProgressSchema),
  }),
  v.check(({ file, start }) => start % file.partBytes === 0, 'start is no multiple of file.partBytes'),
);

/** Whether a parsed message of the queue is a part message, valid or not. */
export function isPartMessage(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'part';
}

/**
 * Validates a parsed message of the queue.
 *
 * @throws KafkaInsightError EVENT_INVALID naming every field that is wrong
 */
export function readPartMessage(message: unknown): PartMessage {
  const result = v.safeParse(partMessageSchema, message);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'message'}: ${issue.message}`);
  throw new KafkaInsightError(
    'EVENT_INVALID',
    `A part message on the queue is not as this version of the ingest function writes it (${problems.join('; ')}). ` +
      'Another version wrote it, or something else, which nothing should; drop the file again to have it read.',
  );
}
