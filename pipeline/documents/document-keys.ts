import type { LogField } from '../mappings/fields.ts';

/** Fragments are copied by this many bytes at a time, the last time beyond their end. */
export const FRAGMENT_STEP_BYTES = 8;

/**
 * A ready-made piece of a document, ASCII only, so that writing a field is copying a few words: field names with their
 * comma and quotes, and whole fields whose value is known beforehand.
 */
export class Fragment {
  readonly bytes: Uint8Array;
  /** The bytes, and zeros up to a multiple of {@link FRAGMENT_STEP_BYTES}. */
  readonly view: DataView;
  readonly lengthBytes: number;

  constructor(ascii: string) {
    this.lengthBytes = ascii.length;
    this.view = new DataView(new ArrayBuffer(Math.ceil(ascii.length / FRAGMENT_STEP_BYTES) * FRAGMENT_STEP_BYTES));
    this.bytes = new Uint8Array(this.view.buffer, 0, ascii.length);
    this.bytes.set(Buffer.from(ascii, 'latin1'));
  }
}

// Every field follows another (`@timestamp` is always the first), hence the leading commas.

/** `,"name":"`: a key that a string's content and closing quote follow. */
export function stringKey(name: LogField): Fragment {
  return new Fragment(`,${JSON.stringify(name)}:"`);
}

/** `,"name":`: a key that any other JSON value follows. */
export function valueKey(name: LogField): Fragment {
  return new Fragment(`,${JSON.stringify(name)}:`);
}

/** `,"name":value`: a field whose value is known beforehand. */
export function field(name: LogField, value: unknown): string {
  return `,${JSON.stringify(name)}:${JSON.stringify(value)}`;
}
