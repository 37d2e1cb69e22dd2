import { isUtf8 } from 'node:buffer';
import { type Fragment, stringKey } from '../bytes/document-keys.ts';
import type { LogLevel } from '../log-levels.ts';
import { isLevel } from './log-level.ts';

// OpenTelemetry's logs as JSON: "OTLP Specification", JSON Protobuf Encoding, and "Logs Data Model". Protocol Buffers have attributes as a list of
// keys and typed values. Here they become an object of them, as a logger would have written it, which is then read as any other object is.

type Members = Readonly<Record<string, unknown>>;

/** Where attributes have another name in the semantic conventions than in ECS. */
const ECS_NAMES: ReadonlyMap<string, string> = new Map([
  ['client.address', 'source.address'],
  ['client.port', 'source.port'],
  ['code.file.path', 'log.origin.file.name'],
  ['code.filepath', 'log.origin.file.name'],
  ['code.function', 'log.origin.function'],
  ['code.function.name', 'log.origin.function'],
  ['code.line.number', 'log.origin.file.line'],
  ['code.lineno', 'log.origin.file.line'],
  ['deployment.environment', 'service.environment'],
  ['deployment.environment.name', 'service.environment'],
  ['enduser.id', 'user.id'],
  ['exception.message', 'error.message'],
  ['exception.stacktrace', 'error.stack_trace'],
  ['exception.type', 'error.type'],
  ['http.method', 'http.request.method'],
  ['http.status_code', 'http.response.status_code'],
  ['http.target', 'url.original'],
  ['http.user_agent', 'user_agent.original'],
  ['k8s.container.name', 'kubernetes.container.name'],
  ['k8s.namespace.name', 'kubernetes.namespace'],
  ['k8s.node.name', 'kubernetes.node.name'],
  ['k8s.pod.name', 'kubernetes.pod.name'],
  ['k8s.pod.uid', 'kubernetes.pod.uid'],
  ['log.iostream', 'stream'],
  ['process.executable.path', 'process.executable'],
  ['service.instance.id', 'service.node.name'],
  ['thread.id', 'process.thread.id'],
  ['thread.name', 'process.thread.name'],
]);
/** What ECS calls the same of a resource, and of a scope, which is the logger ("Logs API"). */
export const resourceFields: ReadonlyMap<string, Fragment> = new Map(
  (
    [
      ...['service.name', 'service.version', 'service.environment', 'service.node.name', 'log.logger', 'host.name'],
      ...['cloud.account.id', 'cloud.region', 'container.id', 'container.name', 'container.image.name'],
      ...['kubernetes.container.name', 'kubernetes.namespace', 'kubernetes.node.name', 'kubernetes.pod.name'],
      ...['kubernetes.pod.uid', 'process.executable'],
    ] as const
  ).map((name) => [name, stringKey(name)]),
);
/** Of severities 1 to 24 four each (Logs Data Model, "Severity Fields"). */
const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
const SEVERITIES_OF_LEVEL = 4;

const INTEGER = /^-?\d{1,19}$/;
const NANOS = /^[1-9]\d{0,18}$/;
const NANOS_OF_MILLI = 1_000_000n;
const TRACE_ID = /^[\da-f]{32}$/i;
const SPAN_ID = /^[\da-f]{16}$/i;

/**
 * The record `bytes[start, end)`, which is JSON, as an object whose keys are those of ECS and of its attributes; undefined where it is not as OTLP has
 * it. The text of a record, and an object or a list in its stead, becomes the message.
 */
export function plainRecord(bytes: Buffer, start: number, end: number): Buffer | undefined {
  const json = bytes.subarray(start, end);
  // another encoding is found out by what is written of these bytes
  if (!isUtf8(json)) return undefined;
  return unlessOther(() => {
    const {
      attributes = [],
      body = {},
      severityNumber,
      severityText,
      ...record
    } = JSON.parse(json.toString()) as Members;
    const { traceId, spanId, eventName, ...others } = record;
    const own: Members = {
      '@timestamp': timeOf(others['timeUnixNano']) ?? timeOf(others['observedTimeUnixNano']),
      ...levelOf(severityNumber, severityText),
      message: messageOf(body),
      ...idOf('trace.id', 'traceId', traceId, TRACE_ID),
      ...idOf('span.id', 'spanId', spanId, SPAN_ID),
      'event.action': eventName,
    };
    return merged({ ...others, ...own }, plainAttributes(attributes), 'attributes');
  });
}

/**
 * What an envelope says of the records in it: of the resource that they are from by its attributes' names, and of their scope below `scope`; undefined
 * where it is not as OTLP has it, or holds more than one of each.
 */
