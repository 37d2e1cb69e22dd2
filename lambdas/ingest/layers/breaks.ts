import { type ErrorCode, KafkaInsightError } from '../../../core/errors.ts';
import type { Compression } from '../../../core/files/layers.ts';

/** Codes of content that can be read up to some byte, now as ever. */
const BREAKS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'DECOMPRESSION_FAILED',
  'DECOMPRESSED_TOO_LARGE',
  'COMPRESSION_UNSUPPORTED',
]);

/** Whether content could be read up to where this was thrown, and reading it again would end there too. */
export function isBreak(error: unknown): error is KafkaInsightError {
  return error instanceof KafkaInsightError && BREAKS.has(error.code);
}

/** Whether content ends too early because of what it is compressed in. */
export function isDamage(error: unknown): error is KafkaInsightError {
  return isBreak(error) && error.code !== 'DECOMPRESSED_TOO_LARGE';
}

/** @param producedBytes what came out before */
export function damaged(format: Compression, producedBytes: number, cause: unknown): KafkaInsightError {
  return new KafkaInsightError(
    'DECOMPRESSION_FAILED',
    `The ${format} content is truncated or damaged after ${producedBytes} decompressed bytes ` +
      `(${cause instanceof Error ? cause.message : String(cause)}). What is before the break was read; drop an intact file ` +
      'to get the rest.',
    { cause },
  );
}

/**
 * @param need what the content needs that it is not given, in words
 * @param command that decompresses it
 */
export function unsupported(format: Compression, need: string, command: string, cause: unknown): KafkaInsightError {
  return new KafkaInsightError(
    'COMPRESSION_UNSUPPORTED',
    `The ${format} content needs ${need}, which it is not given. Decompress it (${command}), and drop it so or compressed ` +
      'with the default settings.',
    { cause },
  );
}
