import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Measurement } from '../measurement.ts';
import { judgementsOf } from './judgements.ts';

const base = { unit: 'lines a second', better: 'more' } as const;
const floor: Measurement = { ...base, name: 'scan', samples: [90, 100, 110] };
const ours: Measurement = { ...base, name: 'parse', samples: [50, 60, 70], floor: 'scan', target: 0.7, peerTarget: 2 };

test('a ratio of medians is held against its target', () => {
  const reached = { bound: 'at least', value: 0.7, reached: false };
  assert.deepEqual(judgementsOf(ours, [floor, ours]), [{ against: 'scan', value: 0.6, target: reached }]);
});

test('of several peers the fastest counts, and one of other work does not', () => {
  const peer = (name: string, sample: number, peerOf?: string): Measurement => ({
    ...base,
    name,
    samples: [sample],
    ...(peerOf === undefined ? {} : { peerOf }),
  });
  const all = [ours, peer('slow', 10, 'parse'), peer('fast', 30, 'parse'), peer('wrong', 50)];
  const target = { bound: 'at least', value: 2, reached: true };
  assert.deepEqual(judgementsOf(ours, all), [{ against: 'fast', value: 2, target }]);
});

test('an aim is of the median itself, and less is within it', () => {
  const start: Measurement = { name: 'start', unit: 'ms', better: 'less', samples: [290, 310, 300], aim: 300 };
  const target = { bound: 'at most', value: 300, reached: true };
  assert.deepEqual(judgementsOf(start, [start]), [{ against: 'ms', value: 300, target }]);
});

test('where less is better, the floor is a bound from above', () => {
  const one: Measurement = { name: '1 x', unit: 'MiB', better: 'less', samples: [100] };
  const many: Measurement = { name: '16 x', unit: 'MiB', better: 'less', samples: [130], floor: '1 x', target: 1.25 };
  assert.equal(judgementsOf(many, [one, many])[0]?.target?.reached, false);
});
