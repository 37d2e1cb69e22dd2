import { detectCompression } from '../../pipeline/files/compression.ts';
import { lineTimes } from '../../pipeline/documents/line-times.ts';
import { KafkaInsightError } from '../../pipeline/errors.ts';
import { fileId, MAX_FILE_BYTES } from '../../pipeline/files/file-id.ts';
import { detectFormat } from '../../pipeline/formats/detect.ts';
import { DETECTION_BYTES } from '../../pipeline/limits.ts';
import { INBOX_PREFIX } from '../../pipeline/names.ts';
import type { FileDecision } from '../../pipeline/files/parts.ts';
import type { ObjectStore } from '../../pipeline/ports.ts';
import { type Source, sourceOf } from '../../pipeline/sources.ts';
import { decompress } from './decompress.ts';
import type { ObjectName } from './events.ts';

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Decides all that the parts of a file have to agree on, from what the store tells of the object and from its beginning.
 *
 * @throws KafkaInsightError FILE_TOO_LARGE, OBJECT_NOT_FOUND, OBJECT_CHANGED, OBJECT_STORE_UNAVAILABLE
 */
export async function decideFile(
  { bucket, key, versionId }: ObjectName,
  store: ObjectStore,
  configuration: { readonly sources: readonly Source[]; readonly partBytes: number },
): Promise<FileDecision> {
  const { sizeBytes, modifiedMillis, storedMillis, ...pin } = await store.head(bucket, key, versionId);
  if (sizeBytes > MAX_FILE_BYTES) throw tooLarge(key, sizeBytes);
  const stored = await beginningOf(store.read(pin, { start: 0, end: DETECTION_BYTES }));
  const compression = detectCompression(stored);
  const beginning = compression === 'none' ? stored : await beginningOf(decompress(() => store.read(pin), compression));
  const source = sourceOf(configuration.sources, key.startsWith(INBOX_PREFIX) ? key.slice(INBOX_PREFIX.length) : key);
  const format = source.format ?? detectFormat(withoutMark(beginning));
  const [untimedMillis] = lineTimes({ modifiedMillis, format, source }, beginning);
  return {
    id: fileId(bucket, key, beginning),
    pin,
    sizeBytes,
    modifiedMillis,
    ...(untimedMillis !== undefined && { untimedMillis }),
    storedMillis,
    compression,
    format,
    source,
    partBytes: configuration.partBytes,
  };
}

/** The first DETECTION_BYTES, or what there is; of a compressed file that breaks off sooner, what stands before the break. */
async function beginningOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      pieces.push(chunk);
      bytes += chunk.length;
      if (bytes >= DETECTION_BYTES) break;
    }
  } catch (error) {
    if (!(error instanceof KafkaInsightError) || error.code !== 'DECOMPRESSION_FAILED') throw error;
  }
  return Buffer.concat(pieces).subarray(0, DETECTION_BYTES);
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
