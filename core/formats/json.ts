import { LINE_FEED, OPENING_BRACE } from '../bytes/ascii.ts';
import { type Fragment, valueKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { leaveUnflattened } from './flattened.ts';
import { type FormatContext, type LineReader, refuse } from './format.ts';
import { writeTrailOutcome } from './json-aws-fields.ts';
import { withoutHexEscapes } from './json-hex-escapes.ts';
import { findKey } from './json-keys.ts';
import { isString, PLAIN_STRING } from './json-kinds.ts';
import { fieldNumber, JsonLine } from './json-line.ts';
import type { LoggedMembers, WrappedMember, WritingOrder } from './json-member.ts';
import { JsonMembers } from './json-members.ts';
import { writingOrder } from './json-order.ts';
import { JsonRest } from './json-rest.ts';
import { skipSpace } from './json-scanner.ts';
import { writeShaped } from './json-shaped-fields.ts';
import type { JsonShape } from './json-shapes.ts';
import { writeWebEvent } from './json-web-fields.ts';
import { hasMessages, writeMessageEvent } from './messages/message-events.ts';

const REST = valueKey('kafkainsight.json');
/** What a message says is only read where the object around it has not said it already. */
const eventFields = (
  [
    ...['event.action', 'event.category', 'event.outcome', 'event.type', 'http.response.status_code'],
    ...['user.name', 'source.address', 'source.ip', 'source.port', 'destination.ip', 'destination.port'],
    'network.transport',
  ] as const
).map(fieldNumber);

/**
 * Reads JSON lines in two passes: the first finds every member and so makes sure that the line is JSON, the second writes
 * those whose keys are known as fields, in the order of precedence of json-fields.ts, and all others under one flattened
 * field: no line can make the mapping grow, or say of itself where it comes from.
 */
class JsonReader {
  readonly #members = new JsonMembers(findKey);
  readonly #rest: JsonRest;
  readonly #line: JsonLine;

  constructor(rest: Fragment, writer: DocumentWriter, context: FormatContext) {
    this.#rest = new JsonRest(rest);
    this.#line = new JsonLine(writer, context);
  }

  read(bytes: Buffer, start: number, end: number, writer: DocumentWriter, context: FormatContext): number {
    const open = skipSpace(bytes, start, end);
    if (open === end || bytes[open] !== OPENING_BRACE) return refuse(context, 'it is no JSON object');
    const last = this.#members.read(bytes, open, end);
    if (last === undefined) {
      const plain = withoutHexEscapes(bytes, open, end);
      if (plain !== undefined) return this.read(plain, 0, plain.length, writer, context);
      return refuse(context, 'it is not valid JSON, or nested too deep');
    }
    const order = (last.order ??= writingOrder(last));
    this.#line.begin(bytes, end, writer, context);
    if (order.shape?.plain === undefined) this.#write(order, order.shape);
    else if (!this.#readPlain(bytes, open, end, order.shape)) this.#write(order, undefined);
    return Number.isNaN(this.#line.timeMillis) ? context.clock.none() : this.#line.timeMillis;
  }

  /** Writes what the line is without its service's envelope; false where it is not of that. */
  #readPlain(bytes: Buffer, start: number, end: number, shape: JsonShape): boolean {
    const plain = shape.plain?.(bytes, start, end);
    const last = plain && this.#members.read(plain, 0, plain.length);
    if (plain === undefined || last === undefined) return false;
    this.#line.begin(plain, plain.length, this.#line.writer, this.#line.context);
    const order = (last.order ??= writingOrder(last));
    this.#write(order, order.shape?.plain === undefined ? (order.shape ?? shape) : shape);
    return true;
  }

  #write({ known, unknown, wrapped, logged }: WritingOrder, shape: JsonShape | undefined): void {
    const line = this.#line;
    line.takeShape(shape);
    for (const member of known) {
      if (!member.write?.(member, line)) this.#rest.add(member);
    }
    writeWebEvent(line);
    writeTrailOutcome(line);
    writeShaped(line);
    if (wrapped === undefined && logged !== undefined) writeLogged(logged, line);
    for (const member of unknown) this.#rest.add(member);
    if (!this.#rest.write(line)) leaveUnflattened(line.context);
    if (wrapped !== undefined) noteInner(wrapped, line);
  }
}

/** Writes what the message tells, where its logger is known for such messages. */
function writeLogged({ logger, message }: LoggedMembers, line: JsonLine): void {
  if (logger.kind !== PLAIN_STRING || !isString(message.kind)) return;
  const program = { bytes: line.bytes, start: logger.start + 1, end: logger.end - 1 };
  if (!hasMessages(program) || eventFields.some((field) => line.isClaimed(field))) return;
  line.decode(message);
  const { textBytes, textStart, textEnd, writer, context } = line;
  writeMessageEvent(program, { bytes: textBytes, start: textStart, end: textEnd }, writer, context);
}

/** Notes the line that a member is. Docker cuts lines of over 16 KiB, and only the last piece ends with their line feed. */
function noteInner({ wrapper, member, program }: WrappedMember, line: JsonLine): void {
  if (!isString(member.kind)) return;
  line.decode(member);
  const { textBytes, textStart, textEnd, context } = line;
  context.inner.note(wrapper, textBytes, textStart, textEnd);
  context.inner.isPiece ||= wrapper === 'docker' && textBytes[textEnd - 1] !== LINE_FEED;
  if (program?.kind === PLAIN_STRING && !eventFields.some((field) => line.isClaimed(field)))
    context.inner.noteProgram(line.bytes, program.start + 1, program.end - 1);
}

/**
 * The reader {@link json}, with a separate memory of members.
 *
 * @param rest key of what has no field
 */
export function createJsonReader(rest = REST): LineReader {
  // Reading is synchronous, so one reader serves all lines.
  let reader: JsonReader | undefined;
  return {
    read(bytes, start, end, writer, context) {
      reader ??= new JsonReader(rest, writer, context);
      return reader.read(bytes, start, end, writer, context);
    },
  };
}

/**
 * One JSON object a line: flog's keys, ECS in dots or nested, those of nginx, pino, bunyan and most other loggers (see
 * json-fields.ts). Only a value of the right type and range becomes a field.
 */
export const json = createJsonReader();
