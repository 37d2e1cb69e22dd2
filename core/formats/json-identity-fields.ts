import { field, Fragment, stringKey } from '../bytes/document-keys.ts';
import { type JsonField, loggerField, namesField, optionalTextField, readCount, textField } from './json-field.ts';
import { isString } from './json-kinds.ts';
import { fieldNumber, type JsonLine, type JsonValue } from './json-line.ts';
import { readJsonTime } from './json-time.ts';
import { agentField, clientFieldOf } from './json-web-fields.ts';

// What services print that people sign in to, or that record who did what: Okta's System Log, Microsoft 365's and Entra's (Azure AD's) logs,
// Google Cloud's audit log, authentik, and osquery. Names are those of Elastic's integrations `okta`, `o365`, `azure`, `gcp` and `osquery`; who acts is `user.name`,
// by the name that was typed.

type Service = 'okta' | 'm365' | 'entra' | 'gcp' | 'authentik' | 'osquery';

const CATEGORY = fieldNumber('event.category');
const TYPE = fieldNumber('event.type');
const OUTCOME = fieldNumber('event.outcome');
const ERROR_CODE = fieldNumber('error.code');
const ERROR_CODE_KEY = stringKey('error.code');

const fragment = (
  name: 'event.category' | 'event.type' | 'event.outcome',
  value: readonly string[] | string,
): Fragment => new Fragment(field(name, value));
const AUTHENTICATION = fragment('event.category', ['authentication']);
const SESSION = fragment('event.category', ['session']);
const IAM = fragment('event.category', ['iam']);
const STARTED = fragment('event.type', ['start']);
const ENDED = fragment('event.type', ['end']);
const CHANGED = fragment('event.type', ['change']);
const SUCCESS = fragment('event.outcome', 'success');
const FAILURE = fragment('event.outcome', 'failure');

/** A sign-in, its end, and an account that is changed, by what each service calls them. */
const KINDS: ReadonlyMap<string, readonly [Fragment, Fragment]> = new Map([
  ...['okta user.session.start', 'm365 UserLoggedIn', 'm365 UserLoginFailed', 'entra Sign-in activity'].map(
    (name) => [name, [AUTHENTICATION, STARTED]] as const,
  ),
  ...['authentik login', 'authentik login_failed', 'authentik invalid_identifier'].map(
    (name) => [name, [AUTHENTICATION, STARTED]] as const,
  ),
  ...['okta user.session.end', 'authentik logout'].map((name) => [name, [SESSION, ENDED]] as const),
  ...['okta user.account.lock', 'okta user.account.unlock', 'okta user.account.update_password'].map(
    (name) => [name, [IAM, CHANGED]] as const,
  ),
]);
const OUTCOMES: ReadonlyMap<string, Fragment> = new Map([
  ...['success', 'succeeded', 'allow', 'true', '0'].map((word) => [word, SUCCESS] as const),
  ...['failure', 'failed', 'deny', 'false'].map((word) => [word, FAILURE] as const),
]);
/** What says by its name how it ended. */
const ENDINGS: ReadonlyMap<string, Fragment> = new Map([
  ['m365 UserLoggedIn', SUCCESS],
  ['m365 UserLoginFailed', FAILURE],
  ['authentik login', SUCCESS],
  ['authentik login_failed', FAILURE],
  ['authentik invalid_identifier', FAILURE],
]);

/** A field of lines of one service; elsewhere its keys mean anything. */
function of(service: Service, { write, ...rest }: JsonField): JsonField {
  return { ...rest, write: (value, line) => line.logger === service && write(value, line) };
}

/** The same, under other keys than those that a field has everywhere. */
function only(service: Service, one: JsonField, ...paths: readonly string[]): JsonField {
  return of(service, { ...one, paths });
}

function textOf(value: JsonValue, line: JsonLine): string {
  if (!isString(value.kind)) return line.bytes.toString('latin1', value.start, value.end);
  line.decode(value);
  return line.textBytes.toString('utf8', line.textStart, line.textEnd);
}

function writeOutcome(outcome: Fragment | undefined, line: JsonLine): boolean {
  if (outcome !== undefined && line.claim(OUTCOME)) line.writer.fragment(outcome);
  return false;
}

const actionText = textField('event.action');
/** What was done, from which category and outcome may follow. */
export const actionOf = (service: Service, path: string): JsonField => ({
  paths: [path],
  write(value, line) {
    if (line.logger !== service || !isString(value.kind)) return false;
    const name = `${service} ${textOf(value, line)}`;
    const kinds = KINDS.get(name);
    if (kinds !== undefined && line.claim(CATEGORY)) line.writer.fragment(kinds[0]);
    if (kinds !== undefined && line.claim(TYPE)) line.writer.fragment(kinds[1]);
    writeOutcome(ENDINGS.get(name), line);
    return actionText.write(value, line);
  },
});

/** How it ended, in a word; the word is kept. */
const outcome = (service: Service, ...paths: readonly string[]): JsonField => ({
  paths,
  write: (value, line) =>
    line.logger === service && writeOutcome(OUTCOMES.get(textOf(value, line).toLowerCase()), line),
});

