import { field, Fragment } from '../bytes/document-keys.ts';
import { durationField } from './json-aws-fields.ts';
import { integerField, ipField, type JsonField, namesField, readCount, textField } from './json-field.ts';
import { isString } from './json-kinds.ts';
import { fieldNumber, type JsonLine, type JsonValue } from './json-line.ts';
import { transport } from './json-network-fields.ts';
import type { ServiceOfTable } from './json-shapes.ts';
import { readJsonTime } from './json-time.ts';
import { clientFieldOf } from './json-web-fields.ts';

// Services whose keys mean something only in their own lines, as tables: AWS Security Hub, AWS Config, events of EventBridge, Kubernetes' audit log,
// Auth0, Azure's activity log, and the audit logs of Elasticsearch and OpenSearch. Names are those of Elastic's integrations `aws`, `kubernetes`,
// `auth0`, `azure` and `elasticsearch`.

const CATEGORY = fieldNumber('event.category');
const TYPE = fieldNumber('event.type');
const OUTCOME = fieldNumber('event.outcome');
const SUCCESS = new Fragment(field('event.outcome', 'success'));
const FAILURE = new Fragment(field('event.outcome', 'failure'));
const AUTHENTICATION = new Fragment(field('event.category', ['authentication']));
const CONFIGURATION = new Fragment(field('event.category', ['configuration']));
const MILLI_NANOS = 1e6;
const INFO = new Fragment(field('event.type', ['info']));
const typeOf = (type: string): Fragment => new Fragment(field('event.type', [type]));

function of(service: ServiceOfTable, { write, ...rest }: JsonField, ...paths: readonly string[]): JsonField {
  return { ...rest, paths, write: (value, line) => line.logger === service && write(value, line) };
}

/** What is told from a value, which is kept. */
function told(service: ServiceOfTable, path: string, tell: (text: string, line: JsonLine) => void): JsonField {
  const write = (value: JsonValue, line: JsonLine): boolean => {
    if (line.logger === service && isString(value.kind)) {
      line.decode(value);
      tell(line.textBytes.toString('utf8', line.textStart, line.textEnd), line);
    }
    return false;
  };
  return { paths: [path], write };
}

function writeOutcome(isSuccess: boolean, line: JsonLine): void {
  if (line.claim(OUTCOME)) line.writer.fragment(isSuccess ? SUCCESS : FAILURE);
}

const timeField: JsonField = {
  paths: [],
  write(value, line) {
    if (!Number.isNaN(line.timeMillis)) return false;
    line.timeMillis = readJsonTime(value, line);
    return !Number.isNaN(line.timeMillis);
  },
};

/** ASFF: PASSED, WARNING, FAILED, NOT_AVAILABLE. */
const compliance = told('securityhub', 'Compliance.Status', (status, line) => {
  line.isPassed = status === 'PASSED';
  if (line.isPassed || status === 'FAILED') writeOutcome(line.isPassed, line);
});

/** The address of a finding that has one. */
const findingSource = clientFieldOf('securityhub', '');

/** Kubernetes' answer to a request; below 400 it was granted and done. */
const responseCode: JsonField = {
  paths: ['responseStatus.code'],
  write(value, line) {
    const code = readCount(value, line);
    if (line.logger === 'audit' && code >= 100) writeOutcome(code < 400, line);
    return false;
  },
};

const configTypes: ReadonlyMap<string, Fragment> = new Map([
  ['OK', typeOf('change')],
  ['ResourceDiscovered', typeOf('creation')],
  ['ResourceDeleted', typeOf('deletion')],
]);
const configStatus = told('config', 'configurationItemStatus', (status, line) => {
  const type = configTypes.get(status);
  if (type !== undefined && line.claim(TYPE)) line.writer.fragment(type);
});

/** Auth0, "Log Event Type Codes": sign-ins, and their ends, of which those that failed begin with `f`. */
const SIGN_INS: ReadonlySet<string> = new Set(['s', 'f', 'fp', 'fu', 'fc', 'fcoa', 'scoa', 'fens', 'ssa', 'fsa']);
const SIGN_OUTS: ReadonlySet<string> = new Set(['slo', 'flo']);
const SESSION = new Fragment(field('event.category', ['session']));
const auth0Action = textField('event.action');
const auth0Type: JsonField = {
  paths: ['auth0.type'],
  write(value, line) {
    if (line.logger !== 'auth0' || !isString(value.kind)) return false;
    line.decode(value);
    const type = line.textBytes.toString('latin1', line.textStart, line.textEnd);
    const isSignIn = SIGN_INS.has(type);
    if (isSignIn || SIGN_OUTS.has(type)) {
      if (line.claim(CATEGORY)) line.writer.fragment(isSignIn ? AUTHENTICATION : SESSION);
      if (line.claim(TYPE)) line.writer.fragment(typeOf(isSignIn ? 'start' : 'end'));
      writeOutcome(!type.startsWith('f'), line);
    }
    return auth0Action.write(value, line);
  },
};

