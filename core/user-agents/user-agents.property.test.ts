import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { userAgentFieldsOf } from '../../test/helpers/user-agent-fields.ts';
import { clients, deviceWords, systems } from './user-agent-names.ts';

const words = [...clients, ...systems]
  .flatMap((row) => [row.words, 'products' in row ? row.products : undefined])
  .concat(Object.values(deviceWords))
  .flatMap((list) => list?.split('|') ?? []);

/** Texts like user agents: words that the tables have, with what may be between words. */
const likely = fc
  .array(
    fc.oneof(
      fc.constantFrom(...words),
      fc.constantFrom(' ', '/', ';', '(', ')', ':', '://', '_', '.', '1', '10_5', 'like', 'x'),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(''));

suite('any user agent', () => {
  test('gives short fields of ASCII', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), likely), (userAgent) => {
        for (const value of Object.values(userAgentFieldsOf(userAgent))) assert.match(value ?? '', /^[ -~]{1,64}$/);
      }),
    );
  });

  test('gives the same in capital and in small letters, but for what it calls itself', () => {
    fc.assert(
      fc.property(likely, (userAgent) => {
        const ascii = userAgent.replaceAll(/[^ -~]/g, ' ');
        const lower = (fields: object): string => JSON.stringify(fields).toLowerCase();
        assert.equal(lower(userAgentFieldsOf(ascii.toUpperCase())), lower(userAgentFieldsOf(ascii.toLowerCase())));
      }),
    );
  });

  test('is read no further than its 512th byte', () => {
    for (const [length, name] of [
      [504, 'Firefox'],
      [505, undefined],
    ] as const) {
      assert.equal(userAgentFieldsOf(`${' '.repeat(length)}Firefox/1`)['name'], name);
    }
  });

  test('that is hostile is read in bounded time', () => {
    const started = process.cpuUsage();
    for (const piece of ['(', 'Mozilla/5.0 (', ' Version/', 'a/1 ', ';', 'Chrome/', '\\', 'bot', 'like ', '://']) {
      userAgentFieldsOf(piece.repeat(100_000));
    }
    assert.ok(process.cpuUsage(started).user < 2_000_000);
  });
});
