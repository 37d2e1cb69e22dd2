import { field, stringKey, valueKey } from '../bytes/document-keys.ts';
import { DocumentWriter } from '../bytes/document-writer.ts';
import type { FormatContext } from './format.ts';
import { type EnvelopeRange, EVENT_ARRAYS } from './json-events.ts';
import { isString } from './json-kinds.ts';
import { JsonLine } from './json-line.ts';
import { JsonMembers } from './json-members.ts';
import { writingOrder } from './json-order.ts';
import { JsonRest } from './json-rest.ts';

/** What is around the array of events in an object such as `{"owner":…,"logEvents":[…]}`. */
export interface JsonEnvelope {
  /** The object with nothing in that array. */
  readonly json: Buffer;
  /** False where what follows the array was not read. */
  readonly isWhole: boolean;
}

/** So much is kept of what has no field, in each of the envelope's events. */
export const MAX_ENVELOPE_BYTES = 8 * 1024;

/** CloudWatch's names ("Subscription filters with Kinesis Data Streams"), and the Elastic integration's for the same. */
const CLOUDWATCH_FIELDS = new Map([
  ['owner', stringKey('cloud.account.id')],
  ['logGroup', stringKey('aws.cloudwatch.log_group')],
  ['logStream', stringKey('aws.cloudwatch.log_stream')],
]);
const CLOUDWATCH_ARRAY = 'logEvents';
/** What names no person, and so is kept where names are replaced. */
const WITHOUT_PERSONS: ReadonlySet<string> = new Set(['messageType', 'subscriptionFilters']);

const INCOMPLETE = Buffer.from(field('kafkainsight.envelope.incomplete', true));
const NOTHING = Buffer.alloc(0);

// Reading is synchronous, so one of each serves all.
const members = new JsonMembers(() => undefined);
const rest = new JsonRest(valueKey('kafkainsight.envelope.fields'));
const writer = new DocumentWriter();
let lineOfEnvelopes: JsonLine | undefined;

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
      const { start, headEnd, tailStart, end } = range;
      const json = Buffer.concat([line.subarray(start, headEnd), line.subarray(tailStart, end)]);
      this.#range = range;
      return this.of({ json, isWhole: true });
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

/** Whether nothing was left out. */
function writeFields(json: Buffer, context: FormatContext): boolean {
  const last = members.read(json, 0, json.length);
  if (last === undefined) return false;
  const line = (lineOfEnvelopes ??= new JsonLine(writer, context));
  line.begin(json, json.length, writer, context);
  const all = (last.order ??= writingOrder(last)).unknown;
  const isCloudWatch = all.some(({ path }) => path === CLOUDWATCH_ARRAY);
  const written = new Set<string>();
  let isComplete = true;
  for (const member of all) {
    const key = isCloudWatch ? CLOUDWATCH_FIELDS.get(member.path) : undefined;
    if (EVENT_ARRAYS.some((name) => name === member.path)) continue;
    if (key !== undefined && isString(member.kind) && !written.has(member.path)) {
      written.add(member.path);
      line.writeField(key, member);
    } else if (context.pseudonyms === undefined || WITHOUT_PERSONS.has(member.path)) {
      rest.add(member);
    } else {
      isComplete = false;
    }
  }
  return writeRest(line) && isComplete;
}

function writeRest(line: JsonLine): boolean {
  const before = writer.lengthBytes;
  if (!rest.write(line)) return false;
  if (writer.lengthBytes - before <= MAX_ENVELOPE_BYTES) return true;
  writer.rewind(before);
  return false;
}
