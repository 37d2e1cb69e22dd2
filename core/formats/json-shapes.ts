import { type Fragment, valueKey } from '../bytes/document-keys.ts';
import { plainRecord } from './otlp.ts';

/** A service whose lines are recognised by all of their members together, since none of these says it alone. */
export interface JsonShape {
  readonly logger: 'vault' | 'guardduty' | 'otlp';
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
