import type { AccessFormat } from './events.ts';
import type { LabelCondition, PanelQuestion } from './labels.ts';

/** A line of an access log, read with a separate pattern: this is what dashboards are checked against. */
type ReadLine = ReadonlyMap<string, string>;

const COMBINED =
  /^(?<address>\S+) - (?<user>\S+) \[(?<time>[^\]]+)\] "(?<method>\S+) (?<target>\S+) \S+" (?<status>\d{3}) \d+(?: "(?<referrer>[^"]*)" "(?<agent>[^"]*)")?$/;
const JSON_LINE =
  /^\{"host":"(?<address>[^"]+)", "user-identifier":"(?<user>[^"]+)", "datetime":"(?<time>[^"]+)", "method": "(?<method>[^"]+)", "request": "(?<target>[^"]+)", "protocol":"[^"]+", "status":(?<status>\d{3}), "bytes":\d+, "referer": "(?<referrer>[^"]+)"(?:, "service\.name": "[^"]+", "service\.version": "[^"]+")?\}$/;

const PATTERNS: Readonly<Record<AccessFormat, RegExp>> = {
  apache_combined: COMBINED,
  apache_common: COMBINED,
  json: JSON_LINE,
};

/** The document field that each group of the patterns is. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  address: ['source.address', 'source.ip'],
  user: ['user.name'],
  method: ['http.request.method'],
  target: ['url.original'],
  status: ['http.response.status_code'],
  referrer: ['http.request.referrer'],
  agent: ['user_agent.original'],
};

/** Reads a line of an access log into the fields of its document. Errors: RangeError where it is none. */
export function readAccessLine(format: AccessFormat, line: string): ReadLine {
  const groups = PATTERNS[format].exec(line)?.groups;
  if (groups === undefined) throw new RangeError(`This is no line of ${format}.`);
  const fields = new Map<string, string>();
  for (const [group, names] of Object.entries(FIELDS)) {
    const value = groups[group];
    if (value !== undefined && value !== '-') for (const name of names) fields.set(name, value);
  }
  const [path = '', query] = (groups['target'] ?? '').split('?');
  fields.set('url.path', path);
  if (query !== undefined) fields.set('url.query', query);
  // 22/Nov/2026:10:02:52 +0000, whose minute is a separate bucket.
  const time = (groups['time'] ?? '').replace(/^(\d+)\/(\w+)\/(\d+):(\d+):(\d+):\d+ (.*)$/, '$1 $2 $3 $4:$5 $6');
  fields.set('@timestamp', new Date(time).toISOString());
  return fields;
}

/** One answer to a question, with what was counted of it. */
interface Ranked {
  readonly value: string;
  readonly count: number;
}

/** Answers a question from lines alone: the values of its field, in its order; equal counts by value. */
export function rank(question: PanelQuestion, lines: Iterable<ReadLine>): readonly Ranked[] {
  const seen = new Map<string, Set<unknown>>();
  for (const line of lines) {
    const value = line.get(question.field);
    if (value === undefined || !question.where.every((condition) => fits(line, condition))) continue;
    let counted = seen.get(value);
    if (counted === undefined) seen.set(value, (counted = new Set()));
    counted.add(question.count === 'lines' ? counted.size : line.get(question.count.different));
  }
  const ranked = Array.from(seen, ([value, counted]) => ({ value, count: counted.size }));
  const direction = question.order === 'most first' ? -1 : 1;
  return ranked.sort((a, b) => direction * (a.count - b.count) || (a.value < b.value ? -1 : 1));
}

function fits(line: ReadLine, condition: LabelCondition): boolean {
  const value = line.get(condition.field);
  if (value === undefined) return false;
  if ('contains' in condition) return value.includes(condition.contains);
  return condition.values.some((wanted) => String(wanted) === value);
}
