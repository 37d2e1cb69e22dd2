/**
 * Whether `existing` has everything that `wanted` has, at any depth; engines return a setting with more fields than they were given.
 * Lists must have the same length.
 */
export function contains(existing: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(existing) &&
      existing.length === wanted.length &&
      wanted.every((value, at) => contains(existing[at], value))
    );
  }
  if (typeof wanted !== 'object' || wanted === null) return existing === wanted;
  if (typeof existing !== 'object' || existing === null) return false;
  return Object.entries(wanted).every(([key, value]) => contains((existing as Record<string, unknown>)[key], value));
}
