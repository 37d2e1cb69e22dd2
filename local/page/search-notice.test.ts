import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeOf } from './browser/search-notice.ts';

test('what is found is counted', () => {
  assert.deepEqual(noticeOf({ found: 1 }), { headline: '1 line found', details: [] });
  assert.deepEqual(noticeOf({ found: 1234 }), { headline: '1,234 lines found', details: [] });
});

test('where nothing is found, the part that is to blame is named, and where there are some', () => {
  const parts = [
    { text: 'GET', found: 1500, hint: 'not said of what is found' },
    { text: 'user.name:ann', found: 0, hint: 'Its values are compared whole; user.name:*…* finds a part.' },
  ];
  assert.deepEqual(noticeOf({ found: 0, nothing: { parts, foundAnytime: 0, foundUnfiltered: 0 } }), {
    headline: 'Nothing found.',
    details: [
      'GET: 1,500 lines',
      'user.name:ann: no lines. Its values are compared whole; user.name:*…* finds a part.',
    ],
  });
  const elsewhere = noticeOf({
    found: 0,
    nothing: { parts: [{ text: 'x', found: 0 }], foundAnytime: 3, foundUnfiltered: 2 },
  });
  assert.deepEqual(elsewhere.details.slice(1), [
    'At any time, with the same filters: 3 lines',
    'In this time range, without the filters: 2 lines',
  ]);
});

test('parts that are found, but never together, are said to be', () => {
  const parts = [
    { text: '404', found: 1 },
    { text: 'POST', found: 2 },
  ];
  const { headline } = noticeOf({ found: 0, nothing: { parts, foundAnytime: 0, foundUnfiltered: 0 } });
  assert.match(headline, /each part matches some lines, but no line matches all of them/);
});