/** A sign-in, and what else was allowed or not, by the words of a service; of Elasticsearch's realms that each refuse a user, none counts. */
interface Check {
  readonly isSignIn: boolean;
  readonly isSuccess: boolean;
}
const check = (isSignIn: boolean, isSuccess: boolean, ...words: readonly string[]): (readonly [string, Check])[] =>
  words.map((word) => [word, { isSignIn, isSuccess }]);
const CHECKS: ReadonlyMap<string, Check> = new Map([
  ...check(true, true, 'authentication_success', 'AUTHENTICATED'),
  ...check(true, false, 'authentication_failed', 'FAILED_LOGIN'),
  ...check(false, true, 'access_granted', 'run_as_granted', 'GRANTED_PRIVILEGES', 'Success', 'Succeeded'),
  ...check(false, false, 'access_denied', 'anonymous_access_denied', 'run_as_denied', 'MISSING_PRIVILEGES'),
  ...check(false, false, 'Failure', 'Failed'),
]);
function writeCheck(word: string, line: JsonLine): void {
  const found = CHECKS.get(word);
  if (found === undefined) return;
  if (found.isSignIn && line.claim(CATEGORY)) line.writer.fragment(AUTHENTICATION);
  writeOutcome(found.isSuccess, line);
}

/** What Elasticsearch's audit log has under a key that means the same in all lines. */
export const elasticsearchAction = told('elasticsearch', 'event.action', writeCheck);
const UPN = 'identity.claims.http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn';

/** The tables; what has no row is kept under the service's own names, see json-shapes.ts. */
export const serviceFields: readonly JsonField[] = [
  of('securityhub', timeField, 'UpdatedAt'),
  of('securityhub', textField('rule.name'), 'Title'),
  of('securityhub', textField('message'), 'Description'),
  of('securityhub', textField('event.id'), 'Id'),
  of('securityhub', textField('event.provider'), 'ProductName'),
  of('securityhub', integerField('event.severity'), 'Severity.Normalized'),
  of('securityhub', textField('cloud.account.id'), 'AwsAccountId'),
  of('securityhub', textField('cloud.region'), 'Region'),
  of('securityhub', findingSource, 'Network.SourceIpV4', 'Network.SourceIpV6'),
  of('securityhub', integerField('source.port'), 'Network.SourcePort'),
  of('securityhub', ipField('destination.ip'), 'Network.DestinationIpV4', 'Network.DestinationIpV6'),
  of('securityhub', integerField('destination.port'), 'Network.DestinationPort'),
  of('securityhub', transport, 'Network.Protocol'),
  compliance,
  of('config', timeField, 'configurationItemCaptureTime'),
  of('config', textField('cloud.account.id'), 'awsAccountId'),
  configStatus,
  of('eventbridge', textField('event.provider'), 'source'),
  of('eventbridge', textField('event.action'), 'detail-type'),
  of('eventbridge', textField('event.id'), 'id'),
  of('eventbridge', textField('cloud.account.id'), 'account'),
  of('eventbridge', textField('cloud.region'), 'region'),
  of('audit', textField('event.action'), 'verb'),
  of('audit', textField('event.id'), 'auditID'),
  of('audit', textField('url.original'), 'requestURI'),
  of('audit', namesField('user', 'user.id'), 'user.uid'),
  responseCode,
  auth0Type,
  of('elasticsearch', clientFieldOf('elasticsearch', ''), 'origin.address'),
  of('elasticsearch', textField('http.request.id'), 'request.id'),
  told('opensearch', 'audit_category', writeCheck),
  of('opensearch', textField('event.action'), 'audit_category'),
  of('opensearch', clientFieldOf('opensearch', ''), 'audit_request_remote_address'),
  of('opensearch', namesField('user', 'user.name'), 'audit_request_effective_user'),
  of('opensearch', textField('url.path'), 'audit_rest_request_path'),
  told('azure', 'resultType', writeCheck),
  of('azure', textField('event.action'), 'operationName'),
  of('azure', namesField('user', 'user.name'), UPN),
  of('azure', durationField(MILLI_NANOS, []), 'durationMs'),
];

/** Writes what follows from all of such a line. */
export function writeServiceEvent(line: JsonLine): void {
  if (line.logger === 'config' && line.claim(CATEGORY)) line.writer.fragment(CONFIGURATION);
  if (line.logger !== 'securityhub') return;
  // a control that was passed is none
  line.context.isAlert = !line.isPassed;
  if (line.claim(TYPE)) line.writer.fragment(INFO);
}
