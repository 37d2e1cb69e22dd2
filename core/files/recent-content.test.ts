import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LINE_FEED } from '../bytes/ascii.ts';
import { RecentContent } from './recent-content.ts';

/** Where the line begins that is open at the end of the content. */
const lineStartOf = (content: Buffer): number => content.lastIndexOf(LINE_FEED) + 1;

test('what is before the open line is kept, whatever the pieces', () => {
  const text = fc
    .array(fc.constantFrom('a', 'bb', '\n'), { maxLength: 40 })
    .map((parts) => Buffer.from(parts.join('')));
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 20 }), (content, size, kept) => {
      const recent = new RecentContent(kept);
      for (let start = 0; start < content.length; start += size) {
        recent.add(content.subarray(start, start + size), start, lineStartOf(content.subarray(0, start + size)));
      }
      const lineStart = lineStartOf(content);
      assert.deepEqual(recent.before(lineStart), content.subarray(Math.max(0, lineStart - kept), lineStart));
    }),
  );
});

test('little is held, however long the content and its lines are', () => {
  const recent = new RecentContent(10);
  const piece = Buffer.alloc(1000);
  for (let start = 0; start < 100_000; start += 1000) recent.add(piece, start, start + 500);
  for (let start = 100_000; start < 200_000; start += 1000) recent.add(piece, start, 99_500);
  assert.equal(recent.before(99_500).length, 10);
  assert.ok(recent.heldBytes <= 3000, String(recent.heldBytes));
});
