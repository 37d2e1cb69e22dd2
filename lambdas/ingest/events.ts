import * as v from 'valibot';
import { KafkaInsightError } from '../../core/errors.ts';
import { isPartMessage, type PartMessage, readPartMessage } from '../../core/files/parts.ts';
import { WHOLE_EVENT } from '../../core/names.ts';

/** An object that S3 announced. */
export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
  /** Absent where the bucket is not versioned. */
  readonly versionId?: string;
  /** Whether all of it is produced, whatever was produced before. Default: false. */
  readonly whole?: boolean;
}

/** What a message requests. */
export type Work = { readonly kind: 'objects'; readonly objects: readonly ObjectName[] } | PartMessage;

const text = v.pipe(v.string(), v.nonEmpty());

/** What is read of an S3 event (Amazon S3 user guide, "Event message structure"). */
const s3EventSchema = v.object({
  Records: v.array(
    v.object({
      eventSource: v.literal('aws:s3'),
      eventName: text,
      /** Set by the command `backfill`, not by S3. */
      [WHOLE_EVENT]: v.optional(v.boolean(), false),
      s3: v.object({
        bucket: v.object({ name: text }),
        object: v.object({ key: text, versionId: v.nullish(text) }),
      }),
    }),
  ),
});

/** S3 sends this once, when notifications are configured (Amazon S3 user guide, "Event notification types"). */
const testEventSchema = v.object({ Event: v.literal('s3:TestEvent') });

/**
 * The objects that an S3 event says were created: none for any other event.
 *
 * @throws KafkaInsightError EVENT_INVALID
 */
export function readS3Event(event: unknown): ObjectName[] {
  if (v.is(testEventSchema, event)) return [];
  const result = v.safeParse(s3EventSchema, event);
  if (!result.success) throw invalid(result.issues.map((issue) => v.getDotPath(issue) ?? 'event').join(', '));
  return result.output.Records.filter(({ eventName }) => /^(?:s3:)?ObjectCreated:/.test(eventName)).map(
    ({ s3, [WHOLE_EVENT]: whole }) => ({
      bucket: s3.bucket.name,
      key: decodeKey(s3.object.key),
      ...(s3.object.versionId && { versionId: s3.object.versionId }),
      ...(whole && { whole }),
    }),
  );
}

/**
 * What the body of a queue's message requests.
 *
 * @throws KafkaInsightError EVENT_INVALID
 */
export function readMessage(body: string): Work {
  const message = parseJson(body);
  return isPartMessage(message) ? readPartMessage(message) : { kind: 'objects', objects: readS3Event(message) };
}

/** Keys are URL-encoded in events, a space as `+` (Amazon S3 user guide, "Event message structure"). */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (cause) {
    throw invalid('Records.s3.object.key is not URL-encoded', cause);
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw invalid('it is no JSON', cause);
  }
}

function invalid(problem: string, cause?: unknown): KafkaInsightError {
  return new KafkaInsightError(
    'EVENT_INVALID',
    `An event is neither one of S3 nor a part message of the ingest function (wrong: ${problem}). ` +
      'Let nothing but the bucket and the function itself write to its queue.',
    { cause },
  );
}
