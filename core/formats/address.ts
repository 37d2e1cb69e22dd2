import { isIpAddress } from '../addresses/ip-address.ts';
import {
  CLOSING_BRACKET,
  COLON,
  DOT,
  find,
  findLast,
  isDigit,
  MINUS,
  OPENING_BRACKET,
  PERCENT,
  readNumber,
  SPACE,
  startsWith,
  UNDERSCORE,
} from '../bytes/ascii.ts';

const UNIX = Buffer.from('unix:');
const MAX_PORT = 65_535;
/** Of a host name (RFC 1035, section 2.3.4). */
const MAX_NAME_BYTES = 255;

/**
 * Who sent something, as logs print it: an IP address or a host name, with or without a port, or the socket of a file system:
 *
 *     203.0.113.9   203.0.113.9:50412   2001:db8::7   [2001:db8::7]:50412   fe80::1%eth0   www.example.org   www.example.org:80   unix:
 *
 * One serves all values: it is overwritten by the next read.
 */
export class Address {
  /** The address, without port and brackets. */
  start = 0;
  end = 0;
  /** -1 where there is none. */
  port = -1;
  isIp = false;
  /** Whether it is a host name of several labels: a word of any other kind seldom is. */
  isDotted = false;

  /** Whether `bytes[start, end)` is such an address. */
  read(bytes: Buffer, start: number, end: number): boolean {
    this.#set(start, end, -1, isIpAddress(bytes, start, end));
    if (this.isIp) return true;
    if (bytes[start] === OPENING_BRACKET) return this.#readBracketed(bytes, start, end);
    if (startsWith(UNIX, bytes, start, end)) return isWord(bytes, start, end);
    const colon = findLast(COLON, bytes, start, end);
    if (colon < end) {
      const port = readNumber(bytes, colon + 1, end);
      if (find(COLON, bytes, start, colon) < colon) return isZoned(bytes, start, end);
      if (port < 0 || port > MAX_PORT) return false;
      const isIp = isIpAddress(bytes, start, colon);
      this.#set(start, colon, port, isIp);
      if (isIp) return true;
    }
    return this.#isName(bytes, start, colon);
  }

  /**
   * {@link read} for who prints a port after every address, and no brackets around one of IPv6, as Apache 2.4 does: in `2001:db8::1:80` the
   * last number is a port.
   */
  readBeforePort(bytes: Buffer, start: number, end: number): boolean {
    const colon = findLast(COLON, bytes, start, end);
    const port = readNumber(bytes, colon + 1, end);
    const isIp = colon < end && isIpAddress(bytes, start, colon);
    if (port < 0 || port > MAX_PORT || !(isIp || isZoned(bytes, start, colon))) return this.read(bytes, start, end);
    this.#set(start, colon, port, isIp);
    return true;
  }

  #set(start: number, end: number, port: number, isIp: boolean): void {
    this.start = start;
    this.end = end;
    this.port = port;
    this.isIp = isIp;
    this.isDotted = false;
  }

  /** `[2001:db8::7]` or `[2001:db8::7]:50412` (RFC 3986, section 3.2.2). */
  #readBracketed(bytes: Buffer, start: number, end: number): boolean {
    const close = find(CLOSING_BRACKET, bytes, start, end);
    if (close === end) return false;
    const hasPort = close + 1 < end;
    const port = hasPort ? readNumber(bytes, close + 2, end) : -1;
    if (hasPort && (bytes[close + 1] !== COLON || port < 0 || port > MAX_PORT)) return false;
    this.#set(start + 1, close, port, isIpAddress(bytes, start + 1, close));
    return find(COLON, bytes, start, close) < close && (this.isIp || isZoned(bytes, start + 1, close));
  }

  /** Letters, digits, `-` and `_` between dots; the last label has a letter, since all digits would be an address (RFC 1123, section 2.1). */
  #isName(bytes: Buffer, start: number, end: number): boolean {
    if (end === start || end - start > MAX_NAME_BYTES) return false;
    let labelStart = start;
    let hasLetter = false;
    for (let index = start; index < end; index++) {
      const byte = bytes[index] ?? 0;
      if (byte === DOT) {
        if (index === labelStart) return false;
        if (index + 1 === end) break;
        this.isDotted = true;
        labelStart = index + 1;
        hasLetter = false;
      } else if (isLetter(byte) || byte === UNDERSCORE) {
        hasLetter = true;
      } else if (!isDigit(byte) && (byte !== MINUS || index === start)) {
        return false;
      }
    }
    return hasLetter;
  }
}

/** Whether nothing in it is blank, or a control character. */
function isWord(bytes: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if ((bytes[index] ?? 0) <= SPACE) return false;
  return true;
}

/** An IPv6 address with its zone, `fe80::1%eth0` (RFC 4007, section 11), which no engine accepts as an address. */
function isZoned(bytes: Buffer, start: number, end: number): boolean {
  const percent = find(PERCENT, bytes, start, end);
  return percent < end - 1 && find(COLON, bytes, percent, end) === end && isIpAddress(bytes, start, percent);
}

function isLetter(byte: number): boolean {
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x7a;
}
