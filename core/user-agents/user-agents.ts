import { DOT, QUOTE, UNDERSCORE } from '../bytes/ascii.ts';
import { field, Fragment, stringKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { MACHINES } from './client-kinds.ts';
import { clients, DEVICES, systems } from './user-agent-names.ts';
import { isEmpty, type UserAgentRange, UserAgentReader } from './user-agent-reader.ts';

/** Real ones are shorter; no more is read of one. */
const MAX_BYTES = 512;
/** No more is kept of a name or a version, which anybody can make up. */
const MAX_NAME_BYTES = 64;
const MAX_VERSION_BYTES = 32;

const NAME = stringKey('user_agent.name');
const VERSION = stringKey('user_agent.version');
const SYSTEM_VERSION = stringKey('user_agent.os.version');
const CLIENTS = clients.map(({ name }) =>
  name === undefined ? undefined : new Fragment(field('user_agent.name', name)),
);
const SYSTEMS = systems.map(({ name }) => new Fragment(field('user_agent.os.name', name)));
const DEVICE_NAMES = DEVICES.map((name) => new Fragment(field('user_agent.device.name', name)));
const KINDS = MACHINES.map((name) => new Fragment(field('kafkainsight.client.kind', name)));
const PERSON = new Fragment(field('kafkainsight.client.kind', 'person'));

/**
 * Writes the fields user_agent.name, .version, .os.name, .os.version and .device.name (desktop, mobile, tablet, tv or bot)
 * of the user agent `bytes[start, end)`, as far as they are known, and kafkainsight.client.kind (person, crawler, tool, monitor or scanner).
 * Whatever the bytes, what it writes is short and ASCII. Returns the autonomous systems that a crawler of this name comes from, where its
 * operator says so.
 */
export type UserAgentFields = (
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
) => readonly number[] | undefined;

/** Parses user agents. */
export function createUserAgentFields(): UserAgentFields {
  const reader = new UserAgentReader();
  return (bytes, start, end, writer) => {
    reader.read(bytes, start, Math.min(end, start + MAX_BYTES));
    writeClient(reader, bytes, writer);
    const system = SYSTEMS[reader.system];
    if (system) {
      writer.fragment(system);
      writeSystemVersion(reader.systemVersion, bytes, writer);
    }
    const device = DEVICE_NAMES[reader.device];
    if (device) writer.fragment(device);
    writer.fragment(KINDS[reader.machine] ?? PERSON);
    return reader.systems;
  };
}

function writeClient(reader: UserAgentReader, bytes: Buffer, writer: DocumentWriter): void {
  if (clients[reader.client] === undefined) return;
  const known = CLIENTS[reader.client];
  if (known) writer.fragment(known);
  else writeText(NAME, reader.clientName, MAX_NAME_BYTES, bytes, writer);
  writeText(VERSION, reader.clientVersion, MAX_VERSION_BYTES, bytes, writer);
}

function writeText(
  key: Fragment,
  range: UserAgentRange,
  maxBytes: number,
  bytes: Buffer,
  writer: DocumentWriter,
): void {
  if (isEmpty(range)) return;
  writer.fragment(key);
  writer.string(bytes, range.start, Math.min(range.end, range.start + maxBytes));
}

/** Apple writes `10_15_7` for what everybody calls 10.15.7. */
function writeSystemVersion(range: UserAgentRange, bytes: Buffer, writer: DocumentWriter): void {
  if (isEmpty(range)) return;
  writer.fragment(SYSTEM_VERSION);
  const end = Math.min(range.end, range.start + MAX_VERSION_BYTES);
  for (let index = range.start; index < end; index++) {
    const byte = bytes[index] ?? 0;
    writer.byte(byte === UNDERSCORE ? DOT : byte);
  }
  writer.byte(QUOTE);
}
