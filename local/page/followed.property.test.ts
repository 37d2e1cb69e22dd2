import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { follow, KEPT_LINES, nothingFollowed, notShown, TAIL_LINES } from './browser/followed.ts';

/** How many lines come between two answers. */
const bursts = fc.array(fc.oneof(fc.nat(20), fc.nat(3 * TAIL_LINES)), { maxLength: 20 });

test('every line that came is shown once, or counted as not shown', () => {
  fc.assert(
    fc.property(bursts, (counts) => {
      let came: string[] = [];
      const shown = new Set<string>();
      let followed = nothingFollowed;
      for (const count of counts) {
        came = [...Array.from({ length: count }, (_, index) => `line-${came.length + count - index}`), ...came];
        const lines = came.slice(0, TAIL_LINES).map((id) => ({ id, document: {} }));
        followed = follow(followed, { lines, total: came.length });
        for (const { id } of followed.lines) shown.add(id);
        assert.ok(followed.lines.length <= KEPT_LINES);
        assert.equal(new Set(followed.lines.map(({ id }) => id)).size, followed.lines.length);
        assert.deepEqual(
          followed.lines.map(({ id }) => id),
          came.filter((id) => shown.has(id)).slice(0, KEPT_LINES),
          'the last first',
        );
      }
      assert.equal(shown.size, followed.shown);
      assert.equal(notShown(followed), came.length - shown.size);
    }),
  );
});

test('a line that comes again replaces itself, and is not counted twice', () => {
  const [first, other] = [
    { id: 'a', document: { message: 'first' } },
    { id: 'b', document: {} },
  ];
  const again = { id: 'a', document: { message: 'again' } };
  const before = follow(nothingFollowed, { lines: [other, first], total: 2 });
  const after = follow(before, { lines: [again, other], total: 2 });
  assert.deepEqual(after, { lines: [again, other], shown: 2, came: 2 });
});
