import { isUtf8 } from 'node:buffer';

// Objects that services put around a line of another one. Each function returns the inner line with what is around it below one key, or undefined
// where the object is not what its members' names suggest: then it is read as it is.

type Members = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of an object that is JSON; none where a number or a byte would not come out as it went in. */
function membersOf(bytes: Buffer, start: number, end: number): Members {
  const json = bytes.subarray(start, end);
  let isExact = isUtf8(json);
  const members = JSON.parse(json.toString(), (_key, value: unknown) => {
    isExact &&= typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER;
    return value;
  }) as Members;
  return isExact ? members : {};
}

function within(inner: unknown, key: string, around: Members): Buffer | undefined {
  return isObject(inner) && !(key in inner) ? Buffer.from(JSON.stringify({ ...inner, [key]: around })) : undefined;
}

/** What an event of EventBridge is about, where that is a line itself: a record of CloudTrail, or the only finding of Security Hub. */
export function eventBridgeDetail(bytes: Buffer, start: number, end: number): Buffer | undefined {
  const { detail, ...around } = membersOf(bytes, start, end);
  const findings = isObject(detail) ? detail['findings'] : undefined;
  if (!Array.isArray(findings)) return within(detail, 'eventbridge', around);
  return findings.length === 1 ? within(findings[0], 'eventbridge', around) : undefined;
}

/** The event of Suricata in a line of AWS Network Firewall. */
export function firewallEvent(bytes: Buffer, start: number, end: number): Buffer | undefined {
  const { event, ...around } = membersOf(bytes, start, end);
  return within(event, 'firewall', around);
}

/** The entry in an event of Auth0's log streams, under the names of ECS. */
export function auth0Entry(bytes: Buffer, start: number, end: number): Buffer | undefined {
  const { data, ...around } = membersOf(bytes, start, end);
  if (!isObject(data) || typeof data['type'] !== 'string' || typeof data['date'] !== 'string') return undefined;
  const renamed = Object.entries(data).map(
    ([name, value]) => [AUTH0_NAMES.get(name) ?? `data.${name}`, value] as const,
  );
  return within(Object.fromEntries(renamed), 'stream', around);
}
const AUTH0_NAMES: ReadonlyMap<string, string> = new Map([
  ['date', '@timestamp'],
  ['description', 'message'],
  ['ip', 'source.ip'],
  ['type', 'auth0.type'],
  ['user_agent', 'user_agent.original'],
  ['user_id', 'user.id'],
  ['user_name', 'user.name'],
]);
