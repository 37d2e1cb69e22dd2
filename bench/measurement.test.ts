import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Measurement, medianSample, ratio, relativeSamples, spread } from './measurement.ts';

suite('samples', () => {
  test('the median is the middle one, or between the two in the middle, in whatever order they came', () => {
    assert.equal(medianSample([5, 1, 3]), 3);
    assert.equal(medianSample([4, 1, 2, 10]), 3);
    assert.equal(medianSample([7]), 7);
  });

  test('the spread is the range as a share of the median', () => {
    assert.equal(spread([90, 100, 110]), 0.2);
    assert.equal(spread([5, 5]), 0);
  });

  test('a machine that gets twice as fast in mid-run does not change what one thing is to another', () => {
    assert.equal(ratio([10, 10, 20, 20], [5, 5, 10, 10]), 2);
    // of the medians, 10 to 10, it would be 1
    assert.equal(ratio([10, 10, 20], [5, 10, 10]), 2);
    // two samples a turn against one
    assert.equal(ratio([9, 11, 18, 22, 40, 40], [5, 10, 20]), 2);
  });

  test('things that were not measured in the same turns are held against each other by their medians', () => {
    assert.equal(ratio([10, 20, 30, 40, 50], [5, 10, 15]), 3);
    assert.ok(Number.isNaN(ratio([], [1])));
  });

  test('samples are held against the floor of the same turn, or else against the median of its samples', () => {
    const floor: Measurement = { name: 'scan', unit: 'lines', better: 'more', samples: [9, 10, 12] };
    const parse: Measurement = { name: 'parse', unit: 'lines', better: 'more', samples: [5, 6], floor: 'scan' };
    assert.deepEqual(relativeSamples(parse, [floor, parse]), [0.5, 0.6]);
    assert.deepEqual(relativeSamples({ ...parse, samples: [3, 5, 6] }, [floor, parse]), [3 / 9, 0.5, 0.5]);
    assert.deepEqual(relativeSamples(parse, [parse]), [5, 6]);
    assert.deepEqual(relativeSamples(floor, [floor, parse]), [9, 10, 12]);
  });
});
