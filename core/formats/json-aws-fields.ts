import { field, Fragment, stringKey, valueKey } from '../bytes/document-keys.ts';
import type { LogField } from '../fields.ts';
import { integerField, type JsonField, loggerField, namesField, optionalTextField, textField } from './json-field.ts';
import { serviceAction } from './json-github-fields.ts';
import { isString } from './json-kinds.ts';
import { fieldNumber, type JsonLine, type JsonValue } from './json-line.ts';
import { readJsonTime } from './json-time.ts';
import { TLS_VERSION, writeTlsVersion } from './tls-version.ts';

const CATEGORY = fieldNumber('event.category');
const TYPE = fieldNumber('event.type');
const OUTCOME = fieldNumber('event.outcome');
const ACTION = fieldNumber('event.action');
const ERROR_CODE = fieldNumber('error.code');
const ERROR_MESSAGE = fieldNumber('error.message');
const DURATION = fieldNumber('event.duration');
const METHOD = fieldNumber('http.request.method');
const STATUS = fieldNumber('http.response.status_code');
const DURATION_KEY = valueKey('event.duration');
const VERSION = fieldNumber('tls.version');

const fragment = (name: LogField, value: readonly string[] | string): Fragment => new Fragment(field(name, value));
const NETWORK = fragment('event.category', ['network']);
const WEB = fragment('event.category', ['web']);
const AUTHENTICATION = fragment('event.category', ['authentication']);
const PROTOCOL = fragment('event.type', ['protocol']);
const STARTED = fragment('event.type', ['start']);
const ALLOWED = fragment('event.type', ['allowed']);
const DENIED = fragment('event.type', ['denied']);
const SUCCESS = fragment('event.outcome', 'success');
const FAILURE = fragment('event.outcome', 'failure');

const SECOND_NANOS = 1e9;
const MILLI_NANOS = 1e6;
const MAX_NUMBER = /^\d{1,6}(?:\.\d{1,9})?$/;
/** What AWS's WAF lets through, and what it does not: CAPTCHA and CHALLENGE ask before they say. */
const WAF_TYPES: ReadonlyMap<string, Fragment> = new Map([
  ['ALLOW', ALLOWED],
  ['BLOCK', DENIED],
]);

/** A field of lines that have shown themselves to be of one service; elsewhere its keys mean anything. */
function of(service: NonNullable<JsonLine['logger']>, { write, ...rest }: JsonField): JsonField {
  return { ...rest, write: (value, line) => line.logger === service && write(value, line) };
}

/** Writes category and type, as far as the line does not say them itself. */
function categorize(category: Fragment, type: Fragment, line: JsonLine): void {
  if (line.claim(CATEGORY)) line.writer.fragment(category);
  if (line.claim(TYPE)) line.writer.fragment(type);
}

/** The text of a string, without its escapes; undefined for any other value. */
function textOf(value: JsonValue, line: JsonLine): string | undefined {
  if (!isString(value.kind)) return undefined;
  line.decode(value);
  return line.textBytes.toString('utf8', line.textStart, line.textEnd);
}

/** How long it took: a number, in quotes too, of units of so many nanoseconds; what follows the number, if anything has to. */
export function durationField(nanosOfUnit: number, paths: readonly string[], unit = ''): JsonField {
  return {
    paths,
    write(value, line) {
      const given = textOf(value, line) ?? line.bytes.toString('latin1', value.start, value.end);
      if (!given.endsWith(unit)) return false;
      const text = given.slice(0, given.length - unit.length);
      if (!MAX_NUMBER.test(text) || !line.claim(DURATION)) return false;
      line.writer.fragment(DURATION_KEY);
      line.writer.integer(Math.round(Number(text) * nanosOfUnit));
      return true;
    },
  };
}

