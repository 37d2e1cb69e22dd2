import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseIpAddress } from './ip-address.ts';
import { isNetwork, networksOf } from './networks.ts';

function isIn(address: string, ...networks: readonly string[]): boolean {
  const bytes = Buffer.from(address);
  const parsed = parseIpAddress(bytes, 0, bytes.length);
  assert.ok(parsed, address);
  return networksOf(networks)(parsed);
}

test('a network is an address and how many of its bits count, or one address', () => {
  for (const text of [
    '10.0.0.0/8',
    '0.0.0.0/0',
    '10.1.2.3',
    '10.1.2.3/32',
    '2001:db8::/32',
    '::/0',
    '::1',
    '::1/128',
  ]) {
    assert.ok(isNetwork(text), text);
  }
  for (const text of [
    '',
    '10.0.0.0/33',
    '10.0.0/8',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '::1/129',
    'x',
    'a.org/8',
    '10.0.0.0/8/8',
  ]) {
    assert.ok(!isNetwork(text), text);
  }
});

test('addresses are in a network as Node has it (net.BlockList)', () => {
  const bits = fc.integer({ min: 0, max: 32 });
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), bits, (address, network, prefix) => {
      const list = new BlockList();
      list.addSubnet(network, prefix);
      assert.equal(isIn(address, `${network}/${prefix}`), list.check(address));
      assert.ok(isIn(network, `${network}/${prefix}`));
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.ipV6(), fc.ipV6(), fc.integer({ min: 0, max: 128 }), (address, network, prefix) => {
      const list = new BlockList();
      list.addSubnet(network, prefix, 'ipv6');
      assert.equal(isIn(address, `${network}/${prefix}`), list.check(address, 'ipv6'));
      assert.ok(isIn(network, `${network}/${prefix}`));
    }),
    { numRuns: 500 },
  );
  assert.ok(isIn('::ffff:10.1.2.3', '192.0.2.0/24', '10.0.0.0/8'));
  assert.ok(!isIn('11.1.2.3', '192.0.2.0/24', '10.0.0.0/8'));
  assert.ok(!isIn('11.1.2.3'));
});
