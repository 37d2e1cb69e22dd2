import { isIpAddress } from '../../addresses/ip-address.ts';
import { skipSpaces, SPACE } from '../../bytes/ascii.ts';
import { valueKey } from '../../bytes/document-keys.ts';
import type { LineClock } from '../../time/line-clock.ts';
import { DAY_MILLIS, dayNumber, fourDigits, timeOfDay, twoDigits } from '../../time/time.ts';
import { remoteAddress } from './client-kinds.ts';
import { micros, millis } from './duration-kinds.ts';
import { byteSet, spanOf } from './extents.ts';
import { isNumber, matching, numberOf } from './field-kinds.ts';
import { haproxyErrorKeys } from './haproxy-kinds.ts';
import { keptText, kind, type ValueKind } from './kind.ts';
import { serverKinds } from './server-kinds.ts';
import { anyTime, timeKind } from './time-kinds.ts';
import * as web from './web-kinds.ts';

const DURATION = valueKey('event.duration');

/** Gin's `2026/11/22 - 10:02:52`. */
const GIN_TIME = /^\d{4}\/\d\d\/\d\d - \d\d:\d\d:\d\d$/;
const GIN_TIME_BYTES = 21;
const GIN_CLOCK_AT = 13;

function readGinTime(bytes: Buffer, start: number, end: number, clock: LineClock): number {
  if (!GIN_TIME.test(bytes.toString('latin1', start, end))) return NaN;
  const day = dayNumber(fourDigits(bytes, start), twoDigits(bytes, start + 5), twoDigits(bytes, start + 8));
  const at = start + GIN_CLOCK_AT;
  const time = timeOfDay(twoDigits(bytes, at), twoDigits(bytes, at + 3), twoDigits(bytes, at + 6), 0);
  return clock.zoneless(day * DAY_MILLIS + time);
}

/** Go's Duration.String(): `1h2m3.5s`, `505.317\u00b5s`. */
const GO_DURATION =
  /^(?:(?<hours>\d{1,3})h)?(?:(?<minutes>\d{1,4})m)?(?:(?<number>\d{1,9}(?:\.\d{1,9})?)(?<unit>ns|\xc2\xb5s|us|ms|s))?$/;
const NANOS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, '\u00c2\u00b5s': 1e3, ms: 1e6, s: 1e9 };
const SECOND_NANOS = 1e9;

const goDuration = matching(GO_DURATION, {
  claims: ['event.duration'],
  write({ item: { bytes, start, end }, writer }) {
    const {
      hours = '0',
      minutes = '0',
      number = '0',
      unit = 's',
    } = GO_DURATION.exec(bytes.toString('latin1', start, end))?.groups ?? {};
    const whole = (Number(hours) * 60 + Number(minutes)) * 60 * SECOND_NANOS;
    writer.fragment(DURATION);
    writer.integer(whole + Math.round(Number(number) * (NANOS[unit] ?? 0)));
    return true;
  },
});

const client: ValueKind = { ...remoteAddress, extent: spanOf(byteSet('0123456789abcdefABCDEF:.')), fits: isIpAddress };
const status = matching(/^[1-5]\d\d$/, { claims: web.statusCode.claims, write: web.statusCode.write });
const method = matching(/^[A-Z]{3,16}$/, {
  extent: spanOf(byteSet('ABCDEFGHIJKLMNOPQRSTUVWXYZ')),
  claims: web.method.claims,
  write: web.method.write,
});
/** A path, not any text. */
const target = matching(/^\/[^ "]*$/, { claims: web.target.claims, write: web.target.write }, 8192);

/** The same value with spaces around it. */
function padded(value: ValueKind): ValueKind {
  const { fits, note, write } = value;
  return {
    ...value,
    extent: 'text',
    isNeeded: true,
    fits(bytes, start, end, context) {
      const from = skipSpaces(bytes, start, end);
      const to = spacesStart(bytes, from, end);
      return from < to && fits(bytes, from, to, context);
    },
    ...(note && {
      note(line, start, end) {
        const from = skipSpaces(line.bytes, start, end);
        note(line, from, spacesStart(line.bytes, from, end));
      },
    }),
    write(line) {
      const { bytes, start, end } = line.item;
      const from = skipSpaces(bytes, start, end);
      line.item.readRaw(bytes, from, spacesStart(bytes, from, end));
      return write(line);
    },
  };
}

function spacesStart(bytes: Buffer, start: number, end: number): number {
  let index = end;
  while (index > start && bytes[index - 1] === SPACE) index--;
  return index;
}

/** ctime(3) between brackets, as uWSGI has it. */
const bracketedTime: ValueKind = { ...anyTime, isNeeded: true };

/** Values of lines about requests that applications' frameworks write, by names of our own. */
export const requestKeys: readonly (readonly [string, ValueKind])[] = [
  ['gin_time', timeKind(GIN_TIME_BYTES, 1, readGinTime)],
  ['padded_status', padded(status)],
  ['padded_duration', padded(goDuration)],
  ['padded_client', padded(client)],
  ['request_client', client],
  ['client_and_port', haproxyErrorKeys.find(([name]) => name === 'haproxy_client')?.[1] ?? keptText],
  ['request_status', status],
  ['request_method', method],
  ['request_target', target],
  ['request_line', serverKinds.get('envoy_request') ?? keptText],
  ['request_protocol', web.protocol],
  ['request_user', web.user],
  ['go_duration', goDuration],
  ['duration_millis', millis],
  ['duration_micros', micros],
  ['body_bytes', numberOf('http.response.body.bytes', { fits: isNumber })],
  ['ctime', bracketedTime],
  ['count', kind({ extent: 'word', fits: isNumber })],
];
