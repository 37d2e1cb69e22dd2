/**
 * What the commands say. Names of files, keys, reasons and lines come from outside, and a terminal obeys escape sequences: the title
 * of a window, the clipboard, lines that overwrite others. So all that is said passes here.
 */

/** Control characters, separators of lines, and what changes the direction of text (Unicode Standard Annex 9). */
const UNSAFE = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;
const UNSAFE_IN_TEXT = /(?![\n\t])[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;

/** A name from outside, so that it is one piece of one line: what a terminal would obey is shown, as `\x1b`. */
export function safeName(name: string): string {
  return name.replace(UNSAFE, escapeOf);
}

/** A text of several lines, so that a terminal obeys nothing in it but line feeds and tabs. */
export function safeText(text: string): string {
  return text.replace(UNSAFE_IN_TEXT, escapeOf);
}

/** Writes to standard output, as {@link safeText} has it. */
export function print(text: string): void {
  process.stdout.write(safeText(text));
}

/** Writes to standard error, as {@link safeText} has it. */
export function printError(text: string): void {
  process.stderr.write(safeText(text));
}

function escapeOf(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