const tlsVersion: JsonField = {
  paths: ['tlsDetails.tlsVersion', 'ssl-protocol', 'ssl_protocol', 'tls_client_protocol', 'ClientSSLProtocol'],
  write(value, line) {
    const text = textOf(value, line) ?? '';
    if (!TLS_VERSION.test(text) || !line.claim(VERSION)) return false;
    writeTlsVersion(Buffer.from(text), 0, text.length, line.writer);
    return true;
  },
};

/** The time of a query to Route 53's resolver, by which a line shows itself to be one (AWS, "Values that appear in VPC Resolver query logs"). */
const resolverTime: JsonField = {
  paths: ['query_timestamp'],
  write(value, line) {
    const millis = Number.isNaN(line.timeMillis) ? readJsonTime(value, line) : NaN;
    if (Number.isNaN(millis)) return false;
    line.timeMillis = millis;
    line.logger = 'route53';
    categorize(NETWORK, PROTOCOL, line);
    return true;
  },
};

/** The controller that answered a request, by which a line shows itself to be lograge's; elsewhere it can be anything, and so can `duration`. */
const railsController: JsonField = {
  paths: ['controller'],
  write(_value, line) {
    if (line.isClaimed(METHOD) && line.isClaimed(STATUS)) line.logger ??= 'rails';
    return false;
  },
};

/** A text that ECS has in another form. */
function changedText(name: LogField, path: string, change: (text: string) => string): JsonField {
  const [number, key] = [fieldNumber(name), stringKey(name)];
  return {
    paths: [path],
    write(value, line) {
      const text = textOf(value, line);
      if (text === undefined || !line.claim(number)) return false;
      line.writer.fragment(key);
      line.writer.text(change(text));
      return true;
    },
  };
}

/** `s3.amazonaws.com`, by which a line shows itself to be CloudTrail's. */
const provider = textField('event.provider', 'eventSource');
const eventSource: JsonField = {
  paths: ['eventSource'],
  write(value, line) {
    if (textOf(value, line)?.endsWith('.amazonaws.com') === true) line.logger = 'cloudtrail';
    return provider.write(value, line);
  },
};

/** Whether somebody came into the console, who was not always asked for a password by AWS (`Success`, `Failure`). */
const consoleLogin: JsonField = {
  paths: ['responseElements.ConsoleLogin'],
  write(value, line) {
    const text = textOf(value, line);
    if (text !== 'Success' && text !== 'Failure') return false;
    if (line.claim(OUTCOME)) line.writer.fragment(text === 'Success' ? SUCCESS : FAILURE);
    categorize(AUTHENTICATION, STARTED, line);
    return false;
  },
};

/** The steps of a sign-in to Cognito. One that came off may only have asked for the next; one that failed has failed. */
const SIGN_IN_STEPS: ReadonlySet<string> = new Set([
  ...['InitiateAuth', 'AdminInitiateAuth', 'RespondToAuthChallenge', 'AdminRespondToAuthChallenge'],
]);
const signInStep: JsonField = {
  paths: ['eventName'],
  write(value, line) {
    line.isSignInStep = line.logger === 'cloudtrail' && SIGN_IN_STEPS.has(textOf(value, line) ?? '');
    return false;
  },
};

/** Who acted: the name of a user, else of the role that was assumed. Of a failed sign-in to no user AWS hides what was typed. */
const userName = namesField('user', 'user.name');
const trailUser: JsonField = {
  ...userName,
  paths: ['userIdentity.userName', 'userIdentity.sessionContext.sessionIssuer.userName'],
  write: (value, line) => textOf(value, line) !== 'HIDDEN_DUE_TO_SECURITY_REASONS' && userName.write(value, line),
};

/** The web ACL that judged a request: a line with one is WAF's. */
const webAcl: JsonField = {
  paths: ['webaclId'],
  write(_value, line) {
    line.logger = 'waf';
    return false;
  },
};

const action = textField('event.action', 'action');
const wafAction: JsonField = {
  paths: ['action'],
  write(value, line) {
    const text = textOf(value, line);
    const type = WAF_TYPES.get(text ?? '');
    if (type === undefined) return line.isClaimed(ACTION) ? false : action.write(value, line);
    categorize(WEB, type, line);
    return action.write(value, line);
  },
};

