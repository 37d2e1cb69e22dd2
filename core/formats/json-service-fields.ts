import { field, Fragment } from '../bytes/document-keys.ts';
import { integerField, ipField, type JsonField, namesField, readCount, textField } from './json-field.ts';
import { isString } from './json-kinds.ts';
import { fieldNumber, type JsonLine, type JsonValue } from './json-line.ts';
import { transport } from './json-network-fields.ts';
import type { ServiceOfTable } from './json-shapes.ts';
import { readJsonTime } from './json-time.ts';
import { clientFieldOf } from './json-web-fields.ts';

// Services whose keys mean something only in their own lines, as tables: AWS Security Hub, AWS Config, events of EventBridge, Kubernetes' audit log
// and Auth0. Names are those of Elastic's integrations `aws`, `kubernetes` and `auth0`.

const CATEGORY = fieldNumber('event.category');
const TYPE = fieldNumber('event.type');
const OUTCOME = fieldNumber('event.outcome');
const SUCCESS = new Fragment(field('event.outcome', 'success'));
const FAILURE = new Fragment(field('event.outcome', 'failure'));
const CONFIGURATION = new Fragment(field('event.category', ['configuration']));
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
const AUTHENTICATION = new Fragment(field('event.category', ['authentication']));
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
];

/** Writes what follows from all of such a line. */
export function writeServiceEvent(line: JsonLine): void {
  if (line.logger === 'config' && line.claim(CATEGORY)) line.writer.fragment(CONFIGURATION);
  if (line.logger !== 'securityhub') return;
  // a control that was passed is none
  line.context.isAlert = !line.isPassed;
  if (line.claim(TYPE)) line.writer.fragment(INFO);
}
