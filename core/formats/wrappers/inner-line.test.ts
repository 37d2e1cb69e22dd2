import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InnerLine } from './inner-line.ts';

function noted(text: string, wrapper: 'cri' | 'syslog' = 'cri'): InnerLine {
  const inner = new InnerLine();
  inner.note(wrapper, Buffer.from(text), 0, Buffer.byteLength(text));
  return inner;
}

test('an inner line is an object, a syslog line, a coloured one, an event of a security product, or has a time of day', () => {
  for (const text of [
    '{"a":1}',
    '<34>Nov 22 x',
    '\u001b[31mx',
    'CEF:0|a|b|c|d|e|f|',
    'type=USER_LOGIN msg=audit(1.2:3)',
    '10:02:52',
    '10:02:52 x',
    'at 10:02:52',
    'x 1:02:52,123 y',
  ])
    assert.equal(noted(text).mayBeLine, true, text);
  for (const text of ['{"a":1', 'a message', '10:02', '10:02 52', 'a:b:c:d', ':02:52', 'a::b', '[2001:db8::1]:80'])
    assert.equal(noted(text).mayBeLine, false, text);
});

test('an inner line is without the white space around it, and in syslog without the cookie of CEE', () => {
  const textOf = ({ bytes, start, end }: InnerLine): string => bytes.toString('utf8', start, end);
  assert.equal(textOf(noted(' \t{"a":1}\r\n')), '{"a":1}');
  assert.equal(textOf(noted('@cee: {"a":1} ', 'syslog')), '{"a":1}');
  assert.equal(textOf(noted('@cee: {"a":1}')), '@cee: {"a":1}');
  assert.equal(noted(' \t').wrapper, undefined);
});
