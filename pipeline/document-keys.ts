/**
 * Field names as they stand in a document: ready-made bytes, comma and quotes included, so that writing a field is
 * copying two byte ranges. Every field follows another (`@timestamp` is always the first), hence the leading comma.
 */

/** `,"name":"`: a key that a string's content and closing quote follow. */
export function stringKey(name: string): Buffer {
  return Buffer.from(`,${JSON.stringify(name)}:"`);
}

/** `,"name":`: a key that any other JSON value follows. */
export function valueKey(name: string): Buffer {
  return Buffer.from(`,${JSON.stringify(name)}:`);
}

/** `,"name":value`: a whole field whose value is known beforehand. */
export function wholeField(name: string, value: unknown): Buffer {
  return Buffer.from(`,${JSON.stringify(name)}:${JSON.stringify(value)}`);
}
