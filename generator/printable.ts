declare const brand: unique symbol;

/**
 * Printable ASCII without quotes and backslashes, which needs no escaping in any format. Values are made printable once, when they enter
 * a story: checking them again for each line would cost more than the line.
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

/** A template tag: literal words around printable values. */
export function printed(words: TemplateStringsArray, ...values: readonly (Printable | number)[]): Printable {
  let text = words[0] ?? '';
  for (let index = 0; index < values.length; index++) text += `${values[index] ?? ''}${words[index + 1] ?? ''}`;
  return text as Printable;
}

/** Concatenates two values. */
export function append(first: Printable, second: Printable): Printable {
  return (first + second) as Printable;
}

/** Nothing, as logs print it. */
export const NONE = printed`-`;
