/** How often text is decoded: as often as servers, proxies and applications behind each other do. */
const MAX_DECODINGS = 3;

/** Whatever a log, a URL or HTML writes another character with: `\x3c`, `\"`, `%u003c`, `%c0%bc`, `%3c`, `+`, `&lt;`, `&#60`, `&#x3c;`. */
const ENCODED =
  /\\x([\da-f]{2})|\\(")|%u([\da-f]{4})|%(c[01])%([\da-f]{2})|%([\da-f]{2})|(\+)|&#x([\da-f]{1,6});?|&#(\d{1,7});?|&([a-z]{2,7});/gi;
/** Named references of HTML that attacks hide behind (HTML Living Standard, section 13.5). */
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  bsol: '\\',
  colon: ':',
  dollar: '$',
  equals: '=',
  excl: '!',
  gt: '>',
  lcub: '{',
  lpar: '(',
  lt: '<',
  newline: '\n',
  num: '#',
  period: '.',
  quot: '"',
  rcub: '}',
  rpar: ')',
  semi: ';',
  sol: '/',
  tab: '\t',
};
const FULL_WIDTH = { first: 0xff01, last: 0xff5e, ahead: 0xfee0 };
const LIKE_ASCII: ReadonlyMap<number, string> = new Map([
  [0x2044, '/'],
  [0x2215, '/'],
  [0x2216, '\\'],
  [0x2032, "'"],
  [0x02b9, "'"],
]);

/**
 * What text is read as when it is decoded once, twice, three times; the last one where decoding changes nothing more. Text is one
 * character a byte; what is not ASCII does not matter. No form is longer than the one before it.
 */
export function decodedForms(text: string): string[] {
  const forms = [decodedOnce(text)];
  for (let last = text, form = forms[0] ?? ''; form !== last && forms.length < MAX_DECODINGS;) {
    last = form;
    form = decodedOnce(form);
    if (form !== last) forms.push(form);
  }
  return forms;
}

/** Most text is encoded with no more than `+`. */
const MORE_THAN_PLUS = /[%\\]|&[#a-z]/i;

function decodedOnce(text: string): string {
  if (!MORE_THAN_PLUS.test(text)) return text.replaceAll('+', ' ');
  return text.replace(ENCODED, (whole: string, ...groups: (string | undefined)[]) => {
    const [hexEscape, quote, wide, overlong, continuation, percent, plus, hexEntity, decimal, name] = groups;
    if (percent !== undefined) return character(parseInt(percent, 16), whole);
    if (plus !== undefined) return ' ';
    if (quote !== undefined) return quote;
    if (hexEscape !== undefined) return character(parseInt(hexEscape, 16), whole);
    if (wide !== undefined) return character(parseInt(wide, 16), whole);
    if (hexEntity !== undefined) return character(parseInt(hexEntity, 16), whole);
    if (decimal !== undefined) return character(Number(decimal), whole);
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
    // two bytes of UTF-8 that say what one byte could (RFC 3629, section 10)
    const high = overlong?.endsWith('1') === true ? 0x40 : 0;
    return character(high | (parseInt(continuation ?? '', 16) & 0x3f), whole);
  });
}

/** The character of a code: what looks like ASCII becomes that, as servers do that convert between character sets. */
function character(code: number, whole: string): string {
  if (code <= 0xff) return String.fromCharCode(code);
  const { first, last, ahead } = FULL_WIDTH;
  if (code >= first && code <= last) return String.fromCharCode(code - ahead);
  return LIKE_ASCII.get(code) ?? whole;
}

/** A comment of SQL is a space, and what MySQL runs in one is code (MySQL Reference Manual, "Comments"). */
const COMMENT = /\/\*(?!!)[^]{0,200}?\*\//g;
const CODE_IN_COMMENT = /\/\*!\d{0,6}|\*\//g;
const SPACES = /[\t-\r \u00a0]{1,}/g;

/** Text as a parser reads it: small letters, each run of spaces and comments one space, without NUL. */
export function normalForm(text: string): string {
  return text
    .toLowerCase()
    .replace(COMMENT, ' ')
    .replace(CODE_IN_COMMENT, ' ')
    .replaceAll('\0', '')
    .replace(SPACES, ' ');
}

/** What log4j makes of a lookup in a lookup: `${lower:j}`, `${::-j}`, `${env:X:-j}` are `j` (Log4j manual, "Lookups"). */
const INNER_LOOKUP = /\$\{[^${}]{0,60}?(?::-|lower:|upper:)([^${}]{0,60})\}/g;
const MAX_LOOKUPS = 3;

/** Text whose inner lookups of log4j are looked up, three deep. */
export function withoutLookups(text: string): string {
  let plain = text;
  for (let depth = 0; depth < MAX_LOOKUPS && plain.includes('${'); depth++) plain = plain.replace(INNER_LOOKUP, '$1');
  return plain;
}
