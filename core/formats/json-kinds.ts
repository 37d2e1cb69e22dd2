// What a JSON value is, as numbers: to compare those takes one instruction, and to keep one costs no write barrier.

/** A string of ASCII without escapes, in which nothing would need one. */
export const PLAIN_STRING = 0;
/** Another string without escapes. */
export const STRING = 1;
export const ESCAPED_STRING = 2;
export const NUMBER = 3;
/** `true`, `false` or `null`. */
export const LITERAL = 4;
export const OBJECT = 5;
export const ARRAY = 6;

export type JsonKind =
  | typeof PLAIN_STRING
  | typeof STRING
  | typeof ESCAPED_STRING
  | typeof NUMBER
  | typeof LITERAL
  | typeof OBJECT
  | typeof ARRAY;

/** Whether it is a string of any sort. */
export function isString(kind: JsonKind): boolean {
  return kind <= ESCAPED_STRING;
}
