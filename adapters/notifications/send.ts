import type { Message } from '../../core/notifications/message.ts';
import type { Destination } from '../../core/notifications/settings.ts';
import { postJson } from './post.ts';
import { pagerDutyBody, slackBody, teamsBody, webhookBody } from './requests.ts';
import type { DestinationSecrets } from './secrets.ts';
import { signatureHeaders } from './webhook-signature.ts';

/** What sending needs in addition to the message. */
export interface SendOptions {
  readonly secrets: DestinationSecrets;
  /** Sends an e-mail. */
  readonly email: (message: Message) => Promise<void>;
  /** Default: PagerDuty's own. */
  readonly pagerDutyUrl?: string;
  /** The time, epoch milliseconds. */
  readonly now: () => number;
}

const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue';

/**
 * Sends a message to a destination. Sending it again is harmless where the receiver knows ids.
 *
 * @throws KafkaInsightError NOTIFICATION_UNAVAILABLE, NOTIFICATION_REFUSED
 */
export async function sendMessage(
  { name, kind }: Pick<Destination, 'name' | 'kind'>,
  message: Message,
  { secrets, email, pagerDutyUrl = PAGERDUTY_URL, now }: SendOptions,
): Promise<void> {
  const secret = secrets[name] ?? '';
  switch (kind) {
    case 'email':
      return email(message);
    case 'slack':
      return postJson(name, secret, JSON.stringify(slackBody(message)));
    case 'teams':
      return postJson(name, secret, JSON.stringify(teamsBody(message)));
    case 'pagerduty':
      return postJson(name, pagerDutyUrl, JSON.stringify(pagerDutyBody(message, secret)));
    case 'webhook': {
      const timeMillis = now();
      const body = JSON.stringify(webhookBody(message, timeMillis));
      return postJson(name, secret, body, signatureHeaders(secrets.signingKey ?? '', message.id, timeMillis, body));
    }
  }
}
