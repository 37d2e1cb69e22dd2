import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Measurement, median, relativeSamples, spread } from './measurement.ts';

suite('samples', () => {
  test('the median is the middle one, or between the two in the middle, in whatever order they came', () => {
    assert.equal(median([5, 1, 3]), 3);
    assert.equal(median([4, 1, 2, 10]), 3);
    assert.equal(median([7]), 7);
  });

  test('the spread is the range as a share of the median', () => {
    assert.equal(spread([90, 100, 110]), 0.2);
    assert.equal(spread([5, 5]), 0);
  });

  test('ratios are to the median of the floor of the same run', () => {
    const floor: Measurement = { name: 'scan', unit: 'lines', better: 'more', samples: [9, 10, 12] };
    const parse: Measurement = { name: 'parse', unit: 'lines', better: 'more', samples: [5, 6], floor: 'scan' };
    assert.deepEqual(relativeSamples(parse, [floor, parse]), [0.5, 0.6]);
    assert.deepEqual(relativeSamples(parse, [parse]), [5, 6]);
    assert.deepEqual(relativeSamples(floor, [floor, parse]), [9, 10, 12]);
  });
});
