import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestPrice, pricesOf } from './price.ts';

test('work alone costs the same up to a whole vCPU, so that much is best', () => {
  const prices = pricesOf({ cpuSeconds: 10, seconds: 9, peakMib: 300 });
  assert.deepEqual(
    prices.map(({ memoryMib }) => memoryMib),
    [512, 768, 1024, 1536, 1769, 3008],
  );
  // 10 s with 1769 MiB at $0.0000167 x 0.8 a GB-second (lib/sizing/prices.ts): 10 x 1.7275 x 0.00001336
  const [small, full] = [prices[0]?.dollars ?? NaN, prices[4]?.dollars ?? NaN];
  assert.ok(Math.abs(full - 0.0002308) < 1e-7, String(full));
  assert.ok(Math.abs(small - full) < 1e-9);
  assert.equal(prices[0]?.seconds, (10 * 1769) / 512);
  assert.equal(bestPrice(prices)?.memoryMib, 1769);
});

test('waiting is paid by the memory, so the least that holds the peak is best', () => {
  const prices = pricesOf({ cpuSeconds: 1, seconds: 50, peakMib: 500 });
  assert.equal(prices[0]?.memoryMib, 768);
  assert.equal(bestPrice(prices)?.memoryMib, 768);
});
