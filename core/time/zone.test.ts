import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KafkaInsightError } from '../errors.ts';
import { isTimeZone, zoneOffset } from './zone.ts';

/**
 * Local times and their instants, from Python 3.11's zoneinfo (its own code and the system's tz database):
 * `int(datetime(…, tzinfo=ZoneInfo(zone)).timestamp() * 1000)`; fold is 0, that is the first of a time that comes twice.
 */
const instants = [
  ['Europe/Zurich', '2026-01-15T12:00:00', 1768474800000],
  ['Europe/Zurich', '2026-07-15T12:00:00', 1784109600000],
  // Clocks go from 02:00 to 03:00 …
  ['Europe/Zurich', '2026-03-29T01:59:59', 1774745999000],
  ['Europe/Zurich', '2026-03-29T02:00:00', 1774746000000],
  ['Europe/Zurich', '2026-03-29T02:30:00', 1774747800000],
  ['Europe/Zurich', '2026-03-29T03:00:00', 1774746000000],
  // … and from 03:00 to 02:00.
  ['Europe/Zurich', '2026-10-25T01:59:59', 1792886399000],
  ['Europe/Zurich', '2026-10-25T02:00:00', 1792886400000],
  ['Europe/Zurich', '2026-10-25T02:30:00', 1792888200000],
  ['Europe/Zurich', '2026-10-25T03:00:00', 1792893600000],
  ['America/New_York', '2026-03-08T02:30:00', 1772955000000],
  ['America/New_York', '2026-11-01T01:30:00', 1793511000000],
  // At one minute past midnight, in 2006.
  ['America/St_Johns', '2006-04-02T00:00:59', 1143948659000],
  ['America/St_Johns', '2006-04-02T00:01:00', 1143948660000],
  ['America/St_Johns', '2006-04-02T01:01:00', 1143948660000],
  ['America/St_Johns', '2006-10-29T00:00:59', 1162089059000],
  // By half an hour.
  ['Australia/Lord_Howe', '2026-04-05T01:45:00', 1775313900000],
  ['Australia/Lord_Howe', '2026-10-04T02:15:00', 1791042300000],
  ['Asia/Kathmandu', '2026-05-05T05:05:00', 1777936800000],
  // The 30th was left out.
  ['Pacific/Apia', '2011-12-29T12:00:00', 1325196000000],
  ['Pacific/Apia', '2011-12-31T00:00:00', 1325239200000],
  ['Pacific/Kiritimati', '2026-01-01T00:00:00', 1767175200000],
  ['America/Sao_Paulo', '2018-11-04T00:30:00', 1541302200000],
  ['Africa/Casablanca', '2026-02-15T02:30:00', 1771119000000],
] as const;

test('local times are the instants that zoneinfo gives, changes of the clock included', () => {
  for (const [zone, local, instant] of instants) {
    const localMillis = Date.parse(`${local}Z`);
    assert.equal(localMillis - zoneOffset(zone)(localMillis), instant, `${local} in ${zone}`);
  }
});

test('the order of the lines makes no difference', () => {
  for (const [zone, local, instant] of instants.toReversed()) {
    const localMillis = Date.parse(`${local}Z`);
    assert.equal(localMillis - zoneOffset(zone)(localMillis), instant, `${local} in ${zone}`);
  }
});

test('zones are known by their IANA names', () => {
  assert.deepEqual(['Europe/Zurich', 'UTC', 'Etc/GMT+5', 'EST5EDT'].map(isTimeZone), [true, true, true, true]);
  assert.deepEqual(['', '+01:00', 'Mars/Base', 'Europe/Zürich', 'Europe Zurich'].map(isTimeZone), [
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('an unknown zone is refused', () => {
  assert.throws(
    () => zoneOffset('Mars/Base'),
    (error) =>
      error instanceof KafkaInsightError && error.code === 'TIME_ZONE_UNKNOWN' && error.message.includes('Mars/Base'),
  );
});
