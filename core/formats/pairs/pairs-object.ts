import { BACKSLASH, CLOSING_BRACE, COLON, COMMA, OPENING_BRACE, QUOTE } from '../../bytes/ascii.ts';
import { PLAIN } from '../../bytes/json-escapes.ts';

const INITIAL_BYTES = 64 * 1024;
/** What a member has beside key and value: four quotes, a colon, and what is before and after it. */
const MEMBER_BYTES = 7;
/** Of a control character in JSON: `\u0009`. */
const MAX_ESCAPED_BYTES = 6;
const FIRST_PRINTABLE = 0x20;

/** A line of pairs as the JSON object that it might have been: so keys mean what they mean there. */
export class PairsObject {
  #bytes: Buffer = Buffer.alloc(INITIAL_BYTES);
  #length = 0;

  /** Holds the object up to {@link lengthBytes}, until the next one is begun. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  get lengthBytes(): number {
    return this.#length;
  }

  /** Begins the object of another line. */
  begin(): void {
    this.#length = 0;
  }

  /** Adds a member. A value that `isEscaped` has JSON's escapes already. */
  add(key: string, bytes: Buffer, start: number, end: number, isEscaped = false): void {
    this.#beginMember(key, end - start);
    this.#put(QUOTE);
    for (let index = start; index < end; index++) {
      const byte = bytes[index] ?? 0;
      if (byte < FIRST_PRINTABLE) this.#length += this.#bytes.write(escapeOf(byte), this.#length);
      else {
        if (!isEscaped && (byte === QUOTE || byte === BACKSLASH)) this.#put(BACKSLASH);
        this.#put(byte);
      }
    }
    this.#put(QUOTE);
  }

  /** Adds a member whose value is a text of the code's. */
  addText(key: string, text: string): void {
    this.#beginMember(key, text.length);
    this.#putText(text);
  }

  /** Adds a member whose value is JSON already. */
  addJson(key: string, text: string): void {
    this.#beginMember(key, text.length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  finish(): void {
    this.#ensure(1);
    if (this.#length === 0) this.#put(OPENING_BRACE);
    this.#put(CLOSING_BRACE);
  }

  #beginMember(key: string, valueLength: number): void {
    this.#ensure((key.length + valueLength) * MAX_ESCAPED_BYTES);
    this.#put(this.#length === 0 ? OPENING_BRACE : COMMA);
    this.#putText(key);
    this.#put(COLON);
  }

  /** Puts a text in quotes. Most are short and plain: a call of `write` costs more than their characters one by one. */
  #putText(text: string): void {
    const start = this.#length;
    this.#put(QUOTE);
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (PLAIN[unit] !== 1) {
        this.#length = start + this.#bytes.write(JSON.stringify(text), start);
        return;
      }
      this.#put(unit);
    }
    this.#put(QUOTE);
  }

  #put(byte: number): void {
    this.#bytes[this.#length++] = byte;
  }

  #ensure(moreBytes: number): void {
    const wanted = this.#length + moreBytes + MEMBER_BYTES;
    if (wanted <= this.#bytes.length) return;
    const grown = Buffer.alloc(wanted * 2);
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

function escapeOf(byte: number): string {
  return `\\u${byte.toString(16).padStart(4, '0')}`;
}
