import { BACKSLASH, CLOSING_BRACE, COLON, COMMA, OPENING_BRACE, QUOTE } from '../../bytes/ascii.ts';

const INITIAL_BYTES = 64 * 1024;
/** Of a control character in JSON: `\u0009`. */
const MAX_ESCAPED_BYTES = 6;
const FIRST_PRINTABLE = 0x20;
/** Of a character of a text. */
const MAX_UTF8_BYTES = 3;
/** What a text of JSON has escapes for. */
// eslint-disable-next-line no-control-regex -- control characters are among them
const HAS_SPECIAL = /[\u0000-\u001f"\\]/;

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
    const keyBytes = Buffer.byteLength(key) * MAX_ESCAPED_BYTES;
    this.#ensure(keyBytes + (end - start) * MAX_ESCAPED_BYTES);
    this.#put(this.#length === 0 ? OPENING_BRACE : COMMA);
    this.#length += this.#bytes.write(JSON.stringify(key), this.#length);
    this.#put(COLON);
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
    if (!HAS_SPECIAL.test(text)) {
      const member = `${JSON.stringify(key)}:"${text}"`;
      this.#ensure(1 + member.length * MAX_UTF8_BYTES);
      this.#put(this.#length === 0 ? OPENING_BRACE : COMMA);
      this.#length += this.#bytes.write(member, this.#length);
      return;
    }
    const bytes = Buffer.from(text);
    this.add(key, bytes, 0, bytes.length);
  }

  finish(): void {
    this.#ensure(1);
    if (this.#length === 0) this.#put(OPENING_BRACE);
    this.#put(CLOSING_BRACE);
  }

  #put(byte: number): void {
    this.#bytes[this.#length++] = byte;
  }

  #ensure(moreBytes: number): void {
    const wanted = this.#length + moreBytes + MAX_ESCAPED_BYTES;
    if (wanted <= this.#bytes.length) return;
    const grown = Buffer.alloc(wanted * 2);
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

function escapeOf(byte: number): string {
  return `\\u${byte.toString(16).padStart(4, '0')}`;
}
