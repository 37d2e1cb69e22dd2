import { SPACE } from '../../bytes/ascii.ts';
import type { LogField } from '../../fields.ts';
import { writeMessageEvent } from '../messages/message-events.ts';
import type { LayoutLine } from './layout-line.ts';
import type { Unit } from './steps.ts';
import type { Values } from './values.ts';

/** What a message may tell: where a value of the layout says any of it, the message is not asked. */
const TOLD: ReadonlySet<LogField> = new Set<LogField>([
  ...(['event.category', 'event.type', 'event.action', 'event.outcome'] as const),
  ...(['user.name', 'source.address', 'source.ip', 'source.port'] as const),
]);

/** A message and the logger that wrote it: their places among the values of a layout. */
export interface LoggedMessage {
  readonly logger: number;
  readonly message: number;
}

/** The message of a layout that names its logger; `undefined` where it has none, or has values that say themselves what has happened. */
export function loggedMessage(units: readonly Unit[]): LoggedMessage | undefined {
  const indexOf = (field: LogField): number | undefined =>
    units.find(({ kind, parts }) => kind.claims.includes(field) && parts.length === 1)?.parts[0]?.index;
  const [logger, message] = [indexOf('log.logger'), indexOf('message')];
  const isTold = units.some(({ kind }) => kind.claims.some((field) => TOLD.has(field)));
  return logger === undefined || message === undefined || isTold ? undefined : { logger, message };
}

/** Writes what the message of a line tells, as messages of programs do (core/formats/messages/). */
export function writeLoggedEvent({ logger, message }: LoggedMessage, values: Values, line: LayoutLine): void {
  const { bytes, writer, context } = line;
  let [start, end] = [values.startOf(logger), values.endOf(logger)];
  while (start < end && bytes[start] === SPACE) start++;
  while (end > start && bytes[end - 1] === SPACE) end--;
  const text = { bytes, start: values.startOf(message), end: values.endOf(message) };
  if (start < end && text.start < text.end) writeMessageEvent({ bytes, start, end }, text, writer, context);
}
