/** A source of numbers in [0, 1), uniform, the same sequence for the same seed. */
export type Random = () => number;

const TWO_TO_32 = 4_294_967_296;
const MIXING_ROUNDS = 15;

/**
 * The sfc32 generator (Chris Doty-Humphrey, PractRand): small, fast and, unlike Math.random, repeatable. `a`, `b` and `c` are 32-bit
 * seeds.
 */
export function sfc32(a: number, b: number, c: number): Random {
  let counter = 1;
  const next = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return (result >>> 0) / TWO_TO_32;
  };
  for (let round = 0; round < MIXING_ROUNDS; round++) next();
  return next;
}

/** FNV-1a, 32 bits (draft-eastlake-fnv): spreads a purpose's name over a seed. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value;
}

/** A generator for one purpose. Each part of a story has its own, so that leaving one out changes no other. */
export function createRandom(seed: number, purpose: string): Random {
  return sfc32(hash(purpose), seed | 0, Math.floor(seed / TWO_TO_32));
}

/** A whole number in [low, high). */
export function whole(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low));
}

/** One of the items, each as likely as the other. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('Cannot pick from an empty list.');
  return item;
}

/** Draws an item by its weight. */
export type Choice<Item> = (random: Random) => Item;

/**
 * Draws items in proportion to their weights in constant time: Walker's alias method, built as Vose describes it
 * ("A linear algorithm for generating random numbers with a given distribution", 1991).
 */
export function createChoice<Item>(items: readonly Item[], weights: readonly number[]): Choice<Item> {
  const count = items.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (count === 0 || weights.length !== count || !(total > 0))
    throw new RangeError('A choice needs items, and a weight for each.');
  const share = Float64Array.from(weights, (weight) => (weight * count) / total);
  const alias = Uint32Array.from(share.keys());
  const small: number[] = [];
  const large: number[] = [];
  share.forEach((value, index) => (value < 1 ? small : large).push(index));
  while (small.length > 0 && large.length > 0) {
    const below = small.pop() ?? 0;
    const above = large.pop() ?? 0;
    alias[below] = above;
    const left = (share[above] ?? 0) + (share[below] ?? 0) - 1;
    share[above] = left;
    (left < 1 ? small : large).push(above);
  }
  // What is left over is 1, except for rounding.
  for (const index of [...small, ...large]) share[index] = 1;
  return (random) => {
    const drawn = random() * count;
    const column = Math.floor(drawn);
    const index = drawn - column < (share[column] ?? 1) ? column : (alias[column] ?? 0);
    return items[index] as Item;
  };
}

/** Draws one of the pairs' first halves, weighted by the second. */
export function weighted<Item>(pairs: readonly (readonly [Item, number])[]): Choice<Item> {
  return createChoice(
    pairs.map(([item]) => item),
    pairs.map(([, weight]) => weight),
  );
}

/** Draws items by Zipf's law: the n-th is 1/n^exponent as likely as the first. */
export function zipf<Item>(items: readonly Item[], exponent: number): Choice<Item> {
  return createChoice(
    items,
    items.map((_, index) => (index + 1) ** -exponent),
  );
}

const DURATION_SAMPLES = 4096;

/**
 * Human durations: log-normal around a median, at most `maxMillis`. Precomputed into a table, since a logarithm for each line would cost
 * more than the line.
 */
export function durations(random: Random, medianMillis: number, sigma: number, maxMillis: number): Choice<number> {
  const table = Float64Array.from({ length: DURATION_SAMPLES }, () => {
    // Box and Muller's transform of two uniform numbers into a normal one.
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.min(maxMillis, Math.round(medianMillis * Math.exp(sigma * normal)));
  });
  return (draw) => table[Math.floor(draw() * DURATION_SAMPLES)] ?? medianMillis;
}