/** CloudFront's `date` and `time`, which are UTC: the date completes the time of day, by whichever comes later. */
const CLOCK = /^\d\d:\d\d:\d\d$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
export function readSplitTime(value: JsonValue, line: JsonLine): number {
  const text = textOf(value, line) ?? '';
  if (CLOCK.test(text)) line.timeOfDay = text;
  else if (DATE.test(text) && line.timeOfDay !== '') return Date.parse(`${text}T${line.timeOfDay}Z`);
  return NaN;
}

/** Which service wrote a line, and when: first, since other keys have a meaning only there. */
export const awsServiceFields: readonly JsonField[] = [
  resolverTime,
  eventSource,
  webAcl,
  loggerField('cloudfront', 'x-edge-location', 'x-edge-result-type', 'x-edge-response-result-type'),
];

/**
 * Keys of AWS's services that are written as JSON, by the names that Elastic's integration `aws` gives them: CloudTrail, WAF, Route 53's resolver,
 * CloudFront (standard logs v2) and API Gateway.
 */
export const awsFields: readonly JsonField[] = [
  consoleLogin,
  signInStep,
  { ...wafAction, write: (value, line) => (line.logger === 'waf' ? wafAction : serviceAction).write(value, line) },
  textField('cloud.region', 'awsRegion'),
  textField('cloud.account.id', 'recipientAccountId'),
  tlsVersion,
  optionalTextField('tls.cipher', 'tlsDetails.cipherSuite', 'ssl-cipher', 'ssl_cipher', 'tls_client_cipher'),
  optionalTextField('tls.client.server_name', 'tlsDetails.clientProvidedHostHeader', 'tls_client_servername'),
  // CloudFront's are seconds; those of other proxies may be milliseconds
  of('cloudfront', durationField(SECOND_NANOS, ['time-taken'])),
  railsController,
  of('rails', durationField(MILLI_NANOS, ['duration'])),
  durationField(MILLI_NANOS, ['responseLatency']),
  // a Duration of Protocol Buffers, `3.5s`
  durationField(SECOND_NANOS, ['httpRequest.latency'], 's'),
  // of Cloudflare ("HTTP requests") and Google Cloud ("HttpRequest") heads are counted, too
  integerField('http.response.bytes', 'sc-bytes', 'EdgeResponseBytes', 'httpRequest.responseSize'),
  integerField('http.request.bytes', 'cs-bytes', 'ClientRequestBytes', 'httpRequest.requestSize'),
  textField('url.scheme', 'cs-protocol', 'ClientRequestScheme'),
  ...[
    // without the dot of the root that it ends with
    changedText('dns.question.name', 'query_name', (name) => name.replace(/(?!^)\.$/, '')),
    textField('dns.question.type', 'query_type'),
    textField('dns.question.class', 'query_class'),
    textField('dns.response_code', 'rcode'),
    changedText('network.transport', 'transport', (name) => name.toLowerCase()),
    { ...textField('cloud.account.id'), paths: ['account_id'] },
    { ...textField('cloud.region'), paths: ['region'] },
    { ...textField('cloud.instance.id'), paths: ['srcids.instance'] },
  ].map((one) => of('route53', one)),
  trailUser,
  of('cloudtrail', { ...namesField('user', 'user.id'), paths: ['userIdentity.principalId'] }),
];

/** Writes of CloudTrail's lines whether what was asked for was done: an error is recognised by a code, or by a message. */
export function writeTrailOutcome(line: JsonLine): void {
  if (line.logger !== 'cloudtrail' || !line.claim(OUTCOME)) return;
  const hasFailed = line.isClaimed(ERROR_CODE) || line.isClaimed(ERROR_MESSAGE);
  line.writer.fragment(hasFailed ? FAILURE : SUCCESS);
  if (hasFailed && line.isSignInStep) categorize(AUTHENTICATION, STARTED, line);
}
