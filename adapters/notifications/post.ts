import { KafkaInsightError } from '../../core/errors.ts';

const TIMEOUT_MILLIS = 10_000;
const TOO_MANY_REQUESTS = 429;

/**
 * Posts JSON. Its address may be a secret: no error names it, and no redirect is followed, which would hand the request on.
 *
 * @param destination its name, for errors
 * @throws KafkaInsightError NOTIFICATION_UNAVAILABLE, NOTIFICATION_REFUSED
 */
export async function postJson(
  destination: string,
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  let status: number;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'kafkainsight', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    });
    ({ status } = answer);
    await answer.body?.cancel();
  } catch (error) {
    throw new KafkaInsightError(
      'NOTIFICATION_UNAVAILABLE',
      `The destination ${destination} was not reached (${reasonOf(error)}). The message is sent again; check the destination and the network.`,
    );
  }
  if (status < 300) return;
  const retryable = status === TOO_MANY_REQUESTS || status >= 500;
  throw new KafkaInsightError(
    retryable ? 'NOTIFICATION_UNAVAILABLE' : 'NOTIFICATION_REFUSED',
    `The destination ${destination} returned HTTP ${status}. ` +
      (retryable
        ? 'The message is sent again.'
        : 'Check its address or key, which may have been revoked, and that its kind is right.'),
  );
}

/** The code of what failed, e.g. `ECONNREFUSED`: messages of the network quote addresses. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}
