import { isRequest } from './request.ts';
import type { LogCondition } from './rule.ts';

/** What marks a sign-in if the line says so: sshd, sudo, an identity provider (ECS, `event.category`). */
const authentication: LogCondition = { field: 'event.category', is: 'authentication' };
/** A web request with a user's name, where nothing says that it is a sign-in. */
const namedRequest: LogCondition = {
  all: [{ field: 'user.name', exists: true }, isRequest, { not: authentication }],
};

/** A sign-in that was rejected; or, of a web server's lines, a request that an account may not make (RFC 9110 sections 15.5.2, 15.5.4). */
export const signInFailed: LogCondition = {
  any: [
    { all: [authentication, { field: 'event.outcome', is: 'failure' }] },
    { all: [namedRequest, { field: 'http.response.status_code', is: [401, 403] }] },
  ],
};

/** A sign-in that was accepted; or a successful request of a user whom the server knows. */
export const signInSucceeded: LogCondition = {
  any: [
    { all: [authentication, { field: 'event.outcome', is: 'success' }] },
    { all: [namedRequest, { field: 'http.response.status_code', from: 200, below: 400 }] },
  ],
};

/** All conditions on who got in and who did not. */
export const signInTried: LogCondition = { any: [signInFailed, signInSucceeded] };
