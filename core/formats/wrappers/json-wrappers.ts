import type { WrapperName } from './inner-line.ts';

/** What shows that a JSON object was made around a program's line, which is one of its members. */
interface JsonWrapper {
  readonly name: WrapperName;
  /** The member that is the line. */
  readonly line: string;
  /** Further members, or beginnings of their paths; all must be there. */
  readonly all?: readonly string[];
  /** The same; at least one must be there. */
  readonly any?: readonly string[];
  /** Members that there may be beside `line` and `all`; then there are no others. */
  readonly only?: readonly string[];
}

/**
 * The objects that collectors and engines make of lines, the narrower shapes first. A logger's own object has its text under such a key too
 * (`message`), so each shape has members that only what is around a line has; `log` is a key that loggers do not use.
 */
const jsonWrappers: readonly JsonWrapper[] = [
  // Docker, "JSON File logging driver".
  { name: 'docker', line: 'log', all: ['stream', 'time'], only: ['attrs'] },
  // Fluent Bit and Fluentd, from files of containers (`log`), and with the Kubernetes filter; Docker's fluentd driver.
  { name: 'fluent', line: 'log' },
  { name: 'fluent', line: 'message', any: ['kubernetes.', 'kubernetes', 'container_name', 'container_id', 'stream'] },
  // systemd.journal-fields(7), "Trusted journal fields" and "Address fields".
  {
    name: 'journald',
    line: 'MESSAGE',
    any: ['__REALTIME_TIMESTAMP', '_HOSTNAME', '_TRANSPORT', '_BOOT_ID', '_MACHINE_ID', '_SYSTEMD_UNIT'],
  },
  // CloudWatch Logs user guide, "Log group-level subscription filters": an element of `logEvents`.
  { name: 'cloudwatch', line: 'message', all: ['id', 'timestamp'], only: [] },
  // Filebeat reference, "Exported fields": Beat and Log file content fields.
  { name: 'filebeat', line: 'message', any: ['agent.', 'agent', '@metadata'], all: ['@timestamp'] },
  // Vector, sources, "Output": every event has `source_type`.
  { name: 'vector', line: 'message', all: ['source_type'] },
  // OpenTelemetry, as otlp.ts has its records
  { name: 'otlp', line: 'message', any: ['timeUnixNano', 'observedTimeUnixNano'] },
  // Logstash, "Event API": every event has `@version`.
  { name: 'logstash', line: 'message', all: ['@version'] },
];

/** Keys that loggers and collectors have for a line's text, see the field `message` in json-fields.ts. */
const lineKeys: ReadonlySet<string> = new Set(jsonWrappers.map(({ line }) => line));

/**
 * What has made an object around a line, recognised by its members' paths; undefined where nothing did.
 *
 * @param message the member that is to be the document's message: it is the line
 */
export function jsonWrapperOf(message: string, paths: readonly string[]): WrapperName | undefined {
  if (!lineKeys.has(message)) return undefined;
  return jsonWrappers.find(
    ({ line, all = [], any, only }) =>
      line === message &&
      all.every((key) => hasKey(paths, key)) &&
      (any === undefined || any.some((key) => hasKey(paths, key))) &&
      (only === undefined || paths.every((path) => path === line || all.includes(path) || only.includes(path))),
  )?.name;
}

/** @param key of a member, or with a dot at its end what its path begins with */
function hasKey(paths: readonly string[], key: string): boolean {
  return paths.some((path) => (key.endsWith('.') ? path.startsWith(key) : path === key));
}
