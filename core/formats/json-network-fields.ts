import { stringKey } from '../bytes/document-keys.ts';
import type { JsonField } from './json-field.ts';
import { isString } from './json-kinds.ts';
import { fieldNumber } from './json-line.ts';

const TRANSPORT = fieldNumber('network.transport');
const TRANSPORT_KEY = stringKey('network.transport');
/** What ECS calls the same, in small letters; `HTTP/1.1` is no transport. */
const TRANSPORTS: ReadonlySet<string> = new Set(['tcp', 'udp', 'icmp', 'sctp']);

/** `proto` of Suricata (in capitals) and of Zeek. */
export const transport: JsonField = {
  paths: ['network.transport', 'proto'],
  write(value, line) {
    if (!isString(value.kind)) return false;
    line.decode(value);
    const text = line.textBytes.toString('latin1', line.textStart, line.textEnd).toLowerCase();
    if (!TRANSPORTS.has(text) || !line.claim(TRANSPORT)) return false;
    line.writer.fragment(TRANSPORT_KEY);
    line.writer.text(text);
    return true;
  },
};
