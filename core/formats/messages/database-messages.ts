import { type MessageGroup, programEvent } from './message-row.ts';

const ACCEPTED = programEvent(['authentication'], ['info'], 'mongodb_login', 'success');
const REFUSED = programEvent(['authentication'], ['info'], 'mongodb_login', 'failure');

/** src/mongo/db/auth/sasl_commands.cpp of MongoDB 4.2; up to 3.2 without the client. */
const mongodb: MessageGroup = {
  programs: ['mongodb'],
  rows: [
    {
      pattern: 'Successfully authenticated as principal %{user} on %{word} from client %{endpoint}',
      event: ACCEPTED,
    },
    { pattern: 'Successfully authenticated as principal %{user} on %{word}', event: ACCEPTED },
    {
      pattern: 'SASL %{word} authentication failed for %{user} on %{word} from client %{endpoint} ; %{words}',
      event: REFUSED,
    },
    { pattern: 'SASL %{word} authentication failed for %{words}', event: REFUSED },
  ],
};

const verdict = (database: string, outcome: 'success' | 'failure'): string =>
  programEvent(['authentication'], ['info'], `${database}_login`, outcome);

/** `ER_ACCESS_DENIED_ERROR` of MySQL's and MariaDB's messages; the general log has it after `Connect`. */
const mysql: MessageGroup = {
  programs: ['mysql'],
  rows: [
    {
      pattern: "Access denied for user '%{user}'@'%{peer}' (using password: %{id})",
      event: verdict('mysql', 'failure'),
    },
  ],
};

/** auth_failed() of PostgreSQL's auth.c, and PerformAuthentication() of postinit.c. Who it is, most prefixes of lines say. */
const postgresql: MessageGroup = {
  programs: ['postgresql'],
  rows: [
    ...['password', 'peer', 'PAM', 'LDAP', 'certificate', 'SCRAM', 'GSSAPI', 'RADIUS'].map((method) => ({
      pattern: `${method} authentication failed for user "%{words}`,
      event: verdict('postgresql', 'failure'),
    })),
    { pattern: 'connection authorized: user=%{words}', event: verdict('postgresql', 'success') },
  ],
};

/** Messages 18453 to 18456 of SQL Server. */
const sqlServer: MessageGroup = {
  programs: ['mssql'],
  rows: [
    {
      pattern: "Login failed for user '%{user}'. Reason: %{words} [CLIENT: %{peer}]",
      event: verdict('mssql', 'failure'),
    },
    {
      pattern: "Login succeeded for user '%{user}'. Connection made using %{words} [CLIENT: %{peer}]",
      event: verdict('mssql', 'success'),
    },
  ],
};

/** Messages of databases about those who sign in to them. */
export const databaseGroups: readonly MessageGroup[] = [mongodb, mysql, postgresql, sqlServer];
