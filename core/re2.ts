import { RE2JS, RE2JSSyntaxException } from 're2js';

/** What is wrong with a pattern. */
export interface PatternProblem {
  readonly message: string;
  /** The part of the pattern that it is about, which is most often all of it; empty where RE2 names none. */
  readonly quoted: string;
}

/**
 * Compiles a pattern in the syntax of RE2 (github.com/google/re2, "Syntax"), which has neither look-arounds nor back-references, and so
 * takes a time that grows with the text alone.
 *
 * @param maxInstructions a larger program is refused: a byte of the text costs at most so many steps
 */
export function compilePattern(pattern: string, maxInstructions: number): RE2JS | PatternProblem {
  try {
    const expression = RE2JS.compile(pattern);
    const size = expression.programSize();
    if (size <= maxInstructions) return expression;
    const message = `it is too large: ${size} instructions of ${maxInstructions} that a pattern may have; repeat less`;
    return { message, quoted: pattern };
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const { error: message, input } = error as { readonly error: string; readonly input: string | null };
    const isUnknown = message.startsWith('invalid or unsupported') || message.startsWith('invalid escape');
    const note = isUnknown ? '; patterns are those of RE2, without look-arounds and back-references' : '';
    return { message: message + note, quoted: input ?? '' };
  }
}
