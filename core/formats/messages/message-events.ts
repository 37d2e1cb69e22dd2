import { isIpAddress } from '../../addresses/ip-address.ts';
import { CLOSING_PARENTHESIS, COLON, find, readNumber, SPACE, startsWith } from '../../bytes/ascii.ts';
import { Fragment, stringKey, valueKey } from '../../bytes/document-keys.ts';
import type { DocumentWriter } from '../../bytes/document-writer.ts';
import { Client } from '../client.ts';
import type { FormatContext } from '../format.ts';
import { addressText, writeSource, writeUserName } from '../network-fields.ts';
import { messageGroups, pamMessages } from './account-messages.ts';
import { applicationGroups } from './application-messages.ts';
import { databaseGroups } from './database-messages.ts';
import { kernel } from './firewall-messages.ts';
import { MessagePattern, type PlaceholderKind } from './message-pattern.ts';
import type { MessageRow } from './message-row.ts';
import { moreMessageGroups } from './more-account-messages.ts';
import { named } from './name-server-messages.ts';
import { nameServerValues } from './name-server-values.ts';
import { transferGroups } from './transfer-messages.ts';

/** Writes a value of a message. */
type WriteValue = (bytes: Buffer, start: number, end: number, writer: DocumentWriter, context: FormatContext) => void;

/** What is read of an address with its port; reading is synchronous, so one serves all messages. */
const client = new Client();
const PORT = valueKey('source.port');
const DESTINATION_PORT = valueKey('destination.port');
const DESTINATION_IP = stringKey('destination.ip');
const TRANSPORT = stringKey('network.transport');
const MAX_PORT = 65_535;
const EFFECTIVE_NAME = stringKey('user.effective.name');
const TARGET_NAME = stringKey('user.target.name');

const userName: WriteValue = (bytes, start, end, writer, context) => {
  writeUserName(bytes, start, end, writer, context);
};
const text = (name: Parameters<typeof stringKey>[0]): WriteValue => {
  const key = stringKey(name);
  return (bytes, start, end, writer) => {
    writer.field(key, bytes, start, end);
  };
};
const person =
  (key: Fragment): WriteValue =>
  (bytes, start, end, writer, context) => {
    writeUserName(bytes, start, end, writer, context, key);
  };

const source: WriteValue = (bytes, start, end, writer, context) => {
  writeSource(bytes, start, end, false, writer, context);
};

const portAs =
  (key: Fragment): WriteValue =>
  (bytes, start, end, writer) => {
    const port = readNumber(bytes, start, end);
    if (port < 0 || port > MAX_PORT) return;
    writer.fragment(key);
    writer.integer(port);
  };

/** The keys of patterns, in core/formats/messages/: what each matches, and how it is written. */
const values: Readonly<Record<string, { readonly kind: PlaceholderKind; readonly write?: WriteValue }>> = {
  words: { kind: 'gap' },
  word: { kind: 'word' },
  digits: { kind: 'digits' },
  id: { kind: 'name' },
  user: { kind: 'gap', write: userName },
  name: { kind: 'name', write: userName },
  effective: { kind: 'name', write: person(EFFECTIVE_NAME) },
  target: { kind: 'name', write: person(TARGET_NAME) },
  group: { kind: 'name', write: text('group.name') },
  command: { kind: 'gap', write: text('process.command_line') },
  method: { kind: 'word', write: text('system.auth.ssh.method') },
  address: { kind: 'word', write: source },
  peer: { kind: 'name', write: source },
  client: { kind: 'gap', write: source },
  endpoint: {
    kind: 'word',
    write(bytes, start, end, writer, context) {
      if (client.read(bytes, start, end)) client.write(bytes, writer, context);
    },
  },
  port: { kind: 'digits', write: portAs(PORT) },
  destination_port: { kind: 'digits', write: portAs(DESTINATION_PORT) },
  destination: {
    kind: 'word',
    write(bytes, start, end, writer, context) {
      if (!isIpAddress(bytes, start, end)) return;
      writer.fragment(DESTINATION_IP);
      writer.text(addressText(bytes, start, end, context));
    },
  },
  ...nameServerValues,
  transport: {
    kind: 'word',
    write(bytes, start, end, writer) {
      if (readNumber(bytes, start, end) >= 0) return;
      writer.fragment(TRANSPORT);
      writer.text(bytes.toString('utf8', start, end).toLowerCase());
    },
  },
};

