/**
 * The commands' output. File names, keys, reasons and lines come from outside, and a terminal obeys escape sequences: the title of a
 * window, the clipboard, lines that overwrite others. So all output passes through here.
 */

/** Control characters, line separators, and what changes the direction of text (Unicode Standard Annex 9). */
const UNSAFE = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;
const UNSAFE_IN_TEXT = /(?![\n\t])[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;

/** Makes a name from outside safe as part of a line: escape sequences become visible, as `\x1b`. */
export function safeName(name: string): string {
  return name.replace(UNSAFE, escapeOf);
}

/** Makes a text of several lines safe: a terminal obeys only its line feeds and tabs. */
export function safeText(text: string): string {
  return text.replace(UNSAFE_IN_TEXT, escapeOf);
}

/** Writes to standard output, through {@link safeText}. */
export function print(text: string): void {
  process.stdout.write(safeText(text));
}

/** Writes to standard error, through {@link safeText}. */
export function printError(text: string): void {
  process.stderr.write(safeText(text));
}

function escapeOf(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
