import { field, Fragment } from '../bytes/document-keys.ts';
import { integerField, type JsonField, namesField, textField } from './json-field.ts';
import { isString } from './json-kinds.ts';
import { fieldNumber, type JsonLine } from './json-line.ts';
import { clientFieldOf } from './json-web-fields.ts';

// HashiCorp Vault's audit log (developer.hashicorp.com, "Audit log entry schema"), in the words of Elastic's integration `hashicorp_vault`: who asked for
// what, and what came of it. Each request is two lines. How it ended is known in the second; Elastic calls both a success, and each a sign-in.

const CATEGORY = fieldNumber('event.category');
const TYPE = fieldNumber('event.type');
const OUTCOME = fieldNumber('event.outcome');
const ERROR = fieldNumber('error.message');
const AUTHENTICATION = new Fragment(field('event.category', ['authentication']));
const STARTED = new Fragment(field('event.type', ['start']));
const SUCCESS = new Fragment(field('event.outcome', 'success'));
const FAILURE = new Fragment(field('event.outcome', 'failure'));

/** How people and machines sign in: the method is mounted under any name (Vault, "Auth methods"). */
const SIGN_IN = /^auth\/.+\/login(?:\/|$)/;
const RESPONSE = 'response';

function only(one: JsonField, ...paths: readonly string[]): JsonField {
  return { ...one, paths, write: (value, line) => line.logger === 'vault' && one.write(value, line) };
}

/** `request` or `response`; it is kept. */
const kind: JsonField = {
  paths: ['type'],
  write(value, line) {
    line.isResponse = line.logger === 'vault' && isString(value.kind) && text(value, line) === RESPONSE;
    return false;
  },
};

/** What was asked for; it is kept. */
const path: JsonField = {
  paths: ['request.path'],
  write(value, line) {
    if (!line.isResponse || !isString(value.kind) || !SIGN_IN.test(text(value, line))) return false;
    if (line.claim(CATEGORY)) line.writer.fragment(AUTHENTICATION);
    if (line.claim(TYPE)) line.writer.fragment(STARTED);
    return false;
  },
};

function text(value: Parameters<JsonField['write']>[0], line: JsonLine): string {
  line.decode(value);
  return line.textBytes.toString('utf8', line.textStart, line.textEnd);
}

export const vaultFields: readonly JsonField[] = [
  kind,
  path,
  only(textField('event.action'), 'request.operation'),
  only(textField('event.id'), 'request.id'),
  only(namesField('user', 'user.name'), 'auth.display_name'),
  only(namesField('user', 'user.email'), 'auth.metadata.email'),
  only(namesField('user', 'user.id'), 'auth.metadata.account_id'),
  only(clientFieldOf('vault', 'request.remote_address'), 'request.remote_address'),
  only(integerField('source.port'), 'request.remote_port'),
];

/** Writes how a request to Vault ended, which its response says; or its request, where that was refused already. */
export function writeVaultOutcome(line: JsonLine): void {
  const isError = line.isClaimed(ERROR);
  if ((line.isResponse || isError) && line.claim(OUTCOME)) line.writer.fragment(isError ? FAILURE : SUCCESS);
}