interface Message {
  readonly pattern: MessagePattern;
  readonly event: Fragment;
  readonly once: Buffer | undefined;
  /** How each value of the pattern is written. */
  readonly writers: readonly (WriteValue | undefined)[];
}

interface Program {
  readonly name: Buffer;
  readonly suffix: Buffer | undefined;
  readonly messages: readonly Message[];
}

const fragments = new Map<string, Fragment>();
function fragmentOf(fields: string): Fragment {
  const fragment = fragments.get(fields) ?? new Fragment(fields);
  fragments.set(fields, fragment);
  return fragment;
}

const kindOf = (key: string): PlaceholderKind => {
  const value = values[key];
  if (value === undefined) throw new TypeError(`Messages have no value ${key}.`);
  return value.kind;
};

function compile(rows: readonly MessageRow[]): readonly Message[] {
  return rows.map(({ pattern: text, event, once }) => {
    const pattern = new MessagePattern(text, kindOf);
    return {
      pattern,
      event: fragmentOf(event),
      once: once === undefined ? undefined : Buffer.from(once),
      writers: pattern.keys.map((key) => values[key]?.write),
    };
  });
}

const pam = compile(pamMessages);

/** A power of two. */
const SLOTS = 256;
/** Programs by {@link slotOf} of their names: most names of others fall into an empty slot. */
const programs: (readonly Program[] | undefined)[] = Array.from({ length: SLOTS });
for (const { programs: names, rows, suffix } of [
  ...messageGroups,
  ...moreMessageGroups,
  ...transferGroups,
  ...applicationGroups,
  kernel,
  named,
  ...databaseGroups,
]) {
  const messages = compile(rows);
  for (const name of names.map((each) => Buffer.from(each))) {
    const program = { name, suffix: suffix === undefined ? undefined : Buffer.from(suffix), messages };
    const slot = slotOf(name, 0, name.length);
    programs[slot] = [...(programs[slot] ?? []), program];
  }
}

/** A number of up to {@link SLOTS} that follows from a name. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  return ((bytes[start] ?? 0) * 5 + (bytes[end - 1] ?? 0) * 3 + (end - start) * 17) & (SLOTS - 1);
}

const SMALL_P = 0x70;
const PAM_PREFIX = Buffer.from('pam_');
/** The name of a program whose message is PAM's, as older releases of Linux-PAM write it: `sshd(pam_unix)[12]: `. */
const PAM_PROGRAM_SUFFIX = Buffer.from('(pam_unix)');
/** sshd's own summary of what PAM refused. */
const SSH_PAM_PREFIX = Buffer.from('PAM ');

/**
 * Writes what has happened by what a program says: who signed in or was refused, and from where. The message stays as it is. Nothing is
 * written where the program or its message is not known.
 *
 * @param program where the program's name is, `bytes[start, end)`
 * @param message where its message is
 */
export function writeMessageEvent(
  program: TextRange,
  message: TextRange,
  writer: DocumentWriter,
  context: FormatContext,
): void {
  const { bytes, start, end } = repeatedMessage(message);
  if (bytes[start] === SMALL_P && startsWith(PAM_PREFIX, bytes, start, end)) {
    const rest = pamRest(bytes, start, end);
    if (rest > start) writeFirst(pam, bytes, rest, end, writer, context);
    return;
  }
  const candidates = candidatesOf(program);
  if (candidates === undefined && program.bytes[program.end - 1] !== CLOSING_PARENTHESIS) return;
  const known = candidates?.find(({ name }) => isAll(name, program));
  if (known !== undefined) {
    writeOf(known, { bytes, start, end }, writer, context);
  } else if (isPamProgram(program)) {
    writeFirst(pam, bytes, start, end, writer, context);
  }
}

