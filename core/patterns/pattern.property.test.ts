import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { PATTERN_ID, patternId, type PatternSource, patternText, sourceOfMessage } from './pattern.ts';

const MAX_PATTERN_BYTES = 256;

function textOf(message: string): string {
  return patternText(sourceOfMessage(message));
}

function idOf(message: string): string | undefined {
  return patternId(sourceOfMessage(message))?.toString('latin1');
}

/** Bytes as they are, which may be no content of a string. */
function sourceOf(bytes: Buffer): PatternSource {
  return { ...sourceOfMessage(''), bytes, end: bytes.length };
}

const word = fc.stringMatching(/^[a-z]{1,9}$/);
const number = fc.oneof(
  fc.integer(),
  fc.integer({ min: 0 }).map((value) => `0x${value.toString(16)}`),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
);
const variable = fc.oneof(
  number.map(String),
  fc.uuid(),
  fc.ipV4(),
  fc.ipV6().filter((address) => !address.includes('.') && address !== '::'),
  fc.date({ min: new Date(0), max: new Date(8e14), noInvalidDate: true }).map((date) => date.toISOString()),
  fc.emailAddress().map((mail) => mail.replace(/^[^@]*/, 'ann.lee').replaceAll(/-{2,}/g, '-')),
  fc.webUrl({ validSchemes: ['https'] }).map((url) =>
    url
      .replaceAll(/-{2,}/g, '-')
      .replaceAll(/[^\w/.:]/g, '')
      .replace(/[^\w/]+$/, ''),
  ),
  fc.stringMatching(/^[0-9a-f]{16,40}$/),
  word.map((name) => `/srv/${name}`),
  word.map((name) => `"${name}"`),
);
/** What messages are made of, and what masking looks at. */
const piece = fc.oneof(
  word,
  variable,
  fc.constantFrom(...Array.from('=:;,.()[]{}<>|/\\\'"`~-+#@$%&*?!_ \t\n\u001b')),
  fc.constantFrom(
    '<*>',
    '<*',
    '*>',
    '\u001b[31m',
    ' = ',
    '()',
    ' user ',
    ' for ',
    ' from ',
    'may',
    'MB',
    '==',
    '://',
    'C:\\',
    'é',
    '日',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const message = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
/** Where marks touch each other, a placeholder may give them another meaning than the value in its place: `"a"::1`, `A@@a`. */
const spacedMessage = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(' '));

suite('whatever the message', () => {
  test('its pattern is at most 256 bytes, and its id 11 characters', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        const source = sourceOf(Buffer.from(bytes));
        assert.match(patternId(source)?.toString('latin1') ?? `1${'A'.repeat(10)}`, PATTERN_ID);
        // a byte that is not UTF-8 is shown by a character of three
        assert.ok(patternText(source).length <= MAX_PATTERN_BYTES);
      }),
    );
  });

  test('its pattern is a pattern, where spaces keep its words apart', () => {
    fc.assert(
      fc.property(spacedMessage, (text) => {
        const pattern = textOf(text);
        assert.equal(textOf(pattern), pattern);
        assert.equal(idOf(pattern), idOf(text));
      }),
      { numRuns: 3000 },
    );
  });

  test('what is around it and what came before it changes nothing', () => {
    fc.assert(
      fc.property(message, message, message, (text, before, behind) => {
        const alone = idOf(text);
        idOf(before);
        const [first, content, last] = [before, text, behind].map((part) => sourceOfMessage(part).bytes) as [
          Buffer,
          Buffer,
          Buffer,
        ];
        const bytes = Buffer.concat([first, content, Buffer.from('"'), last]);
        const source = { ...sourceOf(bytes), message: first.length };
        assert.equal(patternId(source)?.toString('latin1'), alone);
        assert.equal(patternId({ ...source, end: first.length + content.length })?.toString('latin1'), alone);
      }),
      { numRuns: 1000 },
    );
  });

  test('two values in one place of it make no difference', () => {
    fc.assert(
      fc.property(fc.array(word), variable, variable, fc.array(word), (before, one, other, behind) => {
        const around = (value: string): string => ['at', ...before, 'got', value, 'then', ...behind].join(' ');
        assert.equal(textOf(around(one)), textOf(around(other)), `${one} and ${other}`);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Beginnings of what could be looked at again and again. */
const hostile = [
  "'a ",
  '`a ',
  'a:',
  'a= b',
  '((',
  'user ',
  'may ',
  '/a',
  'a/',
  '<1',
  '=',
  '\\u005c',
  '\u001b[',
  'a.',
  '::',
  '\\"x\\":',
];

suite('time grows with the message', () => {
  const plainMicros = microsOf(sourceOfMessage('word '.repeat(410)));
  for (const part of hostile) {
    test(`of ${JSON.stringify(part)} again and again`, () => {
      // the square of 2,048 would be a thousand times as much
      const micros = microsOf(sourceOf(Buffer.from(part.repeat(2048 / part.length))));
      assert.ok(micros < 60 * plainMicros, `${micros} of ${plainMicros} microseconds`);
    });
  }
});

/** The least processor time of several turns: what else the machine does takes some of most of them. */
function microsOf(source: PatternSource): number {
  const turns = Array.from({ length: 20 }, () => {
    const started = process.cpuUsage();
    for (let count = 0; count < 20; count++) patternId(source);
    const { user, system } = process.cpuUsage(started);
    return user + system;
  });
  return Math.max(1, Math.min(...turns));
}
