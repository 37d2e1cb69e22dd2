import { field, Fragment } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import type { FormatContext } from './format.ts';

const VERIFIED = new Fragment(field('kafkainsight.client.verified', true));
const FALSE = new Fragment(field('kafkainsight.client.verified', false));

/** What the line at hand says of who sent a request, which distinguishes a crawler from one that only claims to be one. */
interface Sender {
  /** The autonomous system of its address; 0 if unknown. */
  system: number;
  /** Those that it would come from if it is what it claims to be; undefined if its operator publishes none. */
  systems: readonly number[] | undefined;
}

/** Reading is synchronous, so one serves all lines. */
const sender: Sender = { system: 0, systems: undefined };

/** Forgets the sender of the line before. */
export function beginSender(): void {
  sender.system = 0;
  sender.systems = undefined;
}

/** Writes where the IP address is that the request came from. */
export function writePlace(
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  { places }: FormatContext,
): void {
  if (places === undefined) return;
  sender.system = places(bytes, start, end, writer);
  writeVerified(writer);
}

/** Writes what the user agent says, where that is wanted. */
export function writeAgentDetails(
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  { userAgents }: FormatContext,
): void {
  if (userAgents === undefined) return;
  sender.systems = userAgents(bytes, start, end, writer);
  writeVerified(writer);
}

/** Of one whose network is not known nothing is said. */
function writeVerified(writer: DocumentWriter): void {
  const { system, systems } = sender;
  if (system === 0 || systems === undefined) return;
  writer.fragment(systems.includes(system) ? VERIFIED : FALSE);
}
