import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visible } from './browser/text.ts';

test('what hides or reverses text is shown; a picture that is joined of several stays one', () => {
  assert.equal(
    visible('a\u200db \u202egnp.exe \u{e0041} \u001b[0m\u0085'),
    'a\\u{200d}b \\u{202e}gnp.exe \\u{e0041} \\x1b[0m\\x85',
  );
  // emoji-zwj-sequences.txt of Unicode: a family, a woman technician of a skin tone, a heart on fire
  const joined = '👨‍👩‍👧 👩🏽‍💻 ❤️‍🔥';
  assert.equal(visible(joined), joined);
  assert.equal(visible('👩\u200d'), '👩\\u{200d}');
  assert.equal(visible('\u200d👩'), '\\u{200d}👩');
});

test('text of any script stays as it is', () => {
  for (const text of ['שלום עולם', 'مرحبا', 'Zürich', '数え上げ', 'e\u0301', '🇨🇭 ✂️'])
    assert.equal(visible(text), text);
});
