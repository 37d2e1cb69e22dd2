const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const CONVERSIONS: Readonly<Record<string, (date: Date) => string>> = {
  Y: (date) => String(date.getUTCFullYear()),
  m: (date) => two(date.getUTCMonth() + 1),
  d: (date) => two(date.getUTCDate()),
  e: (date) => String(date.getUTCDate()).padStart(2),
  b: (date) => MONTHS[date.getUTCMonth()] ?? '',
  h: (date) => MONTHS[date.getUTCMonth()] ?? '',
  a: (date) => DAYS[date.getUTCDay()] ?? '',
  H: (date) => two(date.getUTCHours()),
  M: (date) => two(date.getUTCMinutes()),
  S: (date) => two(date.getUTCSeconds()),
  F: (date) => date.toISOString().slice(0, 10),
  T: (date) => date.toISOString().slice(11, 19),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  z: () => '+0000',
  '%': () => '%',
};

/** What C's strftime(3) prints in UTC; undefined where a conversion is none of these, or none is there. */
export function strftime(format: string, date: Date): string | undefined {
  let isKnown = format.includes('%');
  const printed = format.replaceAll(/%(.?)/g, (_, letter: string) => {
    const convert = Object.hasOwn(CONVERSIONS, letter) ? CONVERSIONS[letter] : undefined;
    isKnown &&= convert !== undefined;
    return convert?.(date) ?? '';
  });
  return isKnown ? printed : undefined;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
