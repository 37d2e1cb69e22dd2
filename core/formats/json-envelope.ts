import { field, type Fragment, stringKey, valueKey } from '../bytes/document-keys.ts';
import { DocumentWriter } from '../bytes/document-writer.ts';
import type { FormatContext } from './format.ts';
import { EVENT_ARRAYS } from './json-event-finder.ts';
import type { EnvelopeRange } from './json-events.ts';
import { isString } from './json-kinds.ts';
import { JsonLine } from './json-line.ts';
import type { JsonMember } from './json-member.ts';
import { JsonMembers } from './json-members.ts';
import { writingOrder } from './json-order.ts';
import { JsonRest } from './json-rest.ts';
import { plainEnvelope, resourceFields } from './otlp.ts';

/** What is around the array of events in an object such as `{"owner":…,"logEvents":[…]}`. */
export interface JsonEnvelope {
  /** The object with nothing in that array. */
  readonly json: Buffer;
  /** False where what follows the array was not read. */
  readonly isWhole: boolean;
}

/** So much is kept of what has no field, in each of the envelope's events. */
export const MAX_ENVELOPE_BYTES = 8 * 1024;

/** What is known of an envelope by the name of its array. */
interface EnvelopeKind {
  readonly fields: ReadonlyMap<string, Fragment>;
  readonly rest: JsonRest;
  /** The same envelope as an object of plain keys and values; undefined where it is no such envelope. */
  readonly plain?: (json: Buffer) => Buffer | undefined;
}
/** What names no person, and so is kept where names are replaced. */
const WITHOUT_PERSONS: ReadonlySet<string> = new Set(['messageType', 'subscriptionFilters']);

const INCOMPLETE = Buffer.from(field('kafkainsight.envelope.incomplete', true));
const NOTHING = Buffer.alloc(0);
const NO_OBJECT = Buffer.from('{}');
/** More of envelopes within each other than is kept of them. */
const MAX_NESTED_BYTES = 4 * MAX_ENVELOPE_BYTES;

// Reading is synchronous, so one of each serves all.
const members = new JsonMembers(() => undefined);
const rest = new JsonRest(valueKey('kafkainsight.envelope.fields'));
const writer = new DocumentWriter();
let lineOfEnvelopes: JsonLine | undefined;

const arrayNames: ReadonlySet<string> = new Set(EVENT_ARRAYS);
const ANY: EnvelopeKind = { fields: new Map(), rest };
const kinds: ReadonlyMap<string, EnvelopeKind> = new Map<string, EnvelopeKind>([
  [
    'logEvents',
    {
      // CloudWatch's names ("Subscription filters with Kinesis Data Streams"), and the Elastic integration's for the same
      fields: new Map([
        ['owner', stringKey('cloud.account.id')],
        ['logGroup', stringKey('aws.cloudwatch.log_group')],
        ['logStream', stringKey('aws.cloudwatch.log_stream')],
      ]),
      rest,
    },
  ],
  [
    'resourceLogs',
    { fields: resourceFields, rest: new JsonRest(valueKey('resource.attributes')), plain: plainEnvelope },
  ],
]);

/**
 * What envelopes say of all their events, as ready-made fields: those of CloudWatch's subscriptions under ECS's and Elastic's names, all else
 * under one flattened field. Whether something was left out is said too: what follows the array of a line that is too long to be
 * held, more than {@link MAX_ENVELOPE_BYTES}, and where names are replaced, all that could be one.
 */
export class EnvelopeFields {
  readonly #context: FormatContext;
  #envelope: JsonEnvelope | undefined;
  #range: EnvelopeRange | undefined;
  #fields: Buffer = NOTHING;

  constructor(context: FormatContext) {
    this.#context = context;
  }

  /** The fields of an envelope; undefined where there is none. */
  of(envelope: JsonEnvelope | undefined): Buffer | undefined {
    if (envelope === undefined) return undefined;
    if (envelope !== this.#envelope) {
      this.#fields = fieldsOf(envelope, this.#context);
      this.#envelope = envelope;
    }
    return this.#fields;
  }

  /** The same of one in a line. */
  at(line: Buffer, range: EnvelopeRange): Buffer | undefined {
    if (range !== this.#range) {
      this.#range = range;
      return this.of(jsonOf(line, range));
    }
    return this.#fields;
  }
}

function fieldsOf({ json, isWhole }: JsonEnvelope, context: FormatContext): Buffer {
  writer.begin();
  const isComplete = writeFields(json, context);
  const fields = writer.bytes.subarray(0, writer.lengthBytes);
  return isComplete && isWhole ? Buffer.from(fields) : Buffer.concat([fields, INCOMPLETE]);
}

/** The object of an envelope, and of those around it, with nothing else in their arrays. */
function jsonOf(line: Buffer, innermost: EnvelopeRange): JsonEnvelope {
  const [heads, tails]: [Buffer[], Buffer[]] = [[], []];
  let bytes = 0;
  for (let range: EnvelopeRange | undefined = innermost; range !== undefined; range = range.around) {
    heads.unshift(line.subarray(range.start, range.headEnd));
    tails.push(line.subarray(range.tailStart, range.end));
    bytes += range.headEnd - range.start + range.end - range.tailStart;
  }
  // those around others are read again for each of these
  if (heads.length > 1 && bytes > MAX_NESTED_BYTES) return { json: NO_OBJECT, isWhole: false };
  return { json: Buffer.concat([...heads, ...tails]), isWhole: true };
}

/** Whether nothing was left out. */
function writeFields(json: Buffer, context: FormatContext): boolean {
  const last = members.read(json, 0, json.length);
  if (last === undefined) return false;
  const all = membersOf(last);
  const array = EVENT_ARRAYS.findLast((name) => all.some(({ path }) => path === name));
  const kind = kinds.get(array ?? '') ?? ANY;
  const plain = kind.plain?.(json);
  const lastPlain = plain && members.read(plain, 0, plain.length);
  if (plain !== undefined && lastPlain !== undefined) return writeMembers(plain, membersOf(lastPlain), kind, context);
  const isRead = kind.plain === undefined;
  return writeMembers(json, isRead ? all.filter(({ path }) => !arrayNames.has(path)) : all, kind, context);
}

const membersOf = (last: JsonMember): readonly JsonMember[] => (last.order ??= writingOrder(last)).unknown;

function writeMembers(json: Buffer, all: readonly JsonMember[], kind: EnvelopeKind, context: FormatContext): boolean {
  const line = (lineOfEnvelopes ??= new JsonLine(writer, context));
  line.begin(json, json.length, writer, context);
  const written = new Set<string>();
  let isComplete = true;
  for (const member of all) {
    const key = kind.fields.get(member.path);
    if (key !== undefined && isString(member.kind) && !written.has(member.path)) {
      written.add(member.path);
      line.writeField(key, member);
    } else if (context.pseudonyms === undefined || WITHOUT_PERSONS.has(member.path)) {
      kind.rest.add(member);
    } else {
      isComplete = false;
    }
  }
  return writeRest(kind.rest, line) && isComplete;
}

function writeRest(rest: JsonRest, line: JsonLine): boolean {
  const before = writer.lengthBytes;
  if (!rest.write(line)) return false;
  if (writer.lengthBytes - before <= MAX_ENVELOPE_BYTES) return true;
  writer.rewind(before);
  return false;
}
