/** A share in percent, with two significant digits: `100 %`, `13 %`, `0.12 %`; never `100 %` of what is not all, nor `0 %` of what is not none. */
export function shareText(part: number, whole: number): string {
  const percent = part < whole ? Math.min((100 * part) / whole, 99.9) : 100;
  return `${percent > 99 ? String(Math.floor(percent * 10) / 10) : String(Number(percent.toPrecision(2)))} %`;
}

/** A number with separators of thousands, the same on every machine. By hand, since loading the words of a locale takes longer than most files. */
export function grouped(number: number): string {
  const [whole = '', ...fraction] = String(number).split('.');
  return [whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ','), ...fraction].join('.');
}

/**
 * A count and what is counted, in its right form: `1 file`, `2 files`, `1,234 files`.
 *
 * @param many the plural, where it is not the singular and an `s`
 */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
