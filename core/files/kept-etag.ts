import type { ObjectSummary } from '../ports.ts';

type Facts = Omit<ObjectSummary, 'key'>;

const UNHASHED = /^stored-\d+-\d+$/;
const SECOND_MILLIS = 1000;

/**
 * What the ledger keeps in place of an object's etag where names are replaced: the etag is the MD5 of most contents, by which a short one
 * can be guessed. The time at which it was stored and its size distinguish the contents of one key; S3 gives the time in seconds.
 */
export function unhashedEtag({ storedMillis, sizeBytes }: Omit<Facts, 'etag'>): string {
  return `stored-${Math.floor(storedMillis / SECOND_MILLIS)}-${sizeBytes}`;
}

/** Whether it is what {@link unhashedEtag} makes: the object cannot be requested by it. */
export function isUnhashed(kept: string): boolean {
  return UNHASHED.test(kept);
}

/** Whether an object is the one of which the ledger keeps this. */
export function isKeptEtag(kept: string, object: Facts): boolean {
  return kept === object.etag || kept === unhashedEtag(object);
}
