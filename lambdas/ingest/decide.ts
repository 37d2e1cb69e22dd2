import { lineTimes } from '../../core/documents/line-times.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { fileId, MAX_FILE_BYTES } from '../../core/files/file-id.ts';
import { firstTimedLine } from '../../core/files/first-timed-line.ts';
import type { IdKey } from '../../core/files/id-key.ts';
import { joiningOf } from '../../core/files/joining.ts';
import { unhashedEtag } from '../../core/files/kept-etag.ts';
import { notText } from '../../core/files/not-text.ts';
import type { FileDecision } from '../../core/files/parts.ts';
import { type Source, sourceOf } from '../../core/files/sources.ts';
import { detectFormat } from '../../core/formats/detect.ts';
import { nearestFormat } from '../../core/formats/nearest.ts';
import { INBOX_PREFIX } from '../../core/names.ts';
import type { ObjectStore } from '../../core/ports.ts';
import type { ObjectName } from './events.ts';
import { lookInto } from './layers/take-off.ts';

const BYTE_ORDER_MARK = '\ufeff';

/** What is decided of a file. */
export interface Decided {
  readonly file: FileDecision;
  /** FILE_NOT_TEXT or FILE_TOO_LARGE: why it is not to be read. */
  readonly refusal?: KafkaInsightError;
}

/**
 * Decides everything that the parts of a file must agree on, from the object's metadata and its beginning.
 *
 * @throws KafkaInsightError OBJECT_NOT_FOUND, OBJECT_CHANGED, OBJECT_STORE_UNAVAILABLE
 */
export async function decideFile(
  { bucket, key, versionId, whole }: ObjectName,
  store: Pick<ObjectStore, 'head' | 'read'>,
  configuration: { readonly sources: readonly Source[]; readonly partBytes: number; readonly idKey: IdKey },
): Promise<Decided> {
  const { idKey } = configuration;
  const { sizeBytes, modifiedMillis, storedMillis, ...pin } = await store.head(bucket, key, versionId);
  const { layers, beginning, kind } = await lookInto(() => store.read(pin));
  const source = sourceOf(configuration.sources, key.startsWith(INBOX_PREFIX) ? key.slice(INBOX_PREFIX.length) : key);
  const text = withoutMark(beginning);
  const { format, joining } = joiningOf(text, source, source.format ?? detectFormat(text));
  const [untimedMillis] = lineTimes({ modifiedMillis, format, source }, beginning);
  const nearest = nearestFormat(text, source.format);
  const file = {
    id: fileId(bucket, key, beginning, idKey),
    pin,
    ...(firstTimedLine(beginning) === undefined && { isProvisional: true as const }),
    ...(idKey !== undefined && { keptEtag: unhashedEtag({ storedMillis, sizeBytes }) }),
    sizeBytes,
    modifiedMillis,
    ...(untimedMillis !== undefined && { untimedMillis }),
    storedMillis,
    layers,
    format,
    ...(joining !== undefined && { joining }),
    source,
    ...(nearest !== undefined && { nearest }),
    ...(whole === true && { whole }),
    partBytes: configuration.partBytes,
  };
  if (sizeBytes > MAX_FILE_BYTES) return { file, refusal: tooLarge(key, sizeBytes) };
  return { file, ...(kind !== undefined && { refusal: notText(key, layers, kind) }) };
}

function tooLarge(key: string, sizeBytes: number): KafkaInsightError {
  return new KafkaInsightError(
    'FILE_TOO_LARGE',
    `${key} has ${sizeBytes} bytes; a file may have at most ${MAX_FILE_BYTES} (1 TiB). It was not read: split it, and drop the pieces.`,
  );
}

function withoutMark(beginning: Buffer): Buffer {
  return beginning.subarray(beginning.indexOf(BYTE_ORDER_MARK) === 0 ? Buffer.byteLength(BYTE_ORDER_MARK) : 0);
}
