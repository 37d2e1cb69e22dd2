import type { SQSHandler } from 'aws-lambda';
import type { Environment } from '../../adapters/environment-variables.ts';
import { readDelivery } from '../../adapters/notifications/queue.ts';
import { readSecrets } from '../../adapters/notifications/secrets.ts';
import { sendMessage } from '../../adapters/notifications/send.ts';
import { createNotificationTopic } from '../../adapters/notifications/topic.ts';
import { readSecret } from '../../adapters/secrets/secret.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { createLog, errorFields, type Log } from '../log.ts';
import { readNotifyEnvironment } from './environment.ts';

/** Replacements for the adapters of the real services. */
export interface NotifyOverrides {
  readonly email?: ReturnType<typeof createNotificationTopic>;
  /** Reads the secret's text. */
  readonly secret?: () => Promise<string>;
  readonly pagerDutyUrl?: string;
  readonly log?: Log;
}

/**
 * Creates the function that delivers messages about cases. It is outside the VPC, which has no way to the internet, and reads no logs. Its
 * queue hands over one message at a time; what fails is handed back, comes again, and ends in the dead-letter queue, which is alarmed on.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID naming all problems of the environment
 */
export function createNotifyHandler(environment: Environment, overrides: NotifyOverrides = {}): SQSHandler {
  const { aws, destinations, secretId, topicArn } = readNotifyEnvironment(environment);
  const { log = createLog('notify'), email = createNotificationTopic(aws, topicArn), pagerDutyUrl } = overrides;
  const secret = overrides.secret ?? (async () => Buffer.from(await readSecret(aws, secretId)).toString());

  async function deliver(body: string): Promise<void> {
    const { destination: name, message } = readDelivery(body);
    const destination = destinations.find((one) => one.name === name);
    if (destination === undefined) throw unknownDestination(name);
    // read each time: whoever has replaced a revoked address need not wait
    const secrets =
      destination.kind === 'email' ? {} : readSecrets(await secret(), [destination], `the secret ${secretId}`);
    await sendMessage(destination, message, { secrets, email, now: Date.now, ...(pagerDutyUrl && { pagerDutyUrl }) });
    log.info('delivered', { destination: name, kind: message.kind, key: message.key, id: message.id });
  }

  return async ({ Records }, context) => {
    log.begin(context);
    for (const { body } of Records) {
      try {
        await deliver(body);
      } catch (error) {
        log.error('not delivered', errorFields(error));
        throw error;
      }
    }
  };
}

function unknownDestination(name: string): KafkaInsightError {
  return new KafkaInsightError(
    'CONFIGURATION_INVALID',
    `A message is for the destination "${name}", which the stage no longer has. Add it again, or delete the message.`,
  );
}
