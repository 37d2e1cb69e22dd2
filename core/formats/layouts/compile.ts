import { type Layout, type LayoutSyntax, MAX_LAYOUT_BYTES, textOfLayout } from '../../layout.ts';
import { parseApache } from './apache-syntax.ts';
import { parseDissect } from './dissect-syntax.ts';
import { parseFlow } from './flow-logs.ts';
import { type LayoutProblem, problemText } from './layout-problem.ts';
import { parseNginx } from './nginx-syntax.ts';
import { parsePattern } from './pattern-syntax.ts';
import { isValue, type Piece, type ValuePiece } from './piece.ts';
import { type CompiledLayout, stepsOf } from './steps.ts';
import type { Parsed } from './syntax.ts';
import { parseW3c } from './w3c.ts';
import { parseZeek } from './zeek.ts';

const parsers: Readonly<Record<LayoutSyntax, (text: string) => Parsed>> = {
  nginx: parseNginx,
  apache: parseApache,
  dissect: (text) => parseDissect(text),
  w3c: (text) => parseW3c(text),
  vpcflow: parseFlow,
  zeek: parseZeek,
  pattern: parsePattern,
};

/** A layout compiled, or all that is wrong with it. */
export function compileLayout(layout: Layout): CompiledLayout | { readonly problems: readonly LayoutProblem[] } {
  const [syntax, text] = textOfLayout(layout);
  if (Buffer.byteLength(text) > MAX_LAYOUT_BYTES) {
    const message = `a layout may have ${MAX_LAYOUT_BYTES} bytes at most`;
    return { problems: [{ at: MAX_LAYOUT_BYTES - 1, length: 1, message }] };
  }
  const { pieces, escaping, problems, expression } = parsers[syntax](text);
  const isDissection = syntax === 'dissect';
  const places = syntax === 'pattern' ? [] : placeProblems(pieces);
  const all = [...problems, ...places, ...(isDissection ? nameProblems(pieces) : [])];
  if (all.length > 0) return { problems: all.toSorted((one, other) => one.at - other.at) };
  return { ...stepsOf(pieces, escaping, isDissection), expression };
}

/** All that is wrong with a layout, in words, each with the place. */
export function layoutProblems(layout: Layout): readonly string[] {
  const compiled = compileLayout(layout);
  const [syntax, text] = textOfLayout(layout);
  return 'problems' in compiled ? compiled.problems.map((problem) => problemText(syntax, text, problem)) : [];
}

function* placeProblems(pieces: readonly Piece[]): Generator<LayoutProblem> {
  if (!pieces.some(isValue)) yield { at: 0, length: 1, message: 'it has no value' };
  for (const [index, piece] of pieces.entries()) {
    const before = pieces[index - 1];
    if (!isValue(piece)) {
      if (/[\r\n]/.test(piece.literal)) yield { at: piece.at, length: 1, message: 'a line feed is no part of a line' };
    } else if (before !== undefined && isValue(before) && !isTold(before, piece)) {
      const { at, length } = piece;
      yield { at, length, message: 'nothing tells where the value before ends and this one begins' };
    }
  }
}

/** Whether it is known where the one ends, though there is nothing between it and the next. */
function isTold(one: ValuePiece, next: ValuePiece): boolean {
  return typeof one.kind.extent === 'number' || (next.kind.begins !== undefined && one.kind.begins === undefined);
}

function* nameProblems(pieces: readonly Piece[]): Generator<LayoutProblem> {
  const seen = new Set<string>();
  for (const { name, at, length, join } of pieces.filter(isValue)) {
    if (name !== '' && join === undefined && seen.has(name))
      yield { at, length, message: `${name} is there twice; %{+${name}} joins values` };
    seen.add(name);
  }
}
