import { createHash } from 'node:crypto';
import { INBOX_PREFIX } from '../core/names.ts';

/** A deployment that somebody marks. */
interface Deployment {
  readonly service: string;
  readonly version: string;
  readonly atMillis: number;
  readonly note?: string | undefined;
}

/** Where marks are in the bucket. */
export const MARK_PREFIX = `${INBOX_PREFIX}kafkainsight-marks/`;

/** As many hexadecimal digits of a hash as no two marks share. */
const NAME_LENGTH = 20;

/**
 * The file of a mark: one line, with ECS's category and type for a change of what runs. `event.kind` is not in it, since documents have their
 * own. Its name follows from the line, so the same mark made twice is one event.
 */
export function markFile({ service, version, atMillis, note }: Deployment): {
  readonly key: string;
  readonly body: Buffer;
} {
  const line = {
    '@timestamp': new Date(atMillis).toISOString(),
    'event.action': 'deployment',
    'event.category': ['configuration'],
    'event.type': ['change'],
    'service.name': service,
    'service.version': version,
    message: `${service} ${version} was deployed${note === undefined ? '' : `: ${note}`}`,
  };
  const body = Buffer.from(`${JSON.stringify(line)}\n`);
  const name = createHash('sha256').update(body).digest('hex').slice(0, NAME_LENGTH);
  return { key: `${MARK_PREFIX}${name}.json`, body };
}
