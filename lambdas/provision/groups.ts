/** The name of an index of logs has at most 93 characters, and a request's first line at most 4,096 bytes (`http.max_initial_line_length`). */
const NAMES_OF_A_REQUEST = 40;

/** Splits names of indices into as many as one request's path can hold. */
export function groupsOf(names: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (let at = 0; at < names.length; at += NAMES_OF_A_REQUEST) groups.push(names.slice(at, at + NAMES_OF_A_REQUEST));
  return groups;
}
