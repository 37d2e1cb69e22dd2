import { type MessageGroup, programEvent } from './message-row.ts';

const ACCEPTED = programEvent(['authentication'], ['info'], 'mongodb_login', 'success');
const REFUSED = programEvent(['authentication'], ['info'], 'mongodb_login', 'failure');

/** src/mongo/db/auth/sasl_commands.cpp of MongoDB 4.2; up to 3.2 without the client. */
export const mongodb: MessageGroup = {
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
