import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readApacheErrorTime } from './apache-error.ts';
import { readClfTime } from './clf.ts';
import { LineClock } from './line-clock.ts';
import { Rfc3164TimeReader } from './rfc3164.ts';
import { readRfc3339Time } from './rfc3339.ts';

const clock = new LineClock({ modifiedMillis: Date.parse('2026-11-22T12:00:00Z') });

/** The time as ISO 8601, or undefined where there is none. */
const iso = (millis: number): string | undefined => (Number.isNaN(millis) ? undefined : new Date(millis).toISOString());

function check(read: (text: string) => number, expected: Readonly<Record<string, string | undefined>>): void {
  for (const [text, time] of Object.entries(expected)) assert.equal(iso(read(text)), time, text);
}

test('the time of the common log format', () => {
  check((text) => readClfTime(Buffer.from(text), 0, clock), {
    // Apache HTTP Server documentation, "Log Files", the example of the common log format.
    '10/Oct/2000:13:55:36 -0700': '2000-10-10T20:55:36.000Z',
    '22/Nov/2026:10:02:52 +0000': '2026-11-22T10:02:52.000Z',
    '29/Feb/2024:23:59:60 +0530': '2024-02-29T18:29:59.999Z',
    '29/Feb/2026:00:00:00 +0000': undefined,
    '30/Feb/2024:00:00:00 +0000': undefined,
    '22/Nov/2026:25:61:00 +0000': undefined,
    '22/nov/2026:10:02:52 +0000': undefined,
    '22/Nov/2026 10:02:52 +0000': undefined,
    '22/Nov/2026:10:02:52 +2400': undefined,
    '22/Nov/2026:10:02:52 +0060': undefined,
    '22/Nov/2026:10:02:52  0000': undefined,
    '22-Nov-2026:10:02:52 +0000': undefined,
    '22/Nov/2026:10:02:52': undefined,
  });
});

test('a time of the common log format is the same whatever time was read before it', () => {
  // what a reading before it may have left behind: the same minute, another one, another offset, a leap second, no time at all
  const times = {
    '22/Nov/2026:10:02:52 +0100': '2026-11-22T09:02:52.000Z',
    '22/Nov/2026:10:02:07 +0100': '2026-11-22T09:02:07.000Z',
    '22/Nov/2026:10:02:52 -0100': '2026-11-22T11:02:52.000Z',
    '22/Nov/2026:10:03:52 +0100': '2026-11-22T09:03:52.000Z',
    '21/Nov/2026:10:02:52 +0100': '2026-11-21T09:02:52.000Z',
    '22/Nov/2026:10:02:60 +0100': '2026-11-22T09:02:59.999Z',
    '22/Nov/2026:10:02:61 +0100': undefined,
    '22/Nov/2026:10:02:5x +0100': undefined,
    '22/Nov/2026:10:02:52 +010': undefined,
  };
  for (const before of Object.keys(times)) {
    for (const [text, time] of Object.entries(times)) {
      const used = new LineClock({ modifiedMillis: Date.parse('2026-11-22T12:00:00Z') });
      readClfTime(Buffer.from(before), 0, used);
      assert.equal(iso(readClfTime(Buffer.from(text), 0, used)), time, `${text} after ${before}`);
    }
  }
  // where the offset is ignored, it is the zone's that counts
  const zoneless = new LineClock({ modifiedMillis: 0, timeZone: 'Europe/Zurich', ignoreOffset: true });
  for (const second of ['07', '52'])
    assert.equal(
      iso(readClfTime(Buffer.from(`22/Nov/2026:10:02:${second} +0000`), 0, zoneless)),
      `2026-11-22T09:02:${second}.000Z`,
    );
});

test("the time of Apache's error log", () => {
  check((text) => readApacheErrorTime(Buffer.from(text), 0, text.length, clock), {
    // Apache HTTP Server documentation, "Log Files", the examples of 2.4 and 2.2.
    'Fri Sep 09 10:42:29.902022 2011': '2011-09-09T10:42:29.902Z',
    'Wed Oct 11 14:32:52 2000': '2000-10-11T14:32:52.000Z',
    'Sun Nov  2 10:02:52 2026': '2026-11-02T10:02:52.000Z',
    'Sun Feb 29 10:02:52 2026': undefined,
    'Sun Nov 22 25:61:00 2026': undefined,
    'Son Nov 22 10:02:52 2026': undefined,
    'Sun Nov 22 10:02:52,123456 2026': undefined,
    'Sun Nov 22 10:02:52. 2026': undefined,
    'Sun Nov 22 10:02:52 26': undefined,
    'Sun Nov 22 10:02:52': undefined,
    '': undefined,
  });
});

