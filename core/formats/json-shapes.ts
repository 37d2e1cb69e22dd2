import { type Fragment, valueKey } from '../bytes/document-keys.ts';
import { auth0Entry, eventBridgeDetail, firewallEvent } from './json-inner-objects.ts';
import { plainRecord } from './otlp.ts';

/** Those of the tables in json-service-fields.ts, and those whose lines hold one of another service. */
export type ServiceOfTable =
  | ('securityhub' | 'config' | 'eventbridge' | 'audit' | 'auth0' | 'firewall')
  | ('elasticsearch' | 'opensearch' | 'azure');

/** A service whose lines are recognised by all of their members together, since none of these says it alone. */
export interface JsonShape {
  readonly logger: 'vault' | 'guardduty' | 'otlp' | ServiceOfTable;
  /** Members that there are. */
  readonly all: readonly string[];
  /** Members of which there is one; with a dot at its end what their paths begin with. Default: none is needed. */
  readonly any?: readonly string[];
  /** The flattened field in which members are kept that no other field is for. Default: that of the format. */
  readonly keeps?: Fragment;
  /** What the service's own members are in: they are kept without it, and those around them under `eventbridge`. */
  readonly within?: string;
  /** The same line as an object of plain keys and values, which is read in its stead; undefined where it is not one of the service. */
  readonly plain?: (bytes: Buffer, start: number, end: number) => Buffer | undefined;
}

const FINDING = ['schemaVersion', 'service.detectorId', 'severity', 'type'];
const OTLP = { logger: 'otlp', keeps: valueKey('attributes'), plain: plainRecord } as const;
const GUARDDUTY = { logger: 'guardduty', keeps: valueKey('aws.guardduty') } as const;
/** What an event of EventBridge is about. */
export const DETAIL = 'detail.';

const shapes: readonly JsonShape[] = [
  // HashiCorp, "Audit log entry schema"
  {
    logger: 'vault',
    all: ['time', 'type', 'request.operation', 'request.path'],
    any: ['auth', 'auth.', 'request.mount_type', 'request.client_token', 'request.namespace.', 'request.namespace'],
    keeps: valueKey('hashicorp_vault.audit'),
  },
  // "OTLP Specification", JSON Protobuf Encoding; one of both times has every record
  ...['timeUnixNano', 'observedTimeUnixNano'].map(
    (time) => ({ ...OTLP, all: [time], any: ['body', 'body.', 'attributes', 'severityNumber'] }) as const,
  ),
  // GuardDuty, "Finding details", as it is exported to S3; and as an event of EventBridge
  { ...GUARDDUTY, all: FINDING },
  { ...GUARDDUTY, all: ['detail-type', ...FINDING.map((path) => DETAIL + path)], within: DETAIL },
  // Security Hub user guide, "Required top-level ASFF attributes"
  {
    logger: 'securityhub',
    all: ['SchemaVersion', 'ProductArn', 'GeneratorId', 'AwsAccountId', 'UpdatedAt'],
    keeps: valueKey('aws.securityhub_findings'),
  },
  // AWS Config API reference, "ConfigurationItem", as snapshots and histories have it
  {
    logger: 'config',
    all: ['configurationItemCaptureTime', 'configurationItemStatus', 'resourceType'],
    keeps: valueKey('aws.config'),
  },
  // EventBridge user guide, "Event structure reference"
  {
    logger: 'eventbridge',
    all: ['detail-type', 'source', 'account'],
    any: ['detail.eventVersion', 'detail.findings'],
    plain: eventBridgeDetail,
  },
  { logger: 'eventbridge', all: ['detail-type', 'source', 'account', 'region', 'time'] },
  // Kubernetes, "kube-apiserver Audit Configuration (v1)", "Event"
  { logger: 'audit', all: ['auditID', 'stage', 'verb', 'requestURI'], keeps: valueKey('kubernetes.audit') },
  // Auth0, "Log Streams": the id of an entry, and the entry
  { logger: 'auth0', all: ['log_id', 'data'], keeps: valueKey('auth0.logs'), plain: auth0Entry },
  // Elasticsearch reference, "Elasticsearch audit events"
  {
    logger: 'elasticsearch',
    all: ['type', 'timestamp', 'event.type', 'event.action', 'origin.address'],
    keeps: valueKey('elasticsearch.audit'),
  },
  // OpenSearch, "Audit log field reference"
  { logger: 'opensearch', all: ['audit_category', 'audit_format_version'] },
  // Azure Monitor, "Activity log event schema", as storage accounts and event hubs have it
  {
    logger: 'azure',
    all: ['time', 'resourceId', 'operationName', 'category', 'resultType', 'correlationId'],
    any: ['identity.claims.', 'identity.authorization'],
    keeps: valueKey('azure.activitylogs'),
  },
  // Network Firewall developer guide, "Contents of a AWS Network Firewall log"
  { logger: 'firewall', all: ['firewall_name', 'event_timestamp'], any: ['event.'], plain: firewallEvent },
];

/** The service whose lines have members of these paths; undefined where that is not known. */
export function shapeOf(paths: readonly string[]): JsonShape | undefined {
  return shapes.find(
    ({ all, any }) =>
      all.every((path) => paths.includes(path)) && (any === undefined || any.some((path) => hasPath(paths, path))),
  );
}

function hasPath(paths: readonly string[], path: string): boolean {
  return path.endsWith('.') ? paths.some((one) => one.startsWith(path)) : paths.includes(path);
}

/** What a member is kept under that no field is for. */
export function keptName(path: string, shape: JsonShape | undefined): string {
  if (shape?.within === undefined) return path;
  return path.startsWith(shape.within) ? path.slice(shape.within.length) : `eventbridge.${path}`;
}
