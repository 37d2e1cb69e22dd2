import { nginxVariable } from './nginx-variables.ts';
import { type Escaping, type Parsed, PieceList } from './syntax.ts';
import { target } from './web-kinds.ts';

/** The directive around its strings, where somebody pasted it whole. */
const DIRECTIVE = /^\s*log_format\s+\S+\s+/;
const ESCAPING = /^\s*escape=(\S*)\s*/;
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
  let quote = directive === '' ? undefined : '';
  for (let at = start; at < text.length;) {
    const character = text[at] ?? '';
    if (quote === '') {
      if (character === "'" || character === '"') quote = character;
      else if (!/[\s;]/.test(character)) pieces.problem(at, 1, 'the strings of log_format have to be in quotes');
      at++;
    } else if (character === quote) {
      quote = '';
      at++;
    } else {
      at += readPart(text, at, pieces, kindOf);
    }
  }
  return { pieces: pieces.all, escaping: escaping ?? 'backslashes', problems: pieces.problems };
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
