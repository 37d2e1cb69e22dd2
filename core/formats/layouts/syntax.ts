import type { RE2JS } from 're2js';
import type { LayoutProblem } from './layout-problem.ts';
import { isValue, type Piece, type ValuePiece } from './piece.ts';

/** How values are written where something in them would end them. */
export type Escaping = 'backslashes' | 'json' | 'none';

/** What a text of some syntax says. */
export interface Parsed {
  readonly pieces: readonly Piece[];
  readonly escaping: Escaping;
  readonly problems: readonly LayoutProblem[];
  /** Of a pattern that has no problems, what finds its values. */
  readonly expression?: RE2JS;
}

/** Collects the pieces of a layout while its text is read. */
export class PieceList {
  readonly #pieces: Piece[] = [];
  readonly problems: LayoutProblem[] = [];

  /** Adds text that every line has there. */
  literal(text: string, at: number): void {
    const last = this.#pieces.at(-1);
    if (last !== undefined && !isValue(last))
      this.#pieces[this.#pieces.length - 1] = { ...last, literal: last.literal + text };
    else if (text !== '') this.#pieces.push({ literal: text, at });
  }

  /** Adds the character at a place of a text, after a backslash what it means there; returns how many characters were read. */
  character(text: string, at: number, escapes: ReadonlyMap<string, string>): number {
    const character = text[at] ?? '';
    const escaped = character === '\\' ? escapes.get(text[at + 1] ?? '') : undefined;
    this.literal(escaped ?? character, at);
    return escaped === undefined ? 1 : 2;
  }

  value(value: ValuePiece): void {
    this.#pieces.push(value);
  }

  problem(at: number, length: number, message: string): void {
    this.problems.push({ at, length, message });
  }

  get all(): readonly Piece[] {
    return this.#pieces;
  }
}
