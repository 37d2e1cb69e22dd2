/** Values of one request, far below the 65,536 that both engines allow. */
const VALUES = 1_000;

/** Cuts a list into those of one request each. @param most how many there may be in one */
export function chunks<Value>(values: readonly Value[], most = VALUES): (readonly Value[])[] {
  return Array.from({ length: Math.ceil(values.length / most) }, (_, at) => values.slice(at * most, (at + 1) * most));
}
