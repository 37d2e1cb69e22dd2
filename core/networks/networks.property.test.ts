import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openNetworks } from './network-table.ts';
import { packNetworks } from './pack-networks.ts';

interface Range {
  readonly first: bigint;
  readonly last: bigint;
  readonly value: string;
}

/** Ranges in order and apart, of addresses of the internet (2000::/3, of which IPv4 takes what fits 32 bits from 1.0.0.0 on). */
function rangesOf(base: bigint, step: bigint): fc.Arbitrary<Range[]> {
  const piece = fc.record({
    gap: fc.bigInt({ min: 0n, max: 3n }),
    size: fc.bigInt({ min: 1n, max: 4n }),
    value: fc.constantFrom('CH', 'DE', 'FR'),
  });
  return fc.array(piece, { maxLength: 30 }).map((pieces) => {
    let next = base;
    return pieces.map(({ gap, size, value }) => {
      const first = next + gap * step;
      next = first + size * step;
      return { first, last: next - 1n, value };
    });
  });
}

function csv(ranges: readonly Range[]): string {
  return ranges.map(({ first, last, value }) => `${first},${last},${value}\n`).join('');
}

/** What a look at every range finds. */
function scanned(ranges: readonly Range[], address: bigint): string | undefined {
  return ranges.find(({ first, last }) => first <= address && address <= last)?.value;
}

function bytesOf(address: bigint, isIpv4: boolean): Uint8Array {
  const hex = isIpv4 ? `ffff${address.toString(16).padStart(8, '0')}` : address.toString(16);
  return Buffer.from(hex.padStart(32, '0'), 'hex');
}

for (const { version, base, step } of [
  { version: 4, base: 1n << 24n, step: 1n },
  { version: 6, base: 0x2a00n << 112n, step: 1n << 64n },
] as const) {
  test(`addresses of IPv${version} are where a look at all ranges finds them`, () => {
    fc.assert(
      fc.property(rangesOf(base, step), rangesOf(base, step), (one, other) => {
        const texts = { countries: [csv(one), csv(other)], systems: '' };
        const none = { countries: [], systems: '' };
        const table = openNetworks(packNetworks(version === 4 ? { 4: texts, 6: none } : { 4: none, 6: texts }));
        for (let at = -1n; at < 220n; at++) {
          const address = base + at * step;
          const value = scanned(one, address);
          const expected = value === scanned(other, address) ? value : undefined;
          assert.equal(table.place(table.placeOf(bytesOf(address, version === 4))).country, expected);
        }
      }),
      { numRuns: 100 },
    );
  });
}
