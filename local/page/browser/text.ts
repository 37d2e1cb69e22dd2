/**
 * Characters that are invisible, or that reverse the text around them: control characters (ANSI escapes begin with one), and the marks
 * that change the writing direction, join or hide (Unicode Standard Annex 9; categories Cc, Cf, Zl, Zp).
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Makes invisible characters visible (`\x1b`, `\u{202e}`), so that a log line cannot pretend to be another. */
export function visible(text: string): string {
  return text.replaceAll(INVISIBLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A number as a headline: `1.2M` from a hundred thousand on, exact below. */
export function headline(value: number): string {
  return value < 100_000 ? whole.format(value) : compact.format(value);
}

/** A whole number with thousands separators. */
export function count(value: number): string {
  return whole.format(value);
}

const dateTime = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric',
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** A time in the browser's zone, to the second. */
export function time(millis: number): string {
  return dateTime.format(millis);
}

/** The browser's zone, under its IANA name. */
export const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Says in which zone times are shown, with its current offset from UTC. */
export function zoneHint(): string {
  const minutes = -new Date().getTimezoneOffset();
  const sign = minutes < 0 ? '−' : '+';
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = String(Math.abs(minutes) % 60).padStart(2, '0');
  return `Times are shown in ${timeZone} (UTC${sign}${hours}:${rest})`;
}
