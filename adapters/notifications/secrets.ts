import * as v from 'valibot';
import { KafkaInsightError } from '../../core/errors.ts';
import type { Destination } from '../../core/notifications/settings.ts';
import { isSigningKey } from './webhook-signature.ts';

/** What is secret of destinations: addresses of webhooks and keys, by the destination's name. */
export interface DestinationSecrets {
  readonly signingKey?: string | undefined;
  readonly [destination: string]: string | undefined;
}

const secretsSchema = v.record(v.string(), v.string());
/** Entities could be read from unencrypted network traffic; on this machine there is none. */
const WEBHOOK = /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::|\/|$))/;
const ROUTING_KEY = /^[A-Za-z0-9]{32}$/;

/**
 * Reads the JSON text of a secret, or of a file.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID naming everything that is missing or not of its form, without any value
 */
export function readSecrets(text: string, destinations: readonly Destination[], where: string): DestinationSecrets {
  const secrets = parse(text);
  const problems = destinations.flatMap(({ name, kind }) => problemsOf(kind, name, secrets));
  if (secrets !== undefined && problems.length === 0) return secrets;
  const list = secrets === undefined ? ['it is no JSON object of texts'] : problems;
  throw new KafkaInsightError(
    'CONFIGURATION_INVALID',
    `The secrets of destinations in ${where} are not valid:\n${list.map((problem) => `- ${problem}`).join('\n')}\n` +
      'docs/findings.md, "Notifications", says what each kind needs. Nothing is sent to them until then; nothing is lost.',
  );
}

function parse(text: string): DestinationSecrets | undefined {
  try {
    const result = v.safeParse(secretsSchema, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

function problemsOf(kind: Destination['kind'], name: string, secrets: DestinationSecrets = {}): string[] {
  const own = secrets[name] ?? '';
  switch (kind) {
    case 'email':
      return [];
    case 'pagerduty':
      return ROUTING_KEY.test(own) ? [] : [`${name} must be the integration's routing key, 32 letters and digits`];
    case 'slack':
    case 'teams':
      return webhookProblems(name, own);
    case 'webhook':
      return [
        ...webhookProblems(name, own),
        ...(isSigningKey(secrets.signingKey ?? '') ? [] : ['signingKey must be base64 of 24 to 64 bytes']),
      ];
  }
}

function webhookProblems(name: string, url: string): string[] {
  return WEBHOOK.test(url) && URL.canParse(url) ? [] : [`${name} must be the address of a webhook, https://…`];
}
