import { createHash, randomUUID } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { constants, copyFile, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KafkaInsightError } from '../../core/errors.ts';

/** A content: a file in the folder `objects`, or its first bytes. */
export interface StoredContent {
  readonly blob: string;
  readonly sizeBytes: number;
}

/**
 * Writes a content that no object has yet, streamed. Errors: DISK_FULL.
 *
 * @returns also the quoted MD5 of it: S3's etag of an object put in one piece
 */
export async function writeContent(
  folder: string,
  body: AsyncIterable<Uint8Array>,
): Promise<StoredContent & { readonly md5: string }> {
  const blob = randomUUID();
  const path = join(folder, blob);
  const hash = createHash('md5');
  let sizeBytes = 0;
  try {
    await using file = await open(path, 'wx');
    for await (const chunk of body) {
      hash.update(chunk);
      await file.writeFile(chunk);
      sizeBytes += chunk.length;
    }
  } catch (error) {
    await rm(path, { force: true });
    throw isDiskFull(error) ? diskFull(folder, error) : error;
  }
  return { blob, sizeBytes, md5: `"${hash.digest('hex')}"` };
}

/**
 * Appends bytes to a content, streamed; existing bytes do not change, so that readers can continue. What a failure leaves at the end
 * belongs to no object, and is overwritten. Errors: DISK_FULL.
 */
export async function appendContent(
  folder: string,
  { blob, sizeBytes }: StoredContent,
  body: AsyncIterable<Uint8Array>,
): Promise<StoredContent> {
  let position = sizeBytes;
  try {
    await using file = await open(join(folder, blob), constants.O_WRONLY);
    for await (const chunk of body) {
      for (let written = 0; written < chunk.length;) {
        written += (await file.write(chunk, written, chunk.length - written, position + written)).bytesWritten;
      }
      position += chunk.length;
    }
  } catch (error) {
    throw isDiskFull(error) ? diskFull(folder, error) : error;
  }
  return { blob, sizeBytes: position };
}

/** Copies a content that several objects share, so that bytes can be appended to it. Errors: DISK_FULL. */
export async function copyContent(folder: string, { blob, sizeBytes }: StoredContent): Promise<StoredContent> {
  const copy = randomUUID();
  try {
    await copyFile(join(folder, blob), join(folder, copy), constants.COPYFILE_FICLONE);
  } catch (error) {
    await rm(join(folder, copy), { force: true });
    throw isDiskFull(error) ? diskFull(folder, error) : error;
  }
  return { blob: copy, sizeBytes };
}

/**
 * The etag of a content that bytes can be, or were, appended to. Like S3's etag of such an object it is not an MD5; it names file and
 * length, so that it also identifies earlier states of the object.
 */
export function appendableEtag({ blob, sizeBytes }: StoredContent): string {
  return `"${blob}-${sizeBytes}"`;
}

/** The state of an object that an etag identifies: the current one, or one with only the bytes that it once had. */
export function stateOf<Named extends StoredContent & { readonly etag: string }>(
  object: Named,
  etag: string,
): Named | undefined {
  if (etag === object.etag) return object;
  const prefix = `"${object.blob}-`;
  const sizeBytes = etag.startsWith(prefix) ? Number.parseInt(etag.slice(prefix.length), 10) : NaN;
  const isEarlier = sizeBytes < object.sizeBytes && etag === appendableEtag({ blob: object.blob, sizeBytes });
  return isEarlier ? { ...object, etag, sizeBytes } : undefined;
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

function diskFull(folder: string, cause: unknown): KafkaInsightError {
  const { bavail, bsize } = statfsSync(folder);
  const freeMib = Math.floor((bavail * bsize) / 2 ** 20);
  return new KafkaInsightError(
    'DISK_FULL',
    `The disk of ${folder} is full (${freeMib} MiB free). Nothing of the file was stored. Free some space there: it is retried.`,
    { cause },
  );
}
