/** A number with separators of thousands, the same on every machine. */
export function grouped(number: number): string {
  return number.toLocaleString('en-GB');
}

/**
 * A count and what is counted, in its right form: `1 file`, `2 files`, `1,234 files`.
 *
 * @param many the plural, where it is not the singular and an `s`
 */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
