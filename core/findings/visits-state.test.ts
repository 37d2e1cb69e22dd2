import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR_MILLIS } from '../time/units.ts';
import { NO_VISITS_STATE, uncountedHours } from './visits-state.ts';

const DAY = 24 * HOUR_MILLIS;
const hoursOf = (millis: readonly number[]): number[] => millis.map((one) => one / HOUR_MILLIS);

test('hours wait for their visits until they are counted, and those of a day that is counted as a whole, too', () => {
  assert.deepEqual(uncountedHours(NO_VISITS_STATE, []), []);
  const hours = [30 * HOUR_MILLIS, 29 * HOUR_MILLIS];
  assert.deepEqual(hoursOf(uncountedHours({ ...NO_VISITS_STATE, hours }, [31 * HOUR_MILLIS])), [29, 30, 31]);
  const whole = hoursOf(uncountedHours({ ...NO_VISITS_STATE, hours, days: [DAY] }, []));
  assert.deepEqual(
    whole,
    Array.from({ length: 24 }, (_, hour) => 24 + hour),
  );
});

test('what is being counted is not counted yet: some hours, or a day', () => {
  const some = { day: DAY, hours: [25 * HOUR_MILLIS], from: 'logs' } as const;
  assert.deepEqual(hoursOf(uncountedHours({ ...NO_VISITS_STATE, job: some }, [])), [25]);
  const all = uncountedHours({ ...NO_VISITS_STATE, job: { ...some, hours: [], after: '192.0.2.1' } }, []);
  assert.deepEqual([all.length, all[0], all.at(-1)], [24, DAY, DAY + 23 * HOUR_MILLIS]);
});
