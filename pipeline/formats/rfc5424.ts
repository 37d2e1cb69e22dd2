import { find, isDigit, MINUS, readNumber, SPACE, startsWith, ZERO } from '../documents/ascii.ts';
import { type Fragment, stringKey } from '../documents/document-keys.ts';
import type { DocumentWriter } from '../documents/document-writer.ts';
import { readRfc3339Time } from '../time/rfc3339.ts';
import { type Format, type FormatContext, refuse } from './format.ts';
import { structuredDataEnd, writeStructuredData } from './structured-data.ts';
import { HOST_NAME, MESSAGE, priorityEnd, priorityFields, PROCESS_ID, PROCESS_NAME } from './syslog-fields.ts';

const VERSION = stringKey('log.syslog.version');
const MESSAGE_ID = stringKey('log.syslog.msgid');
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const PROCESS_ID_TEXT = stringKey('log.syslog.procid');
const MAX_VERSION_DIGITS = 3;
/** Words of a host name that holds spaces, against the rules (some generators make such). */
const MAX_HOST_WORDS = 8;

/**
 * The part between time and message. {@link read} finds where its values end, so that they are only written once all of
 * them are known to be there.
 */
class Header {
  #hostEnd = 0;
  #nameEnd = 0;
  #processIdEnd = 0;
  #messageIdEnd = 0;

  /**
   * Finds `host app process-id message-id structured-data` and answers where it ends, -1 where it is not there. A host
   * name with spaces ends where what is behind it fits.
   */
  read(bytes: Buffer, start: number, end: number): number {
    this.#hostEnd = find(SPACE, bytes, start, end);
    this.#nameEnd = find(SPACE, bytes, this.#hostEnd + 1, end);
    this.#processIdEnd = find(SPACE, bytes, this.#nameEnd + 1, end);
    this.#messageIdEnd = find(SPACE, bytes, this.#processIdEnd + 1, end);
    for (let words = 1; words <= MAX_HOST_WORDS && this.#messageIdEnd < end; words++) {
      const dataEnd = structuredDataEnd(bytes, this.#messageIdEnd + 1, end);
      if (dataEnd >= 0 && this.#hasNoGap(start)) return dataEnd;
      this.#hostEnd = this.#nameEnd;
      this.#nameEnd = this.#processIdEnd;
      this.#processIdEnd = this.#messageIdEnd;
      this.#messageIdEnd = find(SPACE, bytes, this.#messageIdEnd + 1, end);
    }
    return -1;
  }

  #hasNoGap(start: number): boolean {
    return (
      this.#hostEnd > start &&
      this.#nameEnd > this.#hostEnd + 1 &&
      this.#processIdEnd > this.#nameEnd + 1 &&
      this.#messageIdEnd > this.#processIdEnd + 1
    );
  }

  write(bytes: Buffer, start: number, dataEnd: number, writer: DocumentWriter, context: FormatContext): void {
    writeValue(HOST_NAME, bytes, start, this.#hostEnd, writer);
    writeValue(PROCESS_NAME, bytes, this.#hostEnd + 1, this.#nameEnd, writer);
    const processId = readNumber(bytes, this.#nameEnd + 1, this.#processIdEnd);
    if (processId < 0) {
      writeValue(PROCESS_ID_TEXT, bytes, this.#nameEnd + 1, this.#processIdEnd, writer);
    } else {
      writer.fragment(PROCESS_ID);
      writer.number(processId, bytes, this.#nameEnd + 1, this.#processIdEnd);
    }
    writeValue(MESSAGE_ID, bytes, this.#processIdEnd + 1, this.#messageIdEnd, writer);
    if (bytes[this.#messageIdEnd + 1] !== MINUS) {
      writeStructuredData(bytes, this.#messageIdEnd + 1, dataEnd, writer, context);
    }
  }
}

const header = new Header();

/**
 * Syslog (RFC 5424):
 *
 *     <165>1 2003-10-11T22:14:15.003Z host app 8710 ID47 [id param="value"] message
 *
 * `-` stands for any value that is missing. The version may be any, since the one of 2009 is the only one there is and
 * some generators make up others.
 */
export const rfc5424: Format = {
  name: 'rfc5424',
  dataset: 'syslog',
  fields: '',
  read(bytes, start, end, writer, context) {
    const priority = priorityEnd(bytes, start, end);
    const fields = priority < 0 ? undefined : priorityFields(bytes, start, priority);
    if (!fields) return refuse(context, 'it does not begin with a priority of 0 to 191');
    const versionEnd = find(SPACE, bytes, priority, end);
    if (!isVersion(bytes, priority, versionEnd)) return refuse(context, 'its priority is not followed by a version');
    const timeEnd = find(SPACE, bytes, versionEnd + 1, end);
    const time = readTime(bytes, versionEnd + 1, timeEnd, context);
    if (Number.isNaN(time)) return refuse(context, 'its version is not followed by an existing RFC 3339 time');
    const headerEnd = header.read(bytes, timeEnd + 1, end);
    if (headerEnd < 0) return refuse(context, 'its time is not followed by host, application, process, id and data');

    writer.fragment(fields);
    writer.field(VERSION, bytes, priority, versionEnd);
    header.write(bytes, timeEnd + 1, headerEnd, writer, context);
    const messageStart = startsWith(BYTE_ORDER_MARK, bytes, headerEnd + 1, end) ? headerEnd + 4 : headerEnd + 1;
    if (messageStart < end) {
      writer.field(MESSAGE, bytes, messageStart, end);
    }
    return time;
  },
};

/** A value that is not `-`. */
function writeValue(key: Fragment, bytes: Buffer, start: number, end: number, writer: DocumentWriter): void {
  if (end - start === 1 && bytes[start] === MINUS) return;
  writer.field(key, bytes, start, end);
}

/** The time, or where it is `-` the file's; NaN where there is neither. */
function readTime(bytes: Buffer, start: number, end: number, { clock }: FormatContext): number {
  if (end - start === 1 && bytes[start] === MINUS) return clock.none();
  return readRfc3339Time(bytes, start, end, clock);
}

/** One to three digits, the first of them not zero (RFC 5424, section 6). */
function isVersion(bytes: Buffer, start: number, end: number): boolean {
  return (
    end - start <= MAX_VERSION_DIGITS &&
    isDigit(bytes[start]) &&
    bytes[start] !== ZERO &&
    readNumber(bytes, start, end) > 0
  );
}
