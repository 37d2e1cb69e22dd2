import { skipSpaces } from '../../bytes/ascii.ts';
import { TextTable } from '../../bytes/text-table.ts';
import { type LineReader, refuse } from '../format.ts';
import { createJsonReader } from '../json.ts';
import { isLevel } from '../log-level.ts';
import { FIELDS } from './fields-key.ts';
import { keyEnd, PairValue } from './pairs.ts';
import { PairsObject } from './pairs-object.ts';

/** Keys that mean something here which they do not in JSON: Grafana's time. */
const ALIASES: ReadonlyMap<string, string> = new Map([['t', 'time']]);
const LEVELS: ReadonlySet<string> = new Set(['level', 'lvl', 'severity']);
const MESSAGES: ReadonlySet<string> = new Set(['msg', 'message', 'event']);
const MIN_PAIRS = 2;

/** What is read of a line; reading is synchronous, so one of each serves all lines. */
const json = createJsonReader(FIELDS);
const object = new PairsObject();
const value = new PairValue();
const keys = new TextTable((key) => ({
  field: ALIASES.get(key) ?? key,
  isLevel: LEVELS.has(key),
  isMessage: MESSAGES.has(key),
}));

/**
 * logfmt, `time=2026-11-22T10:02:52Z level=info msg="Cart opened" cart=7` (Go's log/slog, TextHandler; go-kit, logrus): nothing but keys and
 * values, of which one is a time, or a level and a message. Its keys mean what they mean in JSON.
 */
export const logfmt: LineReader = {
  isLikely: (bytes, start, end) => keyEnd(bytes, start, end) > start,
  read(bytes, start, end, writer, context) {
    let pairs = 0;
    let hasLevel = false;
    let hasMessage = false;
    object.begin();
    for (let index = start; index < end; index = skipSpaces(bytes, value.next, end)) {
      const equals = keyEnd(bytes, index, end);
      if (equals < 0 || !value.read(bytes, equals + 1, end)) return refuse(context, 'not all of it is key=value');
      const key = keys.of(bytes, index, equals);
      hasLevel ||= key.isLevel && isLevel(bytes, value.start, value.end);
      hasMessage ||= key.isMessage;
      object.add(key.field, bytes, value.start, value.end, value.isQuoted);
      pairs++;
    }
    if (pairs < MIN_PAIRS) return refuse(context, 'it has too few keys');
    object.finish();
    const millis = json.read(object.bytes, 0, object.lengthBytes, writer, context);
    context.inner.reset();
    if (context.clock.isTimed || (hasLevel && hasMessage)) return millis;
    return refuse(context, 'it has neither a time, nor a level and a message');
  },
};
