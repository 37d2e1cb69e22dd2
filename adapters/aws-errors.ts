import { KafkaInsightError } from '../core/errors.ts';

/** Names under which AWS, its SDK and its clients report a request that is unsigned or not permitted. */
const DENIED =
  /^(?:AccessDenied|UnrecognizedClient|InvalidSignature|ExpiredToken|CredentialsProvider|InvalidClientTokenId|TokenRefresh|MissingAuthenticationToken)/;

/**
 * Converts what an AWS client threw.
 *
 * @param doing what failed, as the beginning of a sentence
 * @returns AWS_ACCESS_DENIED or AWS_UNAVAILABLE
 */
export function awsError(error: unknown, doing: string): KafkaInsightError {
  const name = error instanceof Error ? error.name : '';
  const reason = (error instanceof Error ? `${name}: ${error.message}` : String(error)).replace(/\.$/, '');
  if (DENIED.test(name)) {
    return new KafkaInsightError(
      'AWS_ACCESS_DENIED',
      `${doing} failed: ${reason}. Sign in (AWS_PROFILE, \`aws sso login\`, or AWS_ACCESS_KEY_ID and so on) as a user who may do this.`,
      { cause: error },
    );
  }
  return new KafkaInsightError(
    'AWS_UNAVAILABLE',
    `${doing} failed: ${reason}. Check the network and AWS_REGION, and try again in a minute.`,
    { cause: error },
  );
}
