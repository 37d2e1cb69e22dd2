import assert from 'node:assert/strict';
import { isIPv6 } from 'node:net';
import { suite, test } from 'node:test';
import { parseLine } from '../../test/helpers/parse-line.ts';
import { createPseudonyms } from './pseudonyms.ts';

const key = Buffer.from('a key');
const { userName, address } = createPseudonyms(key);
const name = (text: string): string => userName(Buffer.from(text), 0, Buffer.byteLength(text)).toString();
const place = (text: string): string => address(Buffer.from(text), 0, Buffer.byteLength(text)).toString();

suite('pseudonyms', () => {
  test('of names are the first half of an HMAC-SHA-256', () => {
    // printf 'user\0alice' | openssl dgst -sha256 -hmac 'a key'
    assert.equal(name('alice'), '2356e0fbbe437189f66cf4db1a3bd33d');
    assert.notEqual(name('alice'), name('Alice'));
  });

  test('of addresses are addresses that no real one is', () => {
    // printf 'ip\0\0\0\0\0\0\0\0\0\0\0\377\377\300\000\002\001' | openssl dgst -sha256 -hmac 'a key', first byte fd
    assert.equal(place('192.0.2.1'), 'fdb8:40f7:108e:a2fd:8b91:6a51:18ed:d97a');
    assert.ok(isIPv6(place('2001:db8::1')));
    assert.match(place('2001:db8::1'), /^fd/);
    assert.match(place('host.example.org'), /^[0-9a-f]{32}$/);
  });

  test('are the same for one address in all spellings, and differ for others', () => {
    assert.equal(place('2001:db8::1'), place('2001:0DB8:0::0:1'));
    assert.equal(place('::ffff:192.0.2.1'), place('192.0.2.1'));
    const many = Array.from({ length: 20_000 }, (_, index) => place(`10.0.${index >> 8}.${index & 255}`));
    assert.equal(new Set(many).size, many.length);
    assert.equal(place('10.0.0.0'), many[0], 'also once it has fallen out of the cache');
  });

  test('of a user are not those of an address of the same text, nor those of another key', () => {
    assert.notEqual(name('host.example.org'), place('host.example.org'));
    const other = createPseudonyms(Buffer.from('another'));
    assert.notEqual(other.userName(Buffer.from('alice'), 0, 5).toString(), name('alice'));
  });

  test('are equal across formats, so that logs can be joined', () => {
    const changes = { pseudonymKey: key };
    const access = parseLine(
      'apache_common',
      '192.0.2.1 - alice [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1',
      {},
      changes,
    );
    const error = parseLine(
      'apache_error',
      '[Sun Nov 22 10:02:52 2026] [core:error] [pid 1] [client 192.0.2.1:80] m',
      {},
      changes,
    );
    const json = parseLine('json', '{"user":"alice","remote_addr":"192.0.2.1"}', {}, changes);
    for (const document of [access, error, json]) assert.equal(document['source.ip'], place('192.0.2.1'));
    for (const document of [access, json]) assert.equal(document['user.name'], name('alice'));
    assert.equal(access['source.address'], access['source.ip']);
  });
});
