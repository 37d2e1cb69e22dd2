import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RecentText } from './recent-text.ts';

test('a text is what Node reads from the bytes, whatever was read before', () => {
  const texts = fc.array(
    fc.oneof(fc.constantFrom('', 'a', 'abcd', 'abce', 'äbc', 'x'.repeat(64), 'x'.repeat(65)), fc.string()),
  );
  fc.assert(
    fc.property(texts, fc.string(), (wanted, before) => {
      const recent = new RecentText();
      for (const text of wanted) {
        const bytes = Buffer.from(`${before}${text}${before}`);
        const start = Buffer.byteLength(before);
        assert.equal(
          recent.of(bytes, start, start + Buffer.byteLength(text)),
          bytes.toString('utf8', start, start + Buffer.byteLength(text)),
        );
      }
    }),
  );
});

test('eight NULs are not taken for seven and another byte', () => {
  const recent = new RecentText();
  const others = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0x80]);
  assert.equal(recent.of(Buffer.alloc(8), 0, 8), '\0'.repeat(8));
  assert.equal(recent.of(others, 0, 8), others.toString());
});
