import { statfsSync } from 'node:fs';
import { KafkaInsightError } from '../../core/errors.ts';

const gigabyteBytes = 1e9;

/**
 * Fails before work that would fill the disk.
 * @param folder An existing folder on the disk in question.
 * @param what The work, as the message's subject.
 * @throws KafkaInsightError DISK_FULL
 */
export function requireFreeSpace(folder: string, neededBytes: number, what: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  throw new KafkaInsightError(
    'DISK_FULL',
    `${what} needs ${(neededBytes / gigabyteBytes).toFixed(1)} GB of disk space; ${(freeBytes / gigabyteBytes).toFixed(1)} GB are free at ${folder}. ` +
      'Free some space there and try again.',
  );
}
