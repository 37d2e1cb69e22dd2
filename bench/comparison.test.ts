import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { changesBetween } from './comparison.ts';
import type { Measurement } from './measurement.ts';

function speed(name: string, samples: readonly number[], floor?: string): Measurement {
  return { name, unit: 'lines', better: 'more', samples, ...(floor === undefined ? {} : { floor }) };
}

suite('comparison with the baseline', () => {
  test('names what lies wholly below or above the samples of before', () => {
    const before = [speed('a', [100, 104, 108]), speed('b', [100, 104, 108])];
    const after = [speed('a', [78, 80, 90]), speed('b', [130, 140, 150])];
    const [slower, faster] = changesBetween(before, after);
    assert.deepEqual([slower?.name, slower?.verdict, slower?.ratio], ['a', 'slower', 80 / 104]);
    assert.deepEqual([faster?.name, faster?.verdict, faster?.ratio], ['b', 'faster', 140 / 104]);
  });

  test('says nothing where the samples overlap, or the medians are hardly apart', () => {
    assert.deepEqual(changesBetween([speed('a', [80, 100, 120])], [speed('a', [60, 70, 81])]), []);
    assert.deepEqual(changesBetween([speed('a', [100, 100.1])], [speed('a', [98, 98.1])]), []);
  });

  test('less is better for what is measured in time or memory', () => {
    const memory = (samples: readonly number[]): Measurement => ({ name: 'm', unit: 'MiB', better: 'less', samples });
    assert.equal(changesBetween([memory([100])], [memory([150])])[0]?.verdict, 'slower');
    assert.equal(changesBetween([memory([100])], [memory([50])])[0]?.verdict, 'faster');
  });

  test('a machine that is slower as a whole is no regression', () => {
    const before = [speed('floor', [1000]), speed('a', [500, 510], 'floor')];
    const after = [speed('floor', [500]), speed('a', [250, 255], 'floor')];
    assert.deepEqual(
      changesBetween(before, after).map(({ name }) => name),
      ['floor'],
    );
  });

  test('a measurement of one run only is left out', () => {
    assert.deepEqual(changesBetween([speed('old', [1])], [speed('new', [2])]), []);
  });
});
