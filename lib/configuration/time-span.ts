/** The hours of a {@link TimeSpan}, e.g. `'7 days'`; undefined where the text is not one. */
export function hoursOf(span: string): number | undefined {
  const match = /^([1-9]\d{0,5}) (days|hours)$/.exec(span);
  if (match === null) return undefined;
  return Number(match[1]) * (match[2] === 'days' ? 24 : 1);
}

/** Days of a valid {@link TimeSpan}, rounded up. */
export function daysOf(span: string): number {
  return Math.ceil((hoursOf(span) ?? 0) / 24);
}
