import type { KnownKey } from './json-keys.ts';
import type { JsonKind } from './json-scanner.ts';

/** A member of a line's object, or of an object within it that is looked into, as byte ranges of the line. */
export class JsonMember {
  /** Undefined where the path is not known. */
  key: KnownKey | undefined = undefined;
  /** The path of the object that it is in; undefined for the line's own. */
  prefix: KnownKey | undefined = undefined;
  /** The key's content. */
  keyStart = 0;
  keyEnd = 0;
  /** The value, a string's quotes included. */
  start = 0;
  end = 0;
  kind: JsonKind = 'null';
  /** Whether it is a string with escapes. */
  escaped = false;
  /** Whether it is a string in which nothing would need one. */
  isPlain = false;
}
