import { nginxVariable } from './nginx-variables.ts';
import { type Escaping, type Parsed, PieceList } from './syntax.ts';
import { target } from './web-kinds.ts';

/** The directive around its strings, where somebody pasted it whole. */
const DIRECTIVE = /^\s*log_format\s+\S+\s+/;
const ESCAPING = /^\s*escape=(\S*)\s*/;
/** Strings alone, as they are in a directive. */
const QUOTED = /^\s*'[^']*'(?:\s*'[^']*')*\s*;?\s*$/;
/** What is between the parameters of a directive: spaces, and remarks. */
const BETWEEN = /(?:\s+|(?<=\s)#[^\n]*)+/y;
const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/y;
/** The path and query that was asked for, from its parts. */
const TARGET = /\$(?:uri|document_uri)\$is_args\$(?:args|query_string)/y;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['t', '\t'],
]);

/**
 * Reads what nginx's `log_format` is given: one string, or the directive whole, with its strings one after the other.
 *
 * @param kindOf what a variable is
 */
export function parseNginx(text: string, kindOf = nginxVariable): Parsed {
  const pieces = new PieceList();
  const directive = DIRECTIVE.exec(text)?.[0] ?? '';
  const [option = '', word] = ESCAPING.exec(text.slice(directive.length)) ?? [];
  const start = directive.length + option.length;
  const escaping = escapingOf(word);
  if (escaping === undefined) pieces.problem(directive.length, option.length, 'escape must be default, json or none');
  const isQuoted = directive !== '' || QUOTED.test(text.slice(start));
  const opened = readStrings(text, start, isQuoted, pieces, kindOf);
  if (opened !== undefined) pieces.problem(opened, 1, 'the string that begins here has no end');
  return { pieces: pieces.all, escaping: escaping ?? 'backslashes', problems: pieces.problems };
}

/** Reads one string, or the parameters of a directive: strings in quotes or without. Returns where one begins that does not end. */
function readStrings(
  text: string,
  start: number,
  isQuoted: boolean,
  pieces: PieceList,
  kindOf: typeof nginxVariable,
): number | undefined {
  let quote = isQuoted ? '' : undefined;
  let opened: number | undefined;
  for (let at = start; at < text.length;) {
    const character = text[at] ?? '';
    BETWEEN.lastIndex = at;
    const between = quote === '' ? (BETWEEN.exec(text)?.[0].length ?? 0) : 0;
    if (between > 0) at += between;
    else if (quote === '' && character === ';') {
      if (text.slice(at + 1).trim() !== '')
        pieces.problem(at + 1, 1, 'what follows the semicolon is no part of log_format');
      break;
    } else if (quote === '' && (character === "'" || character === '"')) {
      quote = character;
      opened = at++;
    } else if (character === quote) {
      quote = '';
      opened = undefined;
      at++;
    } else at += readPart(text, at, pieces, kindOf);
  }
  return opened;
}

/** Reads a variable or a character and returns how long it is. */
function readPart(text: string, at: number, pieces: PieceList, kindOf: typeof nginxVariable): number {
  if (text[at] !== '$') return pieces.character(text, at, ESCAPES);
  TARGET.lastIndex = VARIABLE.lastIndex = at;
  const whole = TARGET.exec(text)?.[0];
  const found = VARIABLE.exec(text);
  const name = found?.[1] ?? found?.[2];
  if (whole !== undefined) {
    pieces.value({ kind: target, name: 'uri', at, length: whole.length });
    return whole.length;
  }
  if (found === null || name === undefined) {
    pieces.problem(at, 1, 'behind $ has to be the name of a variable');
    return 1;
  }
  pieces.value({ kind: kindOf(name), name, at, length: found[0].length });
  return found[0].length;
}

function escapingOf(word: string | undefined): Escaping | undefined {
  if (word === undefined || word === 'default') return 'backslashes';
  return word === 'json' || word === 'none' ? word : undefined;
}
