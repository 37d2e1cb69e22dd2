import { compilePattern, type PatternProblem } from '../../re2.ts';
import { isReservedKey, keyKind } from './dissect-keys.ts';
import type { LayoutProblem } from './layout-problem.ts';
import type { ValuePiece } from './piece.ts';
import type { Parsed } from './syntax.ts';

const MAX_INSTRUCTIONS = 250;
const MAX_NAME_CHARACTERS = 256;
/** How fields, and keys without a field, are named. */
const NAME = /^@?[A-Za-z\d_][\w.-]*$/;
const OPENING = /\(\?P?<(?![=!])/y;
/** What holds no group: `\Q` to `\E`, any other escape, and a class. */
const OTHER = /\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]/sy;

/** A named group. */
interface Group {
  readonly name: string;
  /** Where its opening parenthesis is, and how long `(?<name>` is. */
  readonly at: number;
  readonly length: number;
}

/**
 * Reads a pattern: a regular expression in the syntax of RE2. Its named groups, `(?<source.ip>\S+)` or `(?P<source.ip>\S+)`, are
 * the values, under the same names as in a dissection. It matches the whole line.
 */
export function parsePattern(text: string): Parsed {
  const groups = groupsOf(text);
  const problems = groups.flatMap((group, index) => nameProblem(group, groups.slice(0, index)));
  const pieces = groups.map(({ name, at, length }): ValuePiece => ({ kind: keyKind(name), name, at, length }));
  if (groups.length === 0)
    problems.push({ at: 0, length: 1, message: 'it has no named group, such as (?<source.ip>[^ ]+)' });
  const expression = compilePattern(withPlainNames(text, groups), MAX_INSTRUCTIONS);
  if ('message' in expression) {
    const problem = { ...placeOf(expression, text), message: expression.message };
    return { pieces, escaping: 'none', problems: [...problems, problem] };
  }
  return { pieces, escaping: 'none', problems, expression };
}

/** Where the part of a pattern is that an error quotes; the end, where it quotes none or, for want of something, all. */
function placeOf({ quoted }: PatternProblem, text: string): Pick<LayoutProblem, 'at' | 'length'> {
  const at = quoted === '' || quoted === text ? -1 : text.indexOf(quoted);
  return at === -1 ? { at: Math.max(0, text.length - 1), length: 1 } : { at, length: quoted.length };
}

/** The named groups, in their order. */
function groupsOf(text: string): Group[] {
  const groups: Group[] = [];
  for (let at = 0; at < text.length;) {
    OPENING.lastIndex = OTHER.lastIndex = at;
    const opening = OPENING.exec(text)?.[0];
    const close = opening === undefined ? -1 : text.indexOf('>', at);
    if (opening !== undefined && close !== -1) {
      groups.push({ name: text.slice(at + opening.length, close), at, length: close + 1 - at });
      at = close + 1;
    } else at += OTHER.exec(text)?.[0].length ?? 1;
  }
  return groups;
}

/** The pattern with names that RE2 allows: which group is which is recognised by their order. */
function withPlainNames(text: string, groups: readonly Group[]): string {
  return groups.reduceRight(
    (plain, { at, length }, index) => `${plain.slice(0, at)}(?<g${index}>${plain.slice(at + length)}`,
    text,
  );
}

function nameProblem({ name, at, length }: Group, others: readonly Group[]): LayoutProblem[] {
  const problem = (message: string): LayoutProblem[] => [{ at, length, message }];
  if (!NAME.test(name) || name.length > MAX_NAME_CHARACTERS) return problem('this is no name of a group');
  if (isReservedKey(name)) return problem(`${name} is written by KafkaInsight and cannot be a group`);
  return others.some((other) => other.name === name) ? problem(`${name} is there twice`) : [];
}
