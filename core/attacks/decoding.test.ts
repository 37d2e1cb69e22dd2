import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { decodedForms } from './decoding.ts';

suite('decoded forms', () => {
  for (const [encoding, text, forms] of [
    ['percent encoding', '%3cb%3e', ['<b>']],
    ['plus and nothing else', 'a+b', ['a b']],
    ['percent encoding twice', '%253cb%253e', ['%3cb%3e', '<b>']],
    ['the escapes of a log', '\\x3cb\\"', ['<b"']],
    ['references of HTML', '&lt;b&#62;&#x2f;', ['<b>/']],
    // Halfwidth and Fullwidth Forms (Unicode chart FF00): U+FF01 to U+FF5E are U+0021 to U+007E, wide
    ['wide forms', '%uff01%uff1cb%uff5e', ['!<b~']],
    ['what is beside the wide forms', '%uff00%uff5f', ['%uff00%uff5f']],
    ['marks that look like others', '%u2215%u2216%u2032', ["/\\'"]],
    // RFC 3629, section 10: the NUL and the slash in more bytes than they need
    ['overlong UTF-8', '%c0%80%c0%af%c1%9c', ['\0/\\']],
  ] as const) {
    test(`of ${encoding}`, () => {
      assert.deepEqual(decodedForms(text), forms);
    });
  }

  test('are three, however often text is encoded', () => {
    assert.deepEqual(decodedForms('%2525252541'), ['%25252541', '%252541', '%2541']);
  });
});
