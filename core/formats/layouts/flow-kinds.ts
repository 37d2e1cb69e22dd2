import { readNumber } from '../../bytes/ascii.ts';
import { field, Fragment, stringKey } from '../../bytes/document-keys.ts';
import { remoteAddress } from './client-kinds.ts';
import { isNumber, matching, numberOf, wordOf } from './field-kinds.ts';
import { keptWord, type ValueKind } from './kind.ts';
import { flowEnd, flowStart } from './span-kinds.ts';
import * as web from './web-kinds.ts';

const TRANSPORT = stringKey('network.transport');
const ACCEPTED = new Fragment(field('event.action', 'accept'));
const REJECTED = new Fragment(field('event.action', 'reject'));

/** IANA's numbers of the protocols that have ports, and of ICMP, by their names in ECS. */
const TRANSPORTS: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [58, 'ipv6-icmp'],
  [132, 'sctp'],
]);
const ianaNumber = wordOf('network.iana_number');
const protocol: ValueKind = {
  ...ianaNumber,
  claims: ['network.iana_number', 'network.transport'],
  fits: isNumber,
  write(line) {
    const { item, writer } = line;
    const name = TRANSPORTS.get(readNumber(item.bytes, item.start, item.end));
    if (name !== undefined) {
      writer.fragment(TRANSPORT);
      writer.text(name);
    }
    return ianaNumber.write(line);
  },
};

/** What security groups and network ACLs did; it is kept as it is printed, too. */
const flowAction = matching(/^(?:ACCEPT|REJECT)$/, {
  claims: ['event.action'],
  write({ item: { bytes, start }, writer }) {
    writer.fragment(bytes[start] === 'A'.charCodeAt(0) ? ACCEPTED : REJECTED);
    return false;
  },
});

/** Twelve digits, or `unknown` of interfaces of AWS's own. */
const ACCOUNT_DIGITS = 12;
const accountId = wordOf('cloud.account.id');
const account = matching(/^(?:\d{12}|unknown)$/, {
  claims: ['cloud.account.id'],
  write: (line) => line.item.end - line.item.start === ACCOUNT_DIGITS && accountId.write(line),
});

/** Values of VPC flow logs, by the names of their columns (AWS, "Flow log records", "Available fields"). */
const kinds: ReadonlyMap<string, ValueKind> = new Map<string, ValueKind>([
  ['account-id', account],
  ['interface-id', matching(/^eni-[\da-f]+$/)],
  ['srcaddr', remoteAddress],
  ['dstaddr', web.server],
  ['srcport', web.clientPort],
  ['dstport', numberOf('destination.port')],
  ['protocol', protocol],
  ['packets', numberOf('network.packets')],
  ['bytes', numberOf('network.bytes')],
  ['start', flowStart],
  ['end', flowEnd],
  ['action', flowAction],
  ['log-status', matching(/^(?:OK|NODATA|SKIPDATA)$/)],
  ['instance-id', wordOf('cloud.instance.id')],
  ['region', wordOf('cloud.region')],
]);

/** What the column of a flow log is, by its name. */
export function flowKind(column: string): ValueKind {
  return kinds.get(column) ?? keptWord;
}
