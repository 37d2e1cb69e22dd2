import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type StoryFormat, storyFormats } from '../core/format-table.ts';
import { type LogEvent } from './events.ts';
import { printable, printed } from './printable.ts';
import { createRenderer } from './renderer.ts';

/** Whatever a value may hold: line ends, quotes, controls, separators that some readers take for line ends, half characters. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('\n', '\r', '\0', '"', '\\', '\u2028', '\u0085', '\ud800', 'é', '%', ' ', 'a', '\x1b[31m'))
    .map((parts) => parts.join('')),
);

function event(format: StoryFormat, value: string): LogEvent {
  const text = printable(value);
  const timeMillis = Date.parse('2026-11-02T03:04:05.006Z');
  const scenario = undefined;
  if (format === 'apache_error')
    return {
      format,
      timeMillis,
      scenario,
      module: text,
      level: text,
      processId: 1,
      threadId: 2,
      address: text,
      port: 3,
      message: text,
    };
  if (format === 'rfc3164' || format === 'rfc5424')
    return {
      format,
      timeMillis,
      scenario,
      facility: 1,
      severity: 2,
      host: text,
      program: text,
      processId: 3,
      messageId: text,
      message: text,
    };
  return {
    format,
    timeMillis,
    scenario,
    address: text,
    user: text,
    method: 'GET',
    target: text,
    protocol: 'HTTP/1.1',
    status: 200,
    bytes: 1,
    referrer: text,
    userAgent: text,
  };
}

for (const format of storyFormats) {
  test(`${format}: whatever the values hold, a line is one line of printable ASCII`, () => {
    fc.assert(
      fc.property(hostile, (value) => {
        assert.match(createRenderer()(event(format, value)), /^[\x20-\x7e]+$/);
      }),
    );
  });
}

test('json: whatever the values hold, a line is valid JSON, and its values can be read again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const read = JSON.parse(createRenderer()(event('json', value))) as Record<string, unknown>;
      assert.equal(read['user-identifier'], printable(value));
    }),
  );
});

test('what is printable already stays as it is, and all else is percent-encoded as encodeURIComponent does', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'Z', '9', ' ', '~', '%', '/', '?', '&', '<', "'") }),
      (value) => {
        assert.equal(printable(value), value);
      },
    ),
  );
  for (const character of ['"', '\n', '\r', '\0', 'é', '語', '😀', '\u2028'])
    assert.equal(printable(`a${character}b`), `a${encodeURIComponent(character)}b`);
  assert.equal(printable('\\'), '%5C');
});

test('the tag puts its values between its words', () => {
  assert.equal(printed`a ${printable('b')} ${3}!`, 'a b 3!');
  assert.equal(printed``, '');
});
