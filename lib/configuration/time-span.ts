/** The hours of a {@link TimeSpan}, e.g. `'7 days'`; undefined where the text is none. */
export function hoursOf(span: string): number | undefined {
  const match = /^([1-9]\d{0,5}) (days|hours)$/.exec(span);
  if (match === null) return undefined;
  return Number(match[1]) * (match[2] === 'days' ? 24 : 1);
}

/** Whole days of a valid {@link TimeSpan}, a begun one counted. */
export function daysOf(span: string): number {
  return Math.ceil((hoursOf(span) ?? 0) / 24);
}
