/** Epoch seconds with an optional fraction, as rclone and s3fs write (https://rclone.org/s3/#modification-times-and-hashes). */
const EPOCH_SECONDS = /^(\d{1,12})(?:\.(\d{1,9}))?$/;
/** ISO 8601 with a zone, as our uploads write. */
const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
/** s3cmd packs a file's attributes into one value: `atime:1/ctime:2/mtime:1438000000/uid:0` (`preserve_attrs`). */
const S3CMD_MTIME = /(?:^|\/)mtime:(\d{1,12})(?:\/|$)/;
/** The last moment of the year 9999. */
const LAST_MILLIS = Date.UTC(10_000, 0) - 1;

/**
 * The modification time of an object's file, epoch milliseconds, from the metadata that upload tools set; `undefined` where there is
 * none, or it cannot be read.
 *
 * @param metadata user metadata, names in lower case and without `x-amz-meta-`
 */
export function modificationMillis(metadata: Readonly<Record<string, string>>): number | undefined {
  const millis = parse(metadata['mtime'] ?? S3CMD_MTIME.exec(metadata['s3cmd-attrs'] ?? '')?.[1] ?? '');
  return millis >= 0 && millis <= LAST_MILLIS ? millis : undefined;
}

function parse(text: string): number {
  const [, seconds, fraction = ''] = EPOCH_SECONDS.exec(text) ?? [];
  // digit by digit: 1.001 * 1000 is less than 1001
  if (seconds !== undefined) return Number(seconds + fraction.slice(0, 3).padEnd(3, '0'));
  return ISO_8601.test(text) ? Date.parse(text) : NaN;
}
