/**
 * Whether `existing` has all that `wanted` has, at any depth; engines answer a setting with fields of their own beside those that they
 * were given. Lists have to be equally long.
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
