import { field, Fragment, stringKey, valueKey } from '../bytes/document-keys.ts';
import { integerField, ipField, type JsonField, namesField, textField } from './json-field.ts';
import { ARRAY, isString, NUMBER } from './json-kinds.ts';
import { fieldNumber, type JsonLine, type JsonValue } from './json-line.ts';
import { transport } from './json-network-fields.ts';
import { DETAIL } from './json-shapes.ts';
import { readJsonTime } from './json-time.ts';
import { clientFieldOf, writeClient } from './json-web-fields.ts';

// What Amazon GuardDuty finds (GuardDuty user guide, "Finding details", API reference, "Finding"), as it is exported to S3 or comes as an event of
// EventBridge, where it is the member `detail`. Names are those of Elastic's integration `aws`, data stream `guardduty`; all else is kept in
// `aws.guardduty` under AWS's names.

const CATEGORY = fieldNumber('event.category');
const TYPE = fieldNumber('event.type');
const SEVERITY = fieldNumber('event.severity');
const SOURCE = fieldNumber('source.address');
const DIRECTION = fieldNumber('network.direction');
const INTRUSION = new Fragment(field('event.category', ['intrusion_detection']));
const INFO = new Fragment(field('event.type', ['info']));
const SEVERITY_KEY = valueKey('event.severity');
const DIRECTION_KEY = stringKey('network.direction');

/** A number without a fraction: they are from 1 to 10. */
const WHOLE = /^(?<whole>\d{1,2})(?:\.0+)?$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const CONNECTION = 'service.action.networkConnectionAction.';

/** A field of findings, in an event of EventBridge or not; elsewhere its keys mean anything. */
function only({ write, ...rest }: JsonField, ...paths: readonly string[]): readonly [JsonField, JsonField] {
  const isFinding = ({ logger, shape }: JsonLine, within?: string): boolean =>
    logger === 'guardduty' && shape?.within === within;
  return [
    { ...rest, paths, write: (value, line) => isFinding(line) && write(value, line) },
    {
      ...rest,
      paths: paths.map((path) => DETAIL + path),
      write: (value, line) => isFinding(line, DETAIL) && write(value, line),
    },
  ];
}

function textOf(value: JsonValue, line: JsonLine): string {
  if (!isString(value.kind)) return '';
  line.decode(value);
  return line.textBytes.toString('utf8', line.textStart, line.textEnd);
}

/** When a finding was last seen to be so: an event of EventBridge is later. */
export const findingTime: readonly JsonField[] = only(
  {
    paths: [],
    write(value, line) {
      if (!Number.isNaN(line.timeMillis)) return false;
      line.timeMillis = readJsonTime(value, line);
      return !Number.isNaN(line.timeMillis);
    },
  },
  'updatedAt',
);

function timeField(name: 'event.start' | 'event.end'): JsonField {
  const [number, key] = [fieldNumber(name), stringKey(name)];
  return {
    paths: [],
    write(value, line) {
      const text = textOf(value, line);
      const millis = TIME.test(text) ? Date.parse(text) : NaN;
      if (Number.isNaN(millis) || !line.claim(number)) return false;
      line.writer.fragment(key);
      line.writer.text(new Date(millis).toISOString());
      return true;
    },
  };
}

const severity: JsonField = {
  paths: [],
  write({ kind, start, end }, line) {
    const whole = WHOLE.exec(line.bytes.toString('latin1', start, end))?.groups?.['whole'];
    if (kind !== NUMBER || whole === undefined || !line.claim(SEVERITY)) return false;
    line.writer.fragment(SEVERITY_KEY);
    line.writer.integer(Number(whole));
    return true;
  },
};

/** Who began a connection: of one that came in, the remote address is its source. */
const direction: JsonField = {
  paths: [],
  write(value, line) {
    const text = textOf(value, line).toLowerCase();
    if ((text !== 'inbound' && text !== 'outbound') || !line.claim(DIRECTION)) return false;
    line.direction = text;
    line.writer.fragment(DIRECTION_KEY);
    line.writer.text(text);
    return true;
  },
};

/** An end of a connection: its source where that began it. */
function ending(source: JsonField, destination: JsonField, sourceOf: 'inbound' | 'outbound'): JsonField {
  return {
    paths: [],
    ...(source.names && { names: source.names }),
    write: (value, line) =>
      line.direction !== undefined && (line.direction === sourceOf ? source : destination).write(value, line),
  };
}

const sourceAddress = clientFieldOf('guardduty', '');
const address = [sourceAddress, ipField('destination.ip')] as const;
const port = [integerField('source.port'), integerField('destination.port')] as const;

/** Whose ports were probed, by whom: an address where all is from one. It is kept, too. */
const probes: JsonField = {
  paths: [],
  write({ kind, start, end }, line) {
    if (kind !== ARRAY || line.isClaimed(SOURCE)) return false;
    const details = JSON.parse(line.bytes.toString('utf8', start, end)) as readonly unknown[];
    const [remote, ...others] = new Set(details.map(remoteAddress));
    if (remote === undefined || others.length > 0) return false;
    line.setText(remote);
    writeClient(line, false);
    return false;
  },
};

function remoteAddress(detail: unknown): string | undefined {
  const { remoteIpDetails } = detail as { readonly remoteIpDetails?: { readonly ipAddressV4?: unknown } };
  return typeof remoteIpDetails?.ipAddressV4 === 'string' ? remoteIpDetails.ipAddressV4 : undefined;
}

/** Those from which others follow first. */
export const guardDutyFields: readonly JsonField[] = [
  ...only(textField('rule.name'), 'type'),
  ...only(textField('message'), 'description'),
  ...only(textField('event.id'), 'id'),
  ...only(textField('event.action'), 'service.action.actionType'),
  ...only(textField('event.provider'), 'service.action.awsApiCallAction.serviceName'),
  ...only(severity, 'severity'),
  ...only(timeField('event.start'), 'service.eventFirstSeen'),
  ...only(timeField('event.end'), 'service.eventLastSeen'),
  ...only(textField('cloud.account.id'), 'accountId'),
  ...only(textField('cloud.region'), 'region'),
  ...only(textField('cloud.instance.id'), 'resource.instanceDetails.instanceId'),
  ...only(namesField('user', 'user.name'), 'resource.accessKeyDetails.userName'),
  ...only(direction, `${CONNECTION}connectionDirection`),
  ...only(ending(...address, 'inbound'), `${CONNECTION}remoteIpDetails.ipAddressV4`),
  ...only(ending(...port, 'inbound'), `${CONNECTION}remotePortDetails.port`),
  ...only(ending(...address, 'outbound'), `${CONNECTION}localIpDetails.ipAddressV4`),
  ...only(ending(...port, 'outbound'), `${CONNECTION}localPortDetails.port`),
  ...['awsApiCallAction', 'kubernetesApiCallAction', 'rdsLoginAttemptAction'].flatMap((action) =>
    only(sourceAddress, `service.action.${action}.remoteIpDetails.ipAddressV4`),
  ),
  ...only(probes, 'service.action.portProbeAction.portProbeDetails'),
  ...only(textField('dns.question.name'), 'service.action.dnsRequestAction.domain'),
  ...only(transport, `${CONNECTION}protocol`, 'service.action.dnsRequestAction.protocol'),
];

/** Writes what all findings are. */
export function writeFinding(line: JsonLine): void {
  line.context.isAlert = true;
  if (line.claim(CATEGORY)) line.writer.fragment(INTRUSION);
  if (line.claim(TYPE)) line.writer.fragment(INFO);
}
