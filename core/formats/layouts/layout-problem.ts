import type { LayoutSyntax } from '../../layout.ts';

/** Something wrong with a layout, and where. */
export interface LayoutProblem {
  /** Index of its first character in the text of the layout. */
  readonly at: number;
  /** How many characters are meant; at least one is marked. */
  readonly length: number;
  /** A clause, such as `%Z is no directive of LogFormat`. */
  readonly message: string;
}

/** What is shown of a layout on either side of the place, in characters. */
const SHOWN = 60;

/** A problem with the layout below it, and a caret at the place. */
export function problemText(syntax: LayoutSyntax, text: string, { at, length, message }: LayoutProblem): string {
  const from = Math.max(0, at - SHOWN);
  const shown = oneLine(text.slice(from, at + length + SHOWN));
  const caret = ' '.repeat(at - from) + '^'.repeat(Math.max(1, length));
  return `${oneLine(message)} (${syntax}, character ${at + 1})\n    ${shown}\n    ${caret}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{C}/gu, ' ');
}