export function plainEnvelope(json: Buffer): Buffer | undefined {
  return unlessOther(() => {
    const { resourceLogs, ...around } = JSON.parse(json.toString('utf8')) as Members;
    const { resource = {}, scopeLogs = [], ...aboutResource } = soleObject(resourceLogs);
    const { scope = {}, logRecords = [], ...aboutScope } = soleObject(scopeLogs);
    if (!isObject(resource) || !isObject(scope) || listOf(logRecords).length > 0) throw new OtherThanOtlp();
    const { attributes = [], ...ofResource } = resource;
    const { name, attributes: ofScope = [], ...scopeMembers } = scope;
    const own: Members = {
      'log.logger': name,
      ...within('scope', { ...aboutScope, ...scopeMembers, ...plainAttributes(ofScope) }),
      ...within('resource', { ...aboutResource, ...ofResource }),
      ...around,
    };
    return merged(own, plainAttributes(attributes), 'resource');
  });
}

/** Thrown within this file only. */
class OtherThanOtlp extends Error {}

function unlessOther(make: () => Members): Buffer | undefined {
  try {
    return Buffer.from(JSON.stringify(make()));
  } catch (error) {
    if (error instanceof OtherThanOtlp) return undefined;
    throw error;
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new OtherThanOtlp();
  return value;
}

function soleObject(list: unknown): Members {
  const [sole = {}, ...others] = listOf(list);
  if (!isObject(sole) || others.length > 0) throw new OtherThanOtlp();
  return sole;
}

function within(prefix: string, members: Members): Members {
  return Object.fromEntries(Object.entries(members).map(([key, value]) => [`${prefix}.${key}`, value]));
}

/** Both, with another name for an attribute whose own one is taken. */
function merged(own: Members, attributes: Members, prefix: string): Members {
  const taken = new Map(Object.entries(own).filter(([, value]) => value !== undefined));
  for (const [key, value] of Object.entries(attributes)) {
    const name = ECS_NAMES.get(key) ?? key;
    taken.set([name, key].find((one) => !taken.has(one)) ?? `${prefix}.${key}`, value);
  }
  return Object.fromEntries(taken);
}

const plainAttributes = (list: unknown): Members => plainPairs(listOf(list));

function plainPairs(list: readonly unknown[]): Members {
  const members = new Map<string, unknown>();
  for (const pair of list) {
    const { key, value = {}, ...others } = isObject(pair) ? pair : {};
    if (typeof key !== 'string' || members.has(key) || Object.keys(others).length > 0) throw new OtherThanOtlp();
    members.set(key, plainValue(value));
  }
  return Object.fromEntries(members);
}

/** Of what JSON has them in; `NaN` is a text. */
const TYPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['stringValue', ['string']],
  ['bytesValue', ['string']],
  ['boolValue', ['boolean']],
  ['doubleValue', ['number', 'string']],
]);

/** A value without its type ("AnyValue"); none at all is null. */
function plainValue(typed: unknown): unknown {
  if (!isObject(typed)) throw new OtherThanOtlp();
  const [[type, value] = [], ...others] = Object.entries(typed);
  if (others.length > 0) throw new OtherThanOtlp();
  if (type === undefined) return null;
  if (type === 'intValue') return plainInteger(value);
  if (type === 'arrayValue') return valuesOf(value).map((one) => plainValue(one));
  if (type === 'kvlistValue') return plainPairs(valuesOf(value));
  if (!TYPES.get(type)?.includes(typeof value) || value === Infinity || value === -Infinity) throw new OtherThanOtlp();
  return value;
}

/** 64 bits are a string; one that a number cannot hold stays so. */
function plainInteger(value: unknown): unknown {
  if (!INTEGER.test(String(value))) throw new OtherThanOtlp();
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function valuesOf(list: unknown): readonly unknown[] {
  if (!isObject(list)) throw new OtherThanOtlp();
  return listOf(list['values'] ?? []);
}

function messageOf(body: unknown): string | undefined {
  const value = plainValue(body);
  if (value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function timeOf(nanos: unknown): string | undefined {
  const text = typeof nanos === 'number' ? String(nanos) : nanos;
  if (typeof text !== 'string' || !NANOS.test(text)) return undefined;
  return new Date(Number(BigInt(text) / NANOS_OF_MILLI)).toISOString();
}

/** The level in its own word where that is known, which says more (`notice`); else as its number says. What is 0 or empty is none. */
function levelOf(number: unknown, text: unknown): Members {
  const severity = { 'event.severity': number === 0 ? undefined : number };
  const ofNumber = typeof number === 'number' ? LEVELS[Math.ceil(number / SEVERITIES_OF_LEVEL) - 1] : undefined;
  const printed = text === '' ? undefined : text;
  const isKnown = typeof printed === 'string' && isLevel(Buffer.from(printed), 0, Buffer.byteLength(printed));
  if (isKnown || ofNumber === undefined) return { ...severity, 'log.level': printed };
  return { ...severity, 'log.level': ofNumber, severityText: printed };
}

/** An id in small letters, in which it is to be compared; none is 0 or nothing. */
function idOf(field: string, key: string, id: unknown, pattern: RegExp): Members {
  if (typeof id !== 'string' || !pattern.test(id)) return id === '' ? {} : { [key]: id };
  return /[^0]/.test(id) ? { [field]: id.toLowerCase() } : {};
}
