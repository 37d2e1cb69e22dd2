import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { isIpAddress, parseIpAddress } from './ip-address.ts';

const isAddress = (text: string): boolean => isIpAddress(Buffer.from(text), 0, text.length);
const bytesOf = (text: string): string | undefined => {
  const address = parseIpAddress(Buffer.from(text), 0, text.length);
  return address && Buffer.from(address).toString('hex');
};

/** Pieces of addresses, put together rightly and wrongly. */
const nearlyAddress = fc
  .array(
    fc.constantFrom('0', '1', '255', '256', '01', 'ffff', 'fffff', 'g', ':', '::', '.', ':', ':', '1.2.3.4', 'a', ''),
    {
      maxLength: 18,
    },
  )
  .map((pieces) => pieces.join(''));

test("an address is what Node's isIP takes for one, zones aside", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), nearlyAddress), (text) => {
      assert.equal(isAddress(text), isIP(text) !== 0, text);
    }),
    { numRuns: 20_000 },
  );
  for (const text of [
    ...['1:2:3:4:5:6:7::', '::2:3:4:5:6:7:8', '::1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8:9', '1::2::3', ':1::2', '1::2:'],
    ...['fffff::1', '1:12345::', '::10000'],
    ...['::1:2:3:4:5:1.2.3.4', '::1:2:3:4:5:6:1.2.3.4', '1::2:3:4:5:6:7:1.2.3.4', '1:2:3:4:5:6:7:1.2.3.4'],
  ])
    assert.equal(isAddress(text), isIP(text) !== 0, text);
  assert.equal(isAddress('fe80::1%eth0'), false);
});

test('an address has the same bytes in every spelling', () => {
  // RFC 5952, section 1 and 2: spellings of one address.
  const spellings = [
    '2001:db8:0:0:1:0:0:1',
    '2001:0db8:0:0:1:0:0:1',
    '2001:db8::1:0:0:1',
    '2001:db8::0:1:0:0:1',
    '2001:DB8:0:0:1::1',
  ];
  for (const text of spellings) assert.equal(bytesOf(text), '20010db8000000000001000000000001', text);
  assert.equal(bytesOf('::'), '0'.repeat(32));
  // RFC 4291, section 2.5.5.2.
  assert.equal(bytesOf('192.0.2.33'), '00000000000000000000ffffc0000221');
  assert.equal(bytesOf('::ffff:192.0.2.33'), '00000000000000000000ffffc0000221');
  assert.equal(bytesOf('192.0.2'), undefined);
});
