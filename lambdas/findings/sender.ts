import { createDeliveryQueue } from '../../adapters/notifications/queue.ts';
import { readSecrets } from '../../adapters/notifications/secrets.ts';
import { sendMessage } from '../../adapters/notifications/send.ts';
import type { Destination } from '../../core/notifications/settings.ts';
import type { FindingsConfiguration } from './environment.ts';
import type { TellOptions } from './tell.ts';

/** A destination that failed is left alone for so long: where nothing is queued, the function runs every few seconds. */
const PAUSE_MILLIS = 60_000;

/**
 * Who is notified, and how messages get there.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID where a secret is missing
 */
export function senderOf(
  telling: FindingsConfiguration['telling'],
  now: () => number = Date.now,
): Pick<TellOptions, 'destinations' | 'send'> {
  if (telling === undefined) return { destinations: [], send: () => Promise.resolve() };
  const { destinations } = telling;
  if ('queueUrl' in telling) {
    const put = createDeliveryQueue(telling.aws, telling.queueUrl);
    return { destinations, send: ({ name }, message) => put({ destination: name, message }) };
  }
  const secrets = readSecrets(telling.secrets, destinations, 'NOTIFICATIONS_FILE');
  const email = (): Promise<void> => Promise.reject(new TypeError('E-mail needs a stage.'));
  return { destinations, send: pausing((one, message) => sendMessage(one, message, { secrets, email, now }), now) };
}

function pausing(send: TellOptions['send'], now: () => number): TellOptions['send'] {
  const failed = new Map<string, { readonly error: unknown; readonly untilMillis: number }>();
  return async (destination: Destination, message) => {
    const last = failed.get(destination.name);
    if (last !== undefined && now() < last.untilMillis) throw last.error;
    try {
      await send(destination, message);
    } catch (error) {
      failed.set(destination.name, { error, untilMillis: now() + PAUSE_MILLIS });
      throw error;
    }
  };
}
