import type { Daemon, Requester } from '../journal.ts';
import { type Printable, printed } from '../printable.ts';
import { whole } from '../random.ts';
import type { Scene } from '../scene.ts';
import { createPage } from '../world/catalogue.ts';
import { severities } from './habits.ts';
import type { Walk } from './walk.ts';

/** Facility `authpriv` (RFC 5424, table 1). */
const AUTHENTICATION: Daemon = {
  format: 'rfc5424',
  facility: 10,
  host: printed`app-1`,
  program: printed`auth-service`,
  processId: 2214,
};

const MISTYPED_SHARE = 0.09;
const MOST_ATTEMPTS = 3;
const SIGN_IN = createPage('/login', 7_944);
const REFUSED_BYTES = 4_187;
const ACCEPTED = printed`SIGNIN`;
const FAILED = printed`SIGNIN_FAILED`;
const BLOCKED = printed`SIGNIN_BLOCKED`;

interface SignInAttempt {
  readonly timeMillis: number;
  readonly account: Printable;
  readonly status: 302 | 401 | 403;
}

/**
 * One attempt to sign in at the shop, with what the authentication service logs about it. Apache prints the attempted name even where it
 * was rejected (mod_log_config, `%u`: "may be bogus if return status is 401"). Returns whether it succeeded.
 */
export function attemptSignIn(
  stage: Scene,
  client: Requester,
  { timeMillis, account, status }: SignInAttempt,
): boolean {
  const { journal } = stage;
  const bytes = status === 302 ? 0 : REFUSED_BYTES;
  const attempt = { ...client, user: account };
  const answered = journal.request(attempt, {
    timeMillis,
    method: 'POST',
    target: SIGN_IN.target,
    status,
    bytes,
    referrer: SIGN_IN.url,
  });
  // The service does not log what failed before reaching it.
  if (answered >= 500) return false;
  const say = (severity: number, messageId: Printable, message: Printable): void => {
    journal.message(AUTHENTICATION, { timeMillis, severity, messageId, message, scenario: client.scenario });
  };
  const { address } = client;
  if (status === 302)
    say(severities.informational, ACCEPTED, printed`Accepted password for ${account} from ${address}`);
  else if (status === 401) say(severities.warning, FAILED, printed`Failed password for ${account} from ${address}`);
  else say(severities.warning, BLOCKED, printed`Blocked sign-in of ${account} from ${address}`);
  return status === 302;
}

/** A visitor signs in; some mistype their password. Returns whether they got in. */
export function signIn(walk: Walk): boolean {
  const { stage, client, visitor } = walk;
  const { random, journal } = stage;
  journal.request(client, {
    timeMillis: walk.timeMillis,
    method: 'GET',
    target: SIGN_IN.target,
    status: 200,
    bytes: SIGN_IN.bytes,
    referrer: walk.referrer,
  });
  walk.entered = true;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    walk.timeMillis += whole(random, 4_000, 20_000);
    const status = random() < MISTYPED_SHARE ? 401 : 302;
    if (attemptSignIn(stage, client, { timeMillis: walk.timeMillis, account: visitor.account, status })) {
      client.user = visitor.account;
      walk.referrer = SIGN_IN.url;
      walk.timeMillis += whole(random, 80, 400);
      return true;
    }
  }
  return false;
}
