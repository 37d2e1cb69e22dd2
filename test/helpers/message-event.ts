import assert from 'node:assert/strict';
import { type ParsedLine, parseLine } from './parse-line.ts';

const FIELDS = /^(?:event\.(?:action|category|outcome|type)|user\.|source\.|group\.|process\.command_line|system\.)/;

/** What is known of the event that a program says in a message, without the message itself, which stays. */
export function messageEvent(tag: string, message: string): ParsedLine {
  const document = parseLine('rfc3164', `<38>Nov 22 10:02:52 web1 ${tag}: ${message}`);
  assert.equal(document['message'], message);
  return Object.fromEntries(Object.entries(document).filter(([key]) => FIELDS.test(key)));
}

/** The fields of an address that is an IP address, and of its port. */
export function fromAddress(address: string, port?: number): ParsedLine {
  return { 'source.address': address, 'source.ip': address, ...(port === undefined ? {} : { 'source.port': port }) };
}