function candidatesOf({ bytes, start, end }: TextRange): readonly Program[] | undefined {
  return programs[slotOf(bytes, start, end)];
}

/** Whether messages of a program, or of a logger, are known. */
export function hasMessages(program: TextRange): boolean {
  return candidatesOf(program)?.some(({ name }) => isAll(name, program)) === true;
}

const REPEATED = new MessagePattern('message repeated %{digits} times: [ %{words}]', kindOf);
const SMALL_M = 0x6d;

/** What rsyslog says of several equal messages once (ratelimit.c, `message repeated 5 times: [ …]`), without what it puts around it. */
function repeatedMessage(message: TextRange): TextRange {
  const { bytes, start, end } = message;
  if (bytes[start] !== SMALL_M || !REPEATED.read(bytes, start, end)) return message;
  return { bytes, start: REPEATED.starts[1] ?? start, end: REPEATED.ends[1] ?? end };
}

/** Some bytes. */
export interface TextRange {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

function writeOf(
  { suffix, messages }: Program,
  { bytes, start, end }: TextRange,
  writer: DocumentWriter,
  context: FormatContext,
): void {
  const isOfPam = suffix !== undefined && startsWith(SSH_PAM_PREFIX, bytes, start, end);
  if (isOfPam) writeFirst(pam, bytes, start + SSH_PAM_PREFIX.length, end, writer, context);
  else writeFirst(messages, bytes, start, withoutSuffix(suffix, bytes, start, end), writer, context);
}

function isAll(text: Uint8Array, { bytes, start, end }: TextRange): boolean {
  return text.length === end - start && startsWith(text, bytes, start, end);
}

function isPamProgram({ bytes, start, end }: TextRange): boolean {
  const suffixStart = end - PAM_PROGRAM_SUFFIX.length;
  return suffixStart > start && startsWith(PAM_PROGRAM_SUFFIX, bytes, suffixStart, end);
}

/** Where the message begins after `pam_unix(sshd:auth): `; -1 where that is not there. */
function pamRest(bytes: Buffer, start: number, end: number): number {
  const space = find(SPACE, bytes, start, end);
  const isPrefix = space < end && bytes[space - 1] === COLON && bytes[space - 2] === CLOSING_PARENTHESIS;
  return isPrefix ? space + 1 : -1;
}

function withoutSuffix(suffix: Buffer | undefined, bytes: Buffer, start: number, end: number): number {
  if (suffix === undefined || end - suffix.length < start) return end;
  return startsWith(suffix, bytes, end - suffix.length, end) ? end - suffix.length : end;
}

function writeFirst(
  messages: readonly Message[],
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  context: FormatContext,
): void {
  for (const { pattern, event, once, writers } of messages) {
    if (!pattern.read(bytes, start, end)) continue;
    if (once !== undefined && !isOnce(once, bytes.subarray(start, end))) continue;
    writer.fragment(event);
    for (let index = 0; index < writers.length; index++) {
      writeTrimmed(writers[index], bytes, pattern.starts[index] ?? 0, pattern.ends[index] ?? 0, writer, context);
    }
    return;
  }
}

function isOnce(text: Buffer, message: Buffer): boolean {
  return message.indexOf(text) === message.lastIndexOf(text);
}

/** Writes a value without the spaces around it, such as those of cron's commands. */
function writeTrimmed(
  write: WriteValue | undefined,
  bytes: Buffer,
  start: number,
  end: number,
  writer: DocumentWriter,
  context: FormatContext,
): void {
  let [from, to] = [start, end];
  while (from < to && bytes[from] === SPACE) from++;
  while (to > from && bytes[to - 1] === SPACE) to--;
  if (to > from) write?.(bytes, from, to, writer, context);
}