/** Entra's number of an error, of which 0 is none (Microsoft, "Azure AD sign-in log schema"). */
const resultType: JsonField = {
  paths: ['resultType'],
  write(value, line) {
    if (line.logger !== 'entra') return false;
    const text = textOf(value, line);
    if (!/^\d{1,9}$/.test(text)) return writeOutcome(OUTCOMES.get(text.toLowerCase()), line);
    writeOutcome(text === '0' ? SUCCESS : FAILURE, line);
    if (text !== '0' && line.claim(ERROR_CODE)) {
      line.writer.fragment(ERROR_CODE_KEY);
      line.writer.text(text);
    }
    return true;
  },
};

/** `status` of Google's audit log is a google.rpc.Status, whose code is 0 or missing where all was well. */
const rpcCode: JsonField = {
  paths: ['protoPayload.status.code'],
  write(value, line) {
    const code = readCount(value, line);
    if (code >= 0) writeOutcome(code === 0 ? SUCCESS : FAILURE, line);
    return false;
  },
};

/** When it was, which is UTC though it does not say so (Microsoft, "Office 365 Management Activity API schema": CreationTime). */
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?$/;
const creationTime: JsonField = {
  paths: ['CreationTime'],
  write(value, line) {
    if (line.logger !== 'm365' || !Number.isNaN(line.timeMillis)) return false;
    const text = textOf(value, line);
    if (UTC.test(text)) line.timeMillis = line.context.clock.zoned(Date.parse(`${text}Z`), 0);
    return UTC.test(text);
  },
};

/** The time of lines of one service. */
const timeOf = (service: Service, path: string): JsonField => ({
  paths: [path],
  write(value, line) {
    if (line.logger !== service || !Number.isNaN(line.timeMillis)) return false;
    line.timeMillis = readJsonTime(value, line);
    return !Number.isNaN(line.timeMillis);
  },
});

const entraCategories: ReadonlySet<string> = new Set([
  ...['SignInLogs', 'NonInteractiveUserSignInLogs', 'ServicePrincipalSignInLogs', 'ManagedIdentitySignInLogs'],
  ...['ADFSSignInLogs', 'AuditLogs'],
]);
const entra: JsonField = {
  paths: ['category'],
  write(value, line) {
    if (isString(value.kind) && entraCategories.has(textOf(value, line))) line.logger ??= 'entra';
    return false;
  },
};

const userName = namesField('user', 'user.name');
const userId = namesField('user', 'user.id');
const userEmail = namesField('user', 'user.email');
const provider = textField('event.provider');
const eventId = textField('event.id');
const message = textField('message');
const hostName = textField('host.hostname');
const error = optionalTextField('error.message');

/** Google's method, by which a line shows itself to be of its audit log. */
const gcpAction = actionOf('gcp', 'protoPayload.methodName');
const gcpMethod: JsonField = {
  ...gcpAction,
  write(value, line) {
    line.logger ??= 'gcp';
    return gcpAction.write(value, line);
  },
};

/** By which a line shows itself to be of one of them: first, since other keys have a meaning only there. */
export const identityServiceFields: readonly JsonField[] = [
  loggerField('okta', 'legacyEventType', 'debugContext'),
  loggerField('m365', 'RecordType'),
  loggerField('authentik', 'auth_via'),
  loggerField('osquery', 'calendarTime'),
  gcpMethod,
  entra,
  timeOf('okta', 'published'),
  timeOf('osquery', 'unixTime'),
  creationTime,
];

/** All other keys of them. */
export const identityFields: readonly JsonField[] = [
  actionOf('okta', 'eventType'),
  outcome('okta', 'outcome.result'),
  only('okta', userName, 'actor.alternateId'),
  only('okta', userId, 'actor.id'),
  only('okta', eventId, 'uuid'),
  only('okta', message, 'displayMessage'),
  actionOf('m365', 'Operation'),
  outcome('m365', 'ResultStatus'),
  only('m365', userName, 'UserId'),
  only('m365', provider, 'Workload'),
  only('m365', eventId, 'Id'),
  actionOf('entra', 'operationName'),
  resultType,
  outcome('entra', 'properties.result'),
  only('entra', userName, 'properties.userPrincipalName', 'properties.initiatedBy.user.userPrincipalName'),
  only('entra', userId, 'properties.userId', 'properties.initiatedBy.user.id'),
  only('entra', error, 'resultDescription'),
  rpcCode,
  only('gcp', error, 'protoPayload.status.message'),
  only('gcp', userEmail, 'protoPayload.authenticationInfo.principalEmail'),
  only('gcp', provider, 'protoPayload.serviceName'),
  only('gcp', eventId, 'insertId'),
  only('authentik', userName, 'context.username'),
  { paths: ['identifier'], write: of('authentik', userName).write },
  only('osquery', hostName, 'hostIdentifier'),
  only('osquery', userName, 'decorations.username'),
  ...[clientFieldOf('okta', 'client.ipAddress'), clientFieldOf('entra', 'callerIpAddress')],
  ...[clientFieldOf('gcp', 'protoPayload.requestMetadata.callerIp')],
  ...['ClientIPAddress', 'ActorIpAddress'].map((path) => of('m365', clientFieldOf('m365', path))),
  only('okta', agentField, 'client.userAgent.rawUserAgent'),
  only('m365', agentField, 'UserAgent'),
  only('entra', agentField, 'properties.userAgent'),
  only('gcp', agentField, 'protoPayload.requestMetadata.callerSuppliedUserAgent'),
];