test('the time of RFC 3339', () => {
  check((text) => readRfc3339Time(Buffer.from(text), 0, text.length, clock), {
    // RFC 3339, section 5.8.
    '1985-04-12T23:20:50.52Z': '1985-04-12T23:20:50.520Z',
    '1996-12-19T16:39:57-08:00': '1996-12-20T00:39:57.000Z',
    '1990-12-31T23:59:60Z': '1990-12-31T23:59:59.999Z',
    '1990-12-31T15:59:60-08:00': '1990-12-31T23:59:59.999Z',
    '1937-01-01T12:00:27.87+00:20': '1937-01-01T11:40:27.870Z',
    // RFC 5424, section 6.2.3.1.
    '2003-08-24T05:14:15.000003-07:00': '2003-08-24T12:14:15.000Z',
    '2003-10-11T22:14:15.003Z': '2003-10-11T22:14:15.003Z',
    // As loggers print it.
    '2026-11-22 10:02:52,123': '2026-11-22T10:02:52.123Z',
    '2026-11-22t10:02:52z': '2026-11-22T10:02:52.000Z',
    '2026-11-22T10:02:52.123456789+0100': '2026-11-22T09:02:52.123Z',
    '2026-11-22T10:02:52+01': '2026-11-22T09:02:52.000Z',
    // RFC 5424, section 6.2.3.1, example 5: nanoseconds are too fine there; they do no harm here.
    '2003-08-24T05:14:15.000000003-07:00': '2003-08-24T12:14:15.000Z',
    '2026-02-30T10:02:52Z': undefined,
    '2026-11-22T24:00:00Z': undefined,
    '2026-11-22T10:02Z': undefined,
    '2026-11-22T10:02:52.Z': undefined,
    '2026-11-22T10:02:52+25:00': undefined,
    '2026-11-22T10:02:52+1:00': undefined,
    '2026-11-22T10:02:52ZZ': undefined,
    '2026/11/22T10:02:52Z': undefined,
    '22026-11-22T10:02:52Z': undefined,
    '': undefined,
  });
});

suite('the time of RFC 3164', () => {
  const reader = new Rfc3164TimeReader();

  test('in its many forms', () => {
    check((text) => reader.read(Buffer.from(text), 0, text.length, clock), {
      // RFC 3164, section 5.4, examples 1 and 2, and the padding of section 4.1.2.
      'Oct 11 22:14:15 ': '2026-10-11T22:14:15.000Z',
      'Aug 24 05:34:00 ': '2026-08-24T05:34:00.000Z',
      'Feb  5 17:32:18 ': '2026-02-05T17:32:18.000Z',
      'Feb 05 17:32:18 ': '2026-02-05T17:32:18.000Z',
      'Feb 29 17:32:18 ': '2024-02-29T17:32:18.000Z',
      'Nov 22 10:02:52.123 host': '2026-11-22T10:02:52.123Z',
      'Nov 22 2019 10:02:52 host': '2019-11-22T10:02:52.000Z',
      'Nov 22 10:02:52 2019 host': '2019-11-22T10:02:52.000Z',
      'Nov 22 10:02:52 2019x host': '2026-11-22T10:02:52.000Z',
      'Nov 22 10:02:52 3019 host': '2026-11-22T10:02:52.000Z',
      '2026-11-22T10:02:52.123456+01:00 host': '2026-11-22T09:02:52.123Z',
      'Feb 30 17:32:18 ': undefined,
      'Feb  0 17:32:18 ': undefined,
      'Nov 22 25:61:00 ': undefined,
      'Nov 22 10:02': undefined,
      'Nov 22 1:02:52 host': undefined,
      'Feb 29 2026 10:02:52 host': undefined,
      '': undefined,
    });
  });

  test('ends where the rest of the message begins', () => {
    for (const [text, rest] of [
      ['Nov 22 10:02:52 host', ' host'],
      ['Nov 22 10:02:52.123 host', ' host'],
      ['Nov 22 2019 10:02:52: tag', ': tag'],
      ['Nov 22 10:02:52 2019 host', ' host'],
      ['2026-11-22T10:02:52Z host', ' host'],
    ] as const) {
      reader.read(Buffer.from(text), 0, text.length, clock);
      assert.equal(text.slice(reader.end), rest);
    }
  });
});
