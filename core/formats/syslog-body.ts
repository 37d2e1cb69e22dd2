import { isIpAddress } from '../addresses/ip-address.ts';
import {
  CLOSING_BRACKET,
  COLON,
  find,
  isDigit,
  MINUS,
  OPENING_BRACKET,
  PERCENT,
  readNumber,
  SPACE,
} from '../bytes/ascii.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import type { FormatContext } from './format.ts';
import { HOST_NAME, PROCESS_ID, PROCESS_NAME, writeMessage } from './syslog-fields.ts';

/** 1 for the bytes of host names and addresses (some generators have `/` in them), and for all that is not ASCII. */
const HOST_BYTES = new Uint8Array(256).fill(1, 0x80);
for (const byte of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:_/@%-'))
  HOST_BYTES[byte] = 1;

/** 1 for the bytes that may end a tag. */
const TAG_ENDS = new Uint8Array(256);
for (const byte of [SPACE, OPENING_BRACKET, COLON]) TAG_ENDS[byte] = 1;

/**
 * What follows the time of a syslog line (RFC 3164, section 4.1.3), as byte ranges. It is read again for each line instead of being made
 * again.
 *
 *     host tag[pid]: message
 *     host tag: message
 *     host : %ASA-6-302013: message      Cisco's; or `host: %…`
 *     tag: message
 *     host message
 */
export class SyslogBody {
  hostStart = 0;
  /** Equal to {@link hostStart} where there is no host. */
  hostEnd = 0;
  tagStart = 0;
  /** Where the tag ends, before its colon; equal to {@link tagStart} where there is none. */
  tagEnd = 0;

  /** Reads `bytes[start, end)`. `hasHost` says that the host was found elsewhere, and is not here. */
  read(bytes: Buffer, start: number, end: number, hasHost: boolean): void {
    this.hostStart = this.hostEnd = this.tagStart = start;
    this.tagEnd = tagEnd(bytes, start, end);
    if (hasHost || (this.tagEnd > start && !this.#isHostBeforeTag(bytes, end))) return;
    const wordEnd = this.tagEnd > start ? this.tagEnd : hostEnd(bytes, start, end);
    if (wordEnd === start) return;
    this.hostEnd = wordEnd;
    this.tagStart = messageStart(bytes, wordEnd, end);
    this.tagEnd = tagEnd(bytes, this.tagStart, end);
  }

  /** Leaves what was read as host to the message, which has no tag. */
  dropHost(): void {
    this.hostEnd = this.tagStart = this.tagEnd = this.hostStart;
  }

  get hasTag(): boolean {
    return this.tagEnd > this.tagStart;
  }

  /** Whether the tag contains a process id: `tag[12]`. */
  hasProcessId(bytes: Buffer): boolean {
    const open = find(OPENING_BRACKET, bytes, this.tagStart, this.tagEnd);
    return open < this.tagEnd && readNumber(bytes, open + 1, this.tagEnd - 1) >= 0;
  }

  write(bytes: Buffer, end: number, writer: DocumentWriter, context: FormatContext): void {
    const { hostStart, hostEnd: nameEnd, tagStart, tagEnd: close } = this;
    const isNothing = nameEnd - hostStart === 1 && bytes[hostStart] === MINUS;
    if (nameEnd > hostStart && !isNothing) writer.field(HOST_NAME, bytes, hostStart, nameEnd);
    if (close > tagStart) writeTag(bytes, tagStart, close, writer, context);
    const message = close > tagStart ? messageStart(bytes, close, end) : tagStart;
    writeMessage(bytes, message, end, writer, context);
  }

  /** Whether what looks like a tag is the host, since Cisco's `%ASA-6-302013:` follows. */
  #isHostBeforeTag(bytes: Buffer, end: number): boolean {
    const next = messageStart(bytes, this.tagEnd, end);
    return bytes[next] === PERCENT && bytes[this.tagStart] !== PERCENT && tagEnd(bytes, next, end) > next;
  }
}

/** Where the message begins after a host or tag: after a colon with or without a space before it, and one space. */
function messageStart(bytes: Buffer, start: number, end: number): number {
  let index = start;
  if (bytes[index] === SPACE && bytes[index + 1] === COLON && bytes[index + 2] === SPACE) index++;
  if (bytes[index] === COLON) index++;
  if (bytes[index] === SPACE) index++;
  return Math.min(index, end);
}

/** Where the host ends: a word of its bytes that begins with a letter or digit, an IPv6 address, or `-`. `start` where there is none. */
function hostEnd(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (index < end && HOST_BYTES[bytes[index] ?? 0] === 1) index++;
  if (index === start || (index < end && bytes[index] !== SPACE)) return start;
  const isWord = isWordByte(bytes[start] ?? 0) || index - start === 1;
  return isWord || (bytes[start] === COLON && isIpAddress(bytes, start, index)) ? index : start;
}

/** Letters, digits, `_` and all that is not ASCII. */
function isWordByte(byte: number): boolean {
  const letter = byte | 0x20;
  return isDigit(byte) || (letter >= 0x61 && letter <= 0x7a) || byte === 0x5f || byte >= 0x80;
}

/**
 * Where the tag `name:`, `name[pid]:` or `name[pid]` ends, before its colon; `start` where there is none. A colon within a
 * word (`http://host`) ends no tag, nor do the two that end an address (`2001:db8::`).
 */
function tagEnd(bytes: Buffer, start: number, end: number): number {
  let index = start;
  while (
    index < end &&
    (TAG_ENDS[bytes[index] ?? 0] === 0 || (bytes[index] === COLON && !isLastColon(bytes, index, end)))
  )
    index++;
  if (index === start || index === end) return start;
  if (bytes[index] === OPENING_BRACKET) {
    const close = find(CLOSING_BRACKET, bytes, index, end);
    if (close === end || find(SPACE, bytes, index, close) < close) return start;
    const isNumber = readNumber(bytes, index + 1, close) >= 0;
    index = close + 1;
    if (isNumber && (index === end || bytes[index] === SPACE)) return index;
  }
  return isLastColon(bytes, index, end) && bytes[index - 1] !== COLON ? index : start;
}

function isLastColon(bytes: Buffer, index: number, end: number): boolean {
  return bytes[index] === COLON && index < end && (index + 1 === end || bytes[index + 1] === SPACE);
}

/** Writes process.name and process.pid of the tag `bytes[start, end)`; what is in brackets and no number is part of the name. */
function writeTag(bytes: Buffer, start: number, end: number, writer: DocumentWriter, { inner }: FormatContext): void {
  const open = find(OPENING_BRACKET, bytes, start, end);
  const processId = open < end ? readNumber(bytes, open + 1, end - 1) : -1;
  const nameEnd = processId < 0 ? end : open;
  writer.field(PROCESS_NAME, bytes, start, nameEnd);
  inner.noteProgram(bytes, start, nameEnd);
  if (processId < 0) return;
  writer.fragment(PROCESS_ID);
  writer.number(processId, bytes, open + 1, end - 1);
}
