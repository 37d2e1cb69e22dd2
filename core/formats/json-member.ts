import { OPENING_BRACE, SPACE } from '../bytes/ascii.ts';
import { viewOf } from '../bytes/byte-view.ts';
import { isSame } from '../bytes/same-bytes.ts';
import type { JsonField } from './json-field.ts';
import type { KnownKey } from './json-keys.ts';
import { type JsonKind, LITERAL } from './json-kinds.ts';
import type { JsonValue } from './json-line.ts';
import type { JsonShape } from './json-shapes.ts';
import type { WrapperName } from './wrappers/inner-line.ts';

/** An object whose members are looked for: the line's own, or one within it at a path with which known keys begin. */
export interface JsonObject {
  /** Its path; undefined for the line's own. */
  readonly prefix: KnownKey | undefined;
  /** The object that it is in. */
  readonly parent: JsonObject | undefined;
}

/** A member that is a line, and what has made the object around it. */
export interface WrappedMember {
  readonly wrapper: WrapperName;
  readonly member: JsonMember;
  /** The name of the program that has written it. */
  readonly program: JsonMember | undefined;
}

/** A message and the logger that wrote it. */
export interface LoggedMembers {
  readonly logger: JsonMember;
  readonly message: JsonMember;
}

/** The members of a line in the order in which they are written. */
export interface WritingOrder {
  /** Those whose keys are known, by precedence; of a key that comes twice the last one. */
  readonly known: readonly JsonMember[];
  /** All others, as they are in the line. */
  readonly unknown: readonly JsonMember[];
  /** The member that is a line of another log, where they are what a collector writes around one. */
  readonly wrapped: WrappedMember | undefined;
  /** The message that may tell what has happened, where its logger is named. */
  readonly logged: LoggedMembers | undefined;
  /** Whose line it is, where all members together say so. */
  readonly shape: JsonShape | undefined;
}

/** So many members are remembered after one. */
const MAX_NEXT = 16;
/** So many members of a line are remembered: each at which lines end keeps a list of those before it. */
const MAX_DEPTH = 256;
const NO_GAPS = viewOf(new Uint8Array(0));

/**
 * A member of lines: what its key means, where its value is in the line at hand, and which members followed it.
 *
 * Lines of one logger have the same members in the same order, so most often the very same bytes are between two values, as
 * in `, "status": `: the gap. Members are a tree whose root is the beginning of lines, and below each hang those
 * that were found after it. Where the gap of one of them is found in a line, its key need be neither found nor looked up.
 */
export class JsonMember implements JsonValue {
  readonly object: JsonObject;
  readonly path: string;
  readonly key: KnownKey | undefined;
  readonly before: JsonMember | undefined;
  /** Writes the value as a field; undefined where the key is not known, or only leads to others. */
  readonly write: JsonField['write'] | undefined;
  start = 0;
  end = 0;
  kind: JsonKind = LITERAL;
  integer = -1;
  /** How many bytes are between the value before, or the beginning of the line, and this one. */
  readonly gapBytes: number;
  /** What is written of lines that end with this member, and when. */
  order: WritingOrder | undefined = undefined;
  /** Where its gap is, once it is remembered. */
  #gaps = NO_GAPS;
  #gapStart = 0;
  readonly #isPrefix: boolean;
  /** How many members stand before it, the root included. */
  readonly #depth: number;
  /** Those that followed, and the one that did last. */
  readonly #followers: JsonMember[] = [];
  #next: JsonMember | undefined = undefined;

  /**
   * @param object the object that it is in
   * @param path the path of its key, of whatever characters
   * @param key what the path means; undefined where it is not known
   * @param before the member before it; undefined for the root
   */
  constructor(object: JsonObject, path: string, key?: KnownKey, before?: JsonMember, gapBytes = 0) {
    this.object = object;
    this.path = path;
    this.key = key;
    this.before = before;
    this.gapBytes = gapBytes;
    this.write = key?.field?.write;
    this.#isPrefix = key?.isPrefix ?? false;
    this.#depth = before === undefined ? 0 : before.#depth + 1;
  }

  /** The member that follows in a line in which this one's value ends at `index`, if it has followed before. */
  next(words: DataView, index: number, end: number): JsonMember | undefined {
    const next = this.#next;
    return next?.isAt(words, index, end) ? next : this.#other(words, index, end);
  }

  #other(words: DataView, index: number, end: number): JsonMember | undefined {
    for (const follower of this.#followers) {
      if (follower.isAt(words, index, end)) {
        this.#next = follower;
        return follower;
      }
    }
    return undefined;
  }

  /** Whether its gap is at `index`, and after it a value that is not looked into. */
  isAt(words: DataView, index: number, end: number): boolean {
    const value = (index + this.gapBytes) | 0;
    if (value >= end) return false;
    if (!isSame(this.#gaps, this.#gapStart, words, index, this.gapBytes)) return false;
    const first = words.getUint8(value);
    return first > SPACE && !(first === OPENING_BRACE && this.#isPrefix);
  }

  /** Whether members that follow may be remembered: it is remembered itself, and neither before nor after it too many are. */
  get mayRemember(): boolean {
    const isRemembered = this.#depth === 0 || this.#gaps !== NO_GAPS;
    return isRemembered && this.#depth < MAX_DEPTH && this.#followers.length < MAX_NEXT;
  }

  /** Remembers that a member followed this one, whose gap begins at `gaps[gapStart]`. */
  remember(follower: JsonMember, gaps: DataView, gapStart: number): void {
    follower.#gaps = gaps;
    follower.#gapStart = gapStart;
    this.#followers.push(follower);
    this.#next = follower;
  }
}
