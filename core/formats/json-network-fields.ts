import { field, Fragment, stringKey } from '../bytes/document-keys.ts';
import { integerField, type JsonField, textField } from './json-field.ts';
import { isString } from './json-kinds.ts';
import { fieldNumber } from './json-line.ts';
import { isAboutRequest } from './json-request-fields.ts';

const TRANSPORT = fieldNumber('network.transport');
const SOURCE = fieldNumber('source.address');
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

const CATEGORY = fieldNumber('event.category');
const INTRUSION = new Fragment(field('event.category', ['intrusion_detection', 'network']));
const NETWORK = new Fragment(field('event.category', ['network']));

const message = textField('message');
/** What Suricata's rule found: whatever else the line says, of a request for instance, is what it was found in. */
const signature: JsonField = {
  paths: ['alert.signature'],
  write(value, line) {
    if (!isString(value.kind)) return false;
    if (line.claim(CATEGORY)) line.writer.fragment(INTRUSION);
    return message.write(value, line);
  },
};

/** Every line of Suricata about a connection has this number. */
const flow: JsonField = {
  paths: ['flow_id'],
  write(_value, line) {
    if (!isAboutRequest(line) && line.isClaimed(SOURCE) && line.claim(CATEGORY)) line.writer.fragment(NETWORK);
    return false;
  },
};

/** Suricata's (docs.suricata.io, "Eve JSON Format"), by the categories that Elastic's integration gives them. */
export const suricataFields: readonly JsonField[] = [
  signature,
  { ...integerField('event.severity'), paths: ['alert.severity'] },
  { ...integerField('network.bytes'), paths: ['netflow.bytes'] },
  { ...integerField('network.packets'), paths: ['netflow.pkts'] },
  flow,
];
