import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { attacksOf, createAttackReader } from './attack-strings.ts';

const word = fc.constantFrom(
  ...`select shoes union jack drop table tennis or and not from where order by group sleep script alert cat dog echo type dir id net
  o'reilly rock'n'roll women's 5' 6" "waterproof" (2 40l 3.5 t-shirt größe №5 a&b c++ c# 50% #1 @home bags; hats, < > = -- ... foo..bar size:42 black|white
  insert update delete exec order-by javascript java php python bash curl ping config request class lower upper`
    .split(/\s+/)
    .filter((one) => one !== ''),
);
const plainWord = fc.constantFrom(
  ...'boots jackets summit red-42 größe men women sale 2026 v1..v2 foo..bar.html a.b-c_d'.split(' '),
);
const encodings = [encodeURIComponent, (text: string) => encodeURIComponent(text).replaceAll('%20', '+')];
const name = fc.constantFrom('q', 'page', 'utm_campaign', 'filter[size]', 'return', 'state', 'sort');
const value = fc.oneof(
  { weight: 4, arbitrary: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' ')) },
  { weight: 1, arbitrary: fc.base64String() },
  { weight: 1, arbitrary: fc.uuid() },
  { weight: 1, arbitrary: fc.integer().map(String) },
  { weight: 1, arbitrary: fc.webUrl({ withQueryParameters: false }) },
);
const shopUrl = fc
  .tuple(
    fc.array(plainWord, { maxLength: 4 }),
    fc.array(fc.tuple(name, value), { maxLength: 4 }),
    fc.constantFrom(...encodings),
  )
  .map(([path, parameters, encode]) => {
    const query = parameters.map(([key, text]) => `${key}=${encode(text)}`).join('&');
    return { path: `/${path.map(encodeURIComponent).join('/')}`, query };
  });

test('URLs of a shop are no attacks, whatever words are looked for', () => {
  fc.assert(
    fc.property(shopUrl, ({ path, query }) => {
      assert.deepEqual([attacksOf(path, 'path'), attacksOf(query, 'query')], [[], []]);
    }),
    { numRuns: 2_000 },
  );
});

test('whatever the bytes, a document says what its text says, and what is ordinary says nothing', () => {
  const piece = fc.constantFrom(
    "'",
    '"',
    '<',
    '${',
    '..',
    '/',
    '%2e',
    '%25',
    '\\x',
    '\\',
    '\0',
    ' or ',
    '1=1',
    ';',
    '|',
    '&',
    'é',
    '\n',
    '?',
    '=',
  );
  const text = fc
    .array(fc.oneof(piece, fc.string({ maxLength: 8 })), { maxLength: 30 })
    .map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(
      text,
      fc.constantFrom('path' as const, 'query' as const, 'referrer' as const, 'agent' as const),
      (some, part) => {
        const bytes = Buffer.from(`${JSON.stringify(some)}  `);
        const attacks = attacksOf(Buffer.from(some).toString('latin1'), part);
        const found = createAttackReader(bytes, part)(1);
        // a climbing path alone is looked for in URLs, and in an agent only what is not ordinary in one
        assert.deepEqual(found, attacks);
      },
    ),
    { numRuns: 2_000, examples: [['; or 1=1', 'agent']] },
  );
});
