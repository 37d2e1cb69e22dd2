declare const brand: unique symbol;

/**
 * Printable ASCII without quotes and backslashes: what is in a line of every format as it is. Values are made so
 * once, where they come into a story, and not looked at again for each line: that would cost more than the line.
 */
export type Printable = string & { readonly [brand]: true };

const UNPRINTABLE = /[^\u0020\u0021\u0023-\u005b\u005d-\u007e]/gu;

/** Makes any text printable: whatever else is in it is percent-encoded (RFC 3986, section 2.1). */
export function printable(text: string): Printable {
  return text.replace(UNPRINTABLE, (character) => {
    const hex = Buffer.from(character).toString('hex').toUpperCase();
    return hex.replace(/../g, '%$&');
  }) as Printable;
}

/** A tag for templates of our own words around values that are printable. */
export function print(words: TemplateStringsArray, ...values: readonly (Printable | number)[]): Printable {
  let text = words[0] ?? '';
  for (let index = 0; index < values.length; index++) text += `${values[index] ?? ''}${words[index + 1] ?? ''}`;
  return text as Printable;
}

/** One after the other, with nothing in between. */
export function append(first: Printable, second: Printable): Printable {
  return (first + second) as Printable;
}

/** Nothing, as logs print it. */
export const NONE = print`-`;
