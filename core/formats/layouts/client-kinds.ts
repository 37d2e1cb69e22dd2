import { isIpAddress } from '../../addresses/ip-address.ts';
import { startsWith } from '../../bytes/ascii.ts';
import { Address } from '../address.ts';
import { Client } from '../client.ts';
import { kind } from './kind.ts';

const UNIX = Buffer.from('unix:');

/** What is looked at, before any of it is written; reading is synchronous, so one of each serves all lines. */
const address = new Address();
const client = new Client();

/** The one that the server saw: an IP address, as nginx writes it, or a socket of the file system. */
export const remoteAddress = kind({
  extent: 'word',
  claims: ['source.address', 'source.ip'],
  fits: (bytes, start, end) => isIpAddress(bytes, start, end) || startsWith(UNIX, bytes, start, end),
  note(line, start, end) {
    line.peerStart = start;
    line.peerEnd = end;
  },
  write: () => true,
});

/** The same as Apache writes it: an IP address, or a host name where it looks them up. */
export const remoteHost = kind({
  ...remoteAddress,
  rank: 2,
  fits: (bytes, start, end) => address.read(bytes, start, end),
});

/** A list of those through whose hands a request went, as proxies sent it along; or whatever a client wrote in its place. */
export const forwarded = kind({
  extent: 'list',
  claims: ['kafkainsight.address.forwarded', 'kafkainsight.address.peer', 'kafkainsight.address.trusted'],
  isCertain: isClient,
  note(line, start, end) {
    line.listStart = start;
    line.listEnd = end;
  },
  write: ({ isListRead }) => isListRead,
});

/** Who sent something: an address, a name, or a list of them. */
export const anyClient = kind({
  ...forwarded,
  extent: 'list',
  claims: ['source.address', 'source.ip', ...forwarded.claims],
  fits: isClient,
});

function isClient(bytes: Buffer, start: number, end: number): boolean {
  return client.read(bytes, start, end);
}
