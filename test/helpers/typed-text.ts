import fc from 'fast-check';
import { logFields } from '../../core/fields.ts';

const fields = [...Object.keys(logFields), 'kafkainsight.json.order', 'kafkainsight.json.a.b', 'nowhere', 'status'];

const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map(String),
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(140)).map(([address, bits]) => `${address}/${bits}`),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.stringMatching(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$/),
  fc.string({ unit: fc.constantFrom('*', '?', 'a', '\\', '.', '5', '/'), maxLength: 30 }),
  fc.webUrl({ withQueryParameters: true }),
  fc.constantFrom('*', '5*', '50?', '203.0.113.*', '::1', '::ffff:1.2.3.4/120', 'fe80::1%eth0', '0000-01-01', '2026'),
  fc.string({ unit: fc.constantFrom('a', 'B', 'é', '\u{1f600}'), minLength: 190, maxLength: 300 }),
);
const bound = fc.oneof(value, fc.constant('*'));
const term = fc.oneof(
  value,
  value.map((text) => `"${text}"`),
  fc
    .tuple(bound, bound, fc.constantFrom('[]', '{}', '[}', '{]'))
    .map(([from, to, [left, right]]) => `${left}${from} TO ${to}${right}`),
  fc.tuple(fc.constantFrom('>', '>=', '<', '<='), value).map(([sign, text]) => `${sign}${text}`),
);
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...fields), term).map(([field, text]) => `${field}:${text}`) },
  { weight: 2, arbitrary: term },
  {
    weight: 1,
    arbitrary: fc.constantFrom('AND', 'OR', 'NOT', '-', '+', '(', ')', '((', '&&', '||', '!', '"', '\\', ':'),
  },
);

/** What people, or their clipboards, may put into a search box: pieces of its language, well put together or not, and anything else. */
export const typedText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(' ')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  {
    weight: 1,
    arbitrary: fc.array(piece, { minLength: 1, maxLength: 60, size: 'max' }).map((pieces) => pieces.join(' ')),
  },
);
