import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChoice, createRandom, durations, pick, sfc32, weighted, whole, zipf } from './random.ts';

test('sfc32 gives the first number of the reference implementation', () => {
  // docs.rs, sfc-prng 0.3: `Sfc32::new(0, 0, 0, None)` (15 rounds of mixing, as PractRand pre0.95 does) gives 0xfb52c520.
  assert.equal(sfc32(0, 0, 0)() * 2 ** 32, 0xfb52c520);
});

test('the same seed and purpose repeat, another of either does not', () => {
  const draw = (seed: number, purpose: string): number[] => {
    const random = createRandom(seed, purpose);
    return [random(), random(), random()];
  };
  assert.deepEqual(draw(7, 'visits'), draw(7, 'visits'));
  assert.notDeepEqual(draw(7, 'visits'), draw(8, 'visits'));
  assert.notDeepEqual(draw(7, 'visits'), draw(7, 'daemons'));
  assert.notDeepEqual(draw(1, 'visits'), draw(1 + 2 ** 32, 'visits'), 'seeds beyond 32 bits count');
});

test('numbers are uniform: no tenth of the range is more than 3 % off', () => {
  const random = createRandom(1, 'uniform');
  const tenths = new Array<number>(10).fill(0);
  for (let draw = 0; draw < 200_000; draw++) {
    const tenth = Math.floor(random() * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  for (const count of tenths) assert.ok(Math.abs(count - 20_000) < 600, `${count} in a tenth of 200,000`);
});

test('whole numbers and picks stay in their range', () => {
  const random = createRandom(2, 'range');
  const seen = new Set<number>();
  for (let draw = 0; draw < 1000; draw++) seen.add(whole(random, 3, 7));
  assert.deepEqual([...seen].sort(), [3, 4, 5, 6]);
  assert.equal(pick(random, ['only']), 'only');
  assert.throws(() => pick(random, []), RangeError);
});

test('a choice follows its weights', () => {
  const random = createRandom(3, 'choice');
  const choose = weighted([
    ['rare', 1],
    ['never', 0],
    ['often', 9],
  ]);
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 100_000; draw++) {
    const item = choose(random);
    counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  assert.equal(counts.get('never'), undefined);
  // Binomial, n = 100,000, p = 0.1: the standard deviation is 95.
  assert.ok(Math.abs((counts.get('rare') ?? 0) - 10_000) < 500);
  assert.throws(() => createChoice([], []), RangeError);
  assert.throws(() => createChoice(['a'], [0]), RangeError);
});

test("Zipf's law: with exponent 1 the first comes twice as often as the second, ten times as often as the tenth", () => {
  const random = createRandom(4, 'zipf');
  const choose = zipf(
    Array.from({ length: 100 }, (_, index) => index + 1),
    1,
  );
  const counts = new Array<number>(101).fill(0);
  for (let draw = 0; draw < 500_000; draw++) {
    const item = choose(random);
    counts[item] = (counts[item] ?? 0) + 1;
  }
  const [, first = 0, second = 0] = counts;
  assert.ok(Math.abs(first / second - 2) < 0.1);
  assert.ok(Math.abs(first / (counts[10] ?? 0) - 10) < 0.8);
});

test('durations have their median and their limit', () => {
  const random = createRandom(5, 'durations');
  const draw = durations(random, 20_000, 1, 60_000);
  const drawn = Array.from({ length: 10_000 }, () => draw(random)).sort((a, b) => a - b);
  assert.ok(Math.abs((drawn[5_000] ?? 0) - 20_000) < 1_500);
  assert.ok((drawn.at(-1) ?? 0) <= 60_000);
  assert.ok((drawn[0] ?? 0) > 0);
});
