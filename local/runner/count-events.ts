/** A line that begins and ends with braces and does not match this is a single object. */
const MAY_BE_SEVERAL = /\}\s*,?\s*\{|"Records"|"logEvents"/;
const BEGINS_AS_JSON = /^[\s,]*[[{\]]/;

/**
 * How many events a line has: one or, where it is JSON, as many as it has objects, end to end, in an array or in an envelope. Counted
 * with JSON.parse, sharing no code with the pipeline.
 *
 * @param isJson whether the file is JSON, where a line with only a bracket is not an event
 */
export function eventsInLine(line: string, isJson: boolean): number {
  if (!BEGINS_AS_JSON.test(line)) return 1;
  const text = line.trim();
  if (text.startsWith('{') && text.endsWith('}') && !MAY_BE_SEVERAL.test(text)) return 1;
  const objects = objectsIn(parse(text)) ?? objectsIn(parse(asArray(text)));
  if (objects === undefined) return 1;
  if (objects.length === 0) return isJson ? 0 : 1;
  return objects.reduce((sum: number, object) => sum + (recordsOf(object)?.length ?? 1), 0);
}

type JsonObject = Readonly<Record<string, unknown>>;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Parses objects end to end, or a piece of an array, as an array. */
function asArray(text: string): string {
  const inner = text.replace(/^[\s,]*\[?/, '').replace(/[\s,]*\]?[\s,]*$/, '');
  return `[${inner.replaceAll(/\}\s*,?\s*\{/g, '},{')}]`;
}

function objectsIn(value: unknown): readonly JsonObject[] | undefined {
  if (isObject(value)) return [value];
  return Array.isArray(value) && value.every(isObject) ? value : undefined;
}

function recordsOf(object: JsonObject): readonly JsonObject[] | undefined {
  for (const key of ['Records', 'logEvents']) {
    const records = object[key];
    if (Array.isArray(records) && records.length > 0 && records.every(isObject)) return records;
  }
  return undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
