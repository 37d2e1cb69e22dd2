import { isReservedKey, keyKind } from './dissect-keys.ts';
import { keptText } from './kind.ts';
import { type Parsed, PieceList } from './syntax.ts';

const OPENING = '%{';
/** `+name/2->`: what is before the name, the name, the place among those that are joined, and what may come several times after it. */
const KEY = /^(?<modifier>[+?*&]?)(?<name>[^/]*?)(?:\/(?<place>\d{1,3}))?(?<padding>->)?$/;
const MAX_NAME_CHARACTERS = 256;
// eslint-disable-next-line no-control-regex -- a key with NUL in it is refused by the engines
const CONTROLS = /[\u0000-\u001f]/;

/**
 * Reads a dissection: keys in `%{}` and the text between them (Elasticsearch, "Dissect processor"; Logstash, "Dissect filter plugin").
 * `%{+name}` joins values, `%{+name/2}` in the order of their numbers; `%{}` and `%{?name}` are not kept; `%{name->}` is followed by
 * any number of what separates it from the next.
 *
 * @param kindOf what the value of a key is
 */
export function parseDissect(text: string, kindOf = keyKind): Parsed {
  const pieces = new PieceList();
  for (let at = 0; at < text.length;) {
    const opening = text.indexOf(OPENING, at);
    const next = opening === -1 ? text.length : opening;
    if (next > at) pieces.literal(text.slice(at, next), at);
    if (opening === -1) break;
    const close = text.indexOf('}', opening);
    if (close === -1) {
      pieces.problem(opening, text.length - opening, 'the key has no end: } is missing');
      break;
    }
    const place = { at: opening, length: close + 1 - opening };
    readKey(text.slice(opening + OPENING.length, close), place, pieces, kindOf);
    at = close + 1;
  }
  return { pieces: pieces.all, escaping: 'none', problems: pieces.problems };
}

function readKey(
  key: string,
  { at, length }: { readonly at: number; readonly length: number },
  pieces: PieceList,
  kindOf: typeof keyKind,
): void {
  const { modifier = '', name = '', place, padding } = KEY.exec(key)?.groups ?? {};
  const isPadded = padding !== undefined;
  const problem = (message: string): void => {
    pieces.problem(at, length, message);
  };
  const isSkipped = modifier === '?' || name === '';
  if (modifier === '*' || modifier === '&')
    problem('a key that the line names itself is not supported; give it a name');
  else if (CONTROLS.test(name) || name.length > MAX_NAME_CHARACTERS) problem('this is no name of a key');
  else if (modifier === '+' && name === '') problem('behind + has to be the key that the value is joined to');
  else if (place !== undefined && modifier !== '+')
    problem('a place such as /2 is for values that are joined: %{+name/2}');
  else if (!isSkipped && isReservedKey(name)) problem(`${name} is written by KafkaInsight and cannot be a key`);
  const join = modifier === '+' ? { join: Number(place ?? 0) } : {};
  const kind = isSkipped ? keptText : kindOf(name);
  pieces.value({ kind, name: isSkipped ? '' : name, at, length, isPadded, ...join });
}
