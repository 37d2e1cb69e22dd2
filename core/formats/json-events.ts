import { CLOSING_BRACKET, OPENING_BRACE, OPENING_BRACKET } from '../bytes/ascii.ts';
import { isSeparator, JsonEventFinder } from './json-event-finder.ts';
import { JsonScanner } from './json-scanner.ts';

/** Where an event is in its line: `[start, end)`. */
export interface EventRange {
  readonly start: number;
  readonly end: number;
  /** Where the envelope is that holds it, the same for all of its events. */
  readonly envelope?: EnvelopeRange;
}

/** Where an envelope is in its line: what comes before its first event, `[start, headEnd)`, and after its last, `[tailStart, end)`. */
export interface EnvelopeRange {
  readonly start: number;
  readonly headEnd: number;
  readonly tailStart: number;
  readonly end: number;
  /** The envelope in whose array it is itself. */
  readonly around?: EnvelopeRange;
}

/**
 * The events in the line `bytes[start, end)`, all of them JSON; undefined where the line is anything else. There may be none,
 * as in the line `[` of an array over many lines.
 */
export function findJsonEvents(bytes: Buffer, start: number, end: number): readonly EventRange[] | undefined {
  // every line of a text file comes here: most are recognised by their first byte, without a finder made for them
  if (start === end || !mayBegin(bytes[start] ?? 0)) return undefined;
  const finder = new JsonEventFinder();
  const events: EventRange[] = [];
  let eventStart = -1;
  let envelope: OpenEnvelope | undefined;
  for (let index = start; index < end;) {
    index = finder.advance(bytes, index, end);
    if (finder.isBroken) return undefined;
    if (finder.found === 'first') {
      // an object that holds another that is an event is none itself
      if (eventStart >= 0)
        envelope = {
          start: eventStart,
          headEnd: index - 1,
          tailStart: end,
          end,
          ...(envelope && { around: envelope }),
        };
      eventStart = index - 1;
    } else if (finder.found === 'end of envelope' && envelope) {
      envelope.end = index;
      envelope = envelope.around;
      if (envelope) envelope.tailStart = index;
    }
    if (finder.found !== 'last') continue;
    if (scanner.valueEnd(bytes, eventStart, index) !== index) return undefined;
    events.push({ start: eventStart, end: index, ...(envelope && { envelope }) });
    if (envelope) envelope.tailStart = index;
    eventStart = -1;
  }
  return finder.isComplete && (events.length > 0 || finder.hasBrackets) ? events : undefined;
}

interface OpenEnvelope extends Omit<EnvelopeRange, 'tailStart' | 'end' | 'around'> {
  tailStart: number;
  end: number;
  readonly around?: OpenEnvelope;
}

function mayBegin(byte: number): boolean {
  return byte === OPENING_BRACE || byte === OPENING_BRACKET || byte === CLOSING_BRACKET || isSeparator(byte);
}

/** Whether `bytes[start, end)`, the beginning of a line, holds a whole event of JSON, whatever follows it. */
export function beginsWithJsonEvent(bytes: Buffer, start: number, end: number): boolean {
  const finder = new JsonEventFinder();
  let eventStart = start;
  for (let index = start; index < end && !finder.isBroken;) {
    index = finder.advance(bytes, index, end);
    if (finder.found === 'first') eventStart = index - 1;
    if (finder.found === 'last') return scanner.valueEnd(bytes, eventStart, index) === index;
  }
  return false;
}

/** Reading is synchronous, so one serves all lines. */
const scanner = new JsonScanner();
