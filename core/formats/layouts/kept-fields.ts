import { CLOSING_BRACE, COMMA, OPENING_BRACE } from '../../bytes/ascii.ts';
import { type Fragment, valueKey } from '../../bytes/document-keys.ts';
import { type ReadyText, readyText } from '../../bytes/ready-text.ts';
import { RecentCache } from '../../bytes/recent-cache.ts';
import type { KeptField } from '../../format-row.ts';
import { namesPerson } from '../../pseudonyms/person-keys.ts';
import { leaveUnflattened, MAX_FLATTENED_LEAF_BYTES } from '../flattened.ts';
import type { LayoutLine } from './layout-line.ts';

/** Fragments stay, so each is made once. */
const keys: Readonly<Record<KeptField, Fragment>> = {
  'kafkainsight.fields': valueKey('kafkainsight.fields'),
  'aws.elb': valueKey('aws.elb'),
  'aws.s3access': valueKey('aws.s3access'),
  'aws.vpcflow': valueKey('aws.vpcflow'),
};

/** What is written of a value's name: `"name":"`, so that the writer can copy it. It is ASCII. */
export interface KeptKey extends ReadyText {
  readonly name: string;
}

/** Lines of one file have the same few names. */
const KEYS_KEPT = 256;
const recentKeys = new RecentCache<KeptKey>(KEYS_KEPT);

/** The key of a name that is in the line itself. */
export function recentKey(name: string): KeptKey {
  return recentKeys.get(name, keptKey);
}

/** The key of a name. */
export function keptKey(name: string): KeptKey {
  const ascii = JSON.stringify(name).replaceAll(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return { name, ...readyText(`${ascii}:"`) };
}

/** Writes the values that no field is for as one flattened field. */
export class KeptFields {
  #mark = 0;
  #isEmpty = true;
  #fits = true;
  #field: KeptField = 'kafkainsight.fields';

  /** Begins the field of a line. */
  begin({ writer }: LayoutLine, field: KeptField): void {
    this.#field = field;
    this.#mark = writer.lengthBytes;
    this.#isEmpty = true;
    this.#fits = true;
  }

  /** Adds the value at hand. */
  add({ name, words, lengthBytes }: KeptKey, line: LayoutLine): void {
    const {
      item,
      writer,
      context: { pseudonyms },
    } = line;
    if (this.#isEmpty) {
      this.#isEmpty = false;
      writer.fragment(keys[this.#field]);
      writer.byte(OPENING_BRACE);
    } else writer.byte(COMMA);
    const before = writer.lengthBytes;
    writer.copy(words, 0, lengthBytes);
    // what names somebody is replaced wherever it is written
    const isPerson = pseudonyms !== undefined && namesPerson(name);
    const text = isPerson ? pseudonyms.userName(item.bytes, item.start, item.end) : item.bytes;
    writer.string(text, isPerson ? 0 : item.start, isPerson ? text.length : item.end);
    if (writer.lengthBytes - before > MAX_FLATTENED_LEAF_BYTES) this.#fits = false;
  }

  /** Ends it. Where it does not fit a flattened field, nothing of it is written. */
  finish({ writer, context }: LayoutLine): void {
    if (this.#isEmpty) return;
    writer.byte(CLOSING_BRACE);
    if (this.#fits) return;
    writer.rewind(this.#mark);
    leaveUnflattened(context);
  }
}
