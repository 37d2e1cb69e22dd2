import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useUtc } from './browser/text.ts';
import { type Period, uncountedIn, uncountedNote } from './browser/uncounted.ts';

useUtc(true);
const HOUR = 3_600_000;
const hours = (from: number, to: number): Period => ({ from: from * HOUR, to: to * HOUR });
const day = hours(24, 48);

function noteOf(lastHour: number, ...spans: readonly Period[]): string | undefined {
  return uncountedNote(uncountedIn(spans, day), day, lastHour * HOUR)[0];
}

test('until when visits are counted is said, and nothing where all of the time is counted', () => {
  assert.equal(noteOf(48), undefined);
  assert.equal(noteOf(60, hours(20, 24), hours(48, 60)), undefined);
  assert.equal(noteOf(48, hours(46, 49)), 'Counted until 02 Jan 1970, 22:00:00');
  assert.equal(noteOf(47.5, hours(46, 48)), 'Counted until 02 Jan 1970, 22:00:00');
});

test('the hour that always waits is named only where it is much of the time', () => {
  assert.equal(noteOf(46.5, hours(46, 47)), undefined);
  assert.equal(noteOf(47 + 1 / 6, hours(46, 48)), undefined, 'ten minutes into the next hour');
  assert.equal(noteOf(47 + 1 / 6 + 0.01, hours(46, 48)), 'Counted until 02 Jan 1970, 22:00:00');
  const short = hours(42, 48);
  const wait = hours(46, 47);
  assert.deepEqual(uncountedNote([wait], short, 46.9 * HOUR), ['Counted until 02 Jan 1970, 22:00:00']);
  assert.deepEqual(uncountedNote([wait], short, 46.1 * HOUR), []);
});

test('a time of which nothing is counted is no time without visits', () => {
  assert.equal(noteOf(48, hours(0, 60)), 'Not counted yet');
  assert.equal(noteOf(47.5, hours(20, 48)), 'Not counted yet');
  assert.equal(
    noteOf(47.5, hours(20, 30), hours(40, 48)),
    'Not counted yet: 02 Jan 1970, 00:00:00 – 03 Jan 1970, 00:00:00, in part',
  );
});

test('hours that are counted again are named', () => {
  assert.equal(noteOf(48, hours(30, 32)), 'Not counted yet: 02 Jan 1970, 06:00:00 – 02 Jan 1970, 08:00:00');
});
