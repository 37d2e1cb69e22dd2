import { DOT, find, MINUS, readNumber, SPACE } from '../bytes/ascii.ts';
import { type Fragment, stringKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import type { FormatContext } from './format.ts';
import { isBare, OddStructuredData, structuredDataEnd, writeStructuredData } from './structured-data.ts';
import { HOST_NAME, PROCESS_ID, PROCESS_NAME } from './syslog-fields.ts';

const MESSAGE_ID = stringKey('log.syslog.msgid');
const PROCESS_ID_TEXT = stringKey('log.syslog.procid');

/** Lengths that RFC 5424, section 6 gives. That of an application's name is left out: containers and pods have longer ones. */
const MAX_HOST_BYTES = 255;
const MAX_PROCESS_BYTES = 128;
const MAX_MESSAGE_ID_BYTES = 32;

/** The structured data, if any. */
type Data = 'none' | 'plain' | 'odd';

const oddData = new OddStructuredData();

/**
 * The part of a line of RFC 5424 between time and message, `host app process-id message-id structured-data`. {@link read} finds where its
 * values end, so that they are only written once all of them are known to be there.
 */
export class Rfc5424Header {
  #hostEnd = 0;
  #nameEnd = 0;
  #processIdEnd = 0;
  #messageIdEnd = 0;
  #data: Data = 'none';
  /** Where the message begins. */
  messageStart = 0;

  /**
   * Finds the header of `bytes[start, end)`; false where it is not there. Where the structured data are missing (Heroku) or odd, the other
   * values are kept, if they are certain: with a time before them, a host and what can be a process id or is `-`.
   */
  read(bytes: Buffer, start: number, end: number, hasTime: boolean): boolean {
    this.#findWords(bytes, find(SPACE, bytes, start, end), end);
    const dataStart = this.#messageIdEnd + 1;
    const isWhole = this.#isWhole(start, end);
    if (isWhole) {
      const isNone = bytes[dataStart] === MINUS;
      const dataEnd = structuredDataEnd(bytes, dataStart, end);
      if (dataEnd >= 0 && (isNone || this.#isProcessId(bytes) || !isBare(bytes, dataStart, dataEnd))) {
        return this.#end(isNone ? 'none' : 'plain', dataEnd + 1);
      }
      const oddEnd = oddData.read(bytes, dataStart, end);
      if (oddEnd >= 0) return this.#end('odd', oddEnd + 1);
    }
    const isCertain = hasTime && isWhole && bytes[start] !== MINUS && this.#isCertain(bytes);
    return this.#readTwoWords(bytes, start, end) || (isCertain && this.#readWithoutData(bytes, end));
  }

  write(bytes: Buffer, start: number, writer: DocumentWriter, context: FormatContext): void {
    writeValue(HOST_NAME, bytes, start, this.#hostEnd, writer);
    writeValue(PROCESS_NAME, bytes, this.#hostEnd + 1, this.#nameEnd, writer);
    context.inner.noteProgram(bytes, this.#hostEnd + 1, this.#nameEnd);
    const processId = readNumber(bytes, this.#nameEnd + 1, this.#processIdEnd);
    if (processId < 0) {
      writeValue(PROCESS_ID_TEXT, bytes, this.#nameEnd + 1, this.#processIdEnd, writer);
    } else {
      writer.fragment(PROCESS_ID);
      writer.number(processId, bytes, this.#nameEnd + 1, this.#processIdEnd);
    }
    writeValue(MESSAGE_ID, bytes, this.#processIdEnd + 1, this.#messageIdEnd, writer);
    if (this.#data === 'plain')
      writeStructuredData(bytes, this.#messageIdEnd + 1, this.messageStart - 1, writer, context);
    else if (this.#data === 'odd') oddData.write(writer, context);
  }

  #end(data: Data, messageStart: number): true {
    this.#data = data;
    this.messageStart = messageStart;
    return true;
  }

  #findWords(bytes: Buffer, hostEnd: number, end: number): void {
    this.#hostEnd = hostEnd;
    this.#nameEnd = find(SPACE, bytes, hostEnd + 1, end);
    this.#processIdEnd = find(SPACE, bytes, this.#nameEnd + 1, end);
    this.#messageIdEnd = find(SPACE, bytes, this.#processIdEnd + 1, end);
  }

  /** Whether there are four words, none of them longer than it may be. */
  #isWhole(start: number, end: number): boolean {
    const hostBytes = this.#hostEnd - start;
    const processBytes = this.#processIdEnd - this.#nameEnd - 1;
    const messageIdBytes = this.#messageIdEnd - this.#processIdEnd - 1;
    return (
      hostBytes > 0 &&
      hostBytes <= MAX_HOST_BYTES &&
      this.#nameEnd > this.#hostEnd + 1 &&
      processBytes > 0 &&
      processBytes <= MAX_PROCESS_BYTES &&
      messageIdBytes > 0 &&
      messageIdBytes <= MAX_MESSAGE_ID_BYTES &&
      this.#messageIdEnd <= end
    );
  }

  /** Whether the process id is a number or `-`. */
  #isProcessId(bytes: Buffer): boolean {
    const start = this.#nameEnd + 1;
    return isNil(bytes, start, this.#processIdEnd) || readNumber(bytes, start, this.#processIdEnd) >= 0;
  }

  /** Whether the words are a header's, and no message's: a process id that can be one, or a message id that is missing. */
  #isCertain(bytes: Buffer): boolean {
    return this.#isProcessId(bytes) || isNil(bytes, this.#processIdEnd + 1, this.#messageIdEnd);
  }

  /** Treats what is after the message id as the message, less the spaces before it. */
  #readWithoutData(bytes: Buffer, end: number): true {
    let index = this.#messageIdEnd + 1;
    while (index < end && bytes[index] === SPACE) index++;
    return this.#end('none', index);
  }

  /**
   * A host in two words, of which only the second has dots, before a number as process id and no structured data: against the rules, but
   * some generators make such.
   */
  #readTwoWords(bytes: Buffer, start: number, end: number): boolean {
    const firstEnd = this.#hostEnd;
    const nameEnd = this.#nameEnd;
    if (find(DOT, bytes, start, firstEnd) < firstEnd || find(DOT, bytes, firstEnd, nameEnd) === nameEnd) return false;
    this.#findWords(bytes, nameEnd, end);
    const dataStart = this.#messageIdEnd + 1;
    const isTwoWords =
      this.#isWhole(start, end) &&
      readNumber(bytes, this.#nameEnd + 1, this.#processIdEnd) >= 0 &&
      bytes[dataStart] === MINUS &&
      structuredDataEnd(bytes, dataStart, end) >= 0;
    if (isTwoWords) return this.#end('none', dataStart + 2);
    this.#findWords(bytes, firstEnd, end);
    return false;
  }
}

/** A value that is not `-`. */
function writeValue(key: Fragment, bytes: Buffer, start: number, end: number, writer: DocumentWriter): void {
  if (!isNil(bytes, start, end)) writer.field(key, bytes, start, end);
}

function isNil(bytes: Buffer, start: number, end: number): boolean {
  return end - start === 1 && bytes[start] === MINUS;
}
