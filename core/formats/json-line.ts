import { MINUS } from '../bytes/ascii.ts';
import type { Fragment } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { type LogField, logFields } from '../fields.ts';
import type { FormatContext } from './format.ts';
import { ESCAPED_STRING, isString, type JsonKind, PLAIN_STRING } from './json-kinds.ts';
import type { JsonShape, ServiceOfTable } from './json-shapes.ts';

/** A value of the line: its byte range, a string's quotes included. */
export interface JsonValue {
  readonly start: number;
  readonly end: number;
  readonly kind: JsonKind;
  /** Of a whole number of up to 15 digits that is not negative; -1 for all other numbers. */
  readonly integer: number;
}

/** A field of documents, by number. */
export type FieldNumber = number;

const fieldNumbers = new Map(Object.keys(logFields).map((name, number) => [name, number]));

/** The number of a field, to be looked up once. */
export function fieldNumber(name: LogField): FieldNumber {
  return fieldNumbers.get(name) ?? -1;
}

/** The JSON line that is being made into a document. Reading is synchronous, so one serves all lines. */
export class JsonLine {
  bytes: Buffer = Buffer.alloc(0);
  /** Where the line ends in {@link bytes}. */
  end = 0;
  writer: DocumentWriter;
  context: FormatContext;
  /** Epoch milliseconds; NaN until a time is found. */
  timeMillis = NaN;
  /** Whose line it has shown itself to be, where the meaning of other keys depends on it. */
  logger:
    | 'gelf'
    | 'mongodb'
    | 'cloudtrail'
    | 'cloudfront'
    | 'route53'
    | 'waf'
    | 'fluentd'
    | 'shipper'
    | 'audit'
    | 'nextcloud'
    | 'zeek'
    | 'github'
    | 'sip'
    | 'okta'
    | 'm365'
    | 'entra'
    | 'gcp'
    | 'authentik'
    | 'osquery'
    | 'rails'
    | 'vault'
    | 'guardduty'
    | 'otlp'
    | ServiceOfTable
    | undefined = undefined;
  /** The same, where all members of the line together showed it. */
  shape: JsonShape | undefined = undefined;
  /** Whether it is Vault's, and says what came of a request. */
  isResponse = false;
  /** Whether it is of a step of a sign-in to Cognito. */
  isSignInStep = false;
  /** Whether it is of a control of Security Hub that was passed. */
  isPassed = false;
  /** Where a finding of GuardDuty is about a connection, who began it. */
  direction: 'inbound' | 'outbound' | undefined = undefined;
  /** A time of day without its date, which is in another member. */
  timeOfDay = '';
  /** The string that {@link decode} was last asked for, without its escapes. */
  textBytes: Buffer = this.bytes;
  textStart = 0;
  textEnd = 0;
  /** For each field the number of the line in which it was last claimed. */
  readonly #claimed = new Int32Array(fieldNumbers.size);
  #number = 0;
  #textKind: JsonKind = PLAIN_STRING;

  constructor(writer: DocumentWriter, context: FormatContext) {
    this.writer = writer;
    this.context = context;
  }

  begin(bytes: Buffer, end: number, writer: DocumentWriter, context: FormatContext): void {
    if (this.bytes !== bytes) this.bytes = bytes;
    this.end = end;
    if (this.writer !== writer) this.writer = writer;
    if (this.context !== context) this.context = context;
    this.timeMillis = NaN;
    this.takeShape(undefined);
    this.timeOfDay = '';
    this.isResponse = false;
    this.isPassed = false;
    this.isSignInStep = false;
    this.direction = undefined;
    this.#number = (this.#number + 1) | 0;
  }

  /** Notes whose line it is. */
  takeShape(shape: JsonShape | undefined): void {
    this.shape = shape;
    this.logger = shape?.logger;
  }

  /** Claims a field for a value: false where the document has it already, since no key may come twice. */
  claim(field: FieldNumber): boolean {
    if (this.#claimed[field] === this.#number) return false;
    this.#claimed[field] = this.#number;
    return true;
  }

  isClaimed(field: FieldNumber): boolean {
    return this.#claimed[field] === this.#number;
  }

  /** Sets the text fields to the content of a string, or to the text of any other value. */
  decode({ start, end, kind }: JsonValue): void {
    if (kind === ESCAPED_STRING) {
      this.setText(String(JSON.parse(this.bytes.toString('utf8', start, end))));
    } else {
      this.#textKind = kind;
      // Storing a reference costs more than finding it there.
      if (this.textBytes !== this.bytes) this.textBytes = this.bytes;
      const quotes = isString(kind) ? 1 : 0;
      this.textStart = start + quotes;
      this.textEnd = end - quotes;
    }
  }

  /** Sets the text fields to a text made of the decoded string. */
  setText(text: string): void {
    this.#textKind = ESCAPED_STRING;
    this.textBytes = Buffer.from(text);
    this.textStart = 0;
    this.textEnd = this.textBytes.length;
  }

  /** Whether nothing in the decoded string needs an escape. */
  get textIsPlain(): boolean {
    return this.#textKind === PLAIN_STRING;
  }

  /** Whether the decoded string means no value: it is empty (nginx's `escape=json`), `-`, or `--` (Nextcloud). */
  get textIsAbsent(): boolean {
    return this.textEnd - this.textStart <= 2 && this.#isNothing();
  }

  #isNothing(): boolean {
    const { textBytes, textStart, textEnd } = this;
    return textEnd === textStart || (textBytes[textStart] === MINUS && textBytes[textEnd - 1] === MINUS);
  }

  /** Writes the decoded string, which names somebody, or its pseudonym. */
  writeName(names: 'user' | 'address'): void {
    const { pseudonyms } = this.context;
    if (pseudonyms === undefined) {
      this.writer.string(this.textBytes, this.textStart, this.textEnd);
      return;
    }
    const pseudonym = names === 'user' ? pseudonyms.userName : pseudonyms.address;
    const bytes = pseudonym(this.textBytes, this.textStart, this.textEnd);
    this.writer.string(bytes, 0, bytes.length);
  }

  /** Writes a string, escapes and all, as a field. */
  writeField(key: Fragment, { start, end, kind }: JsonValue): void {
    if (kind === ESCAPED_STRING) {
      this.writer.fragment(key);
      this.writer.escapedString(this.bytes, start + 1, end - 1);
    } else {
      this.writer.field(key, this.bytes, start + 1, end - 1, kind === PLAIN_STRING);
    }
  }
}
