import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { KafkaInsightError } from '../../../core/errors.ts';
import { logFields } from '../../../core/fields.ts';
import { examples, namesLike, shortNames } from './names.ts';
import { MAX_SEARCH_CHARACTERS, readSearch } from './search.ts';
import { type Clause, readClause } from './syntax.ts';
import { addressOf, dateOf, networkOf, wholeNumberOf } from './values.ts';

const fields = new Set(['user.name', 'status', 'message']);

/** A tree on one line: brackets mean all of, braces any of. */
function show(clause: Clause | undefined): string {
  if (clause === undefined) return 'nothing';
  if (clause.kind === 'not') return `!${show(clause.clause)}`;
  if (clause.kind !== 'term') {
    const inner = clause.clauses.map(show).join(' ');
    return clause.kind === 'all' ? `[${inner}]` : `{${inner}}`;
  }
  const { field, value } = clause;
  const prefix = field === undefined ? '' : `${field}=`;
  if (value.kind === 'word') return `${prefix}${value.pattern}`;
  const { from, to } = value;
  const [low, high] = [from?.text ?? '…', to?.text ?? '…'];
  return `${prefix}${from?.inclusive === false ? '>' : ''}${low}-${high}${to?.inclusive === false ? '<' : ''}`;
}

describe('what is typed becomes a tree', () => {
  const trees: Readonly<Record<string, string>> = {
    'one two': '[one two]',
    '404 OR 500': '{404 500}',
    'a OR b c AND d': '{a [b c d]}',
    '(a OR b) c': '[{a b} c]',
    'a || b && c': '{a [b c]}',
    'NOT a -b !c +d --e': '[!a !b !c d --e]',
    'NOT NOT a': 'a',
    '-(a b)': '![a b]',
    'user.name:felix.clark92': 'user.name=felix.clark92',
    'user.name: felix': 'user.name=felix',
    'user.name:(a OR "b c")': '{user.name=a user.name=b c}',
    'user.name:(a status:5) x': '[[user.name=a status=5] x]',
    'status:[400 TO 499]': 'status=400-499',
    'status:{400 TO *]': 'status=>400-…',
    'status:>=500 status:<600': '[status=500-… status=…-600<]',
    'status:> 500': 'status=>500-…',
    '"a phrase" b': '[a phrase b]',
    '"left open': 'left open',
    '(left open': '[left open]',
    '"say \\"hi\\""': 'say "hi"',
    '*cart* a\\*b ca?t': '[*cart* a\\*b ca?t]',
    'CORP\\anna': 'CORP\\\\anna',
    'user.name\\:a': 'user.name:a',
    // not syntax here, although it is in the engines' query string
    '/cart/add': '/cart/add',
    'http://shop.example/?a=b': 'http://shop.example/?a=b',
    '[error] {x}': '[[error] {x}]',
    'nofield:5 12:30:15 ::1': '[nofield:5 12:30:15 ::1]',
    'add(item) and (add(item))': '[add(item) and add(item)]',
    'a) b': '[a) b]',
    'a - | b = ()': '[a b]',
    '- | =': 'nothing',
    '': 'nothing',
    'and or not': '[and or not]',
    'ORDER ANDREA NOTE': '[ORDER ANDREA NOTE]',
  };
  for (const [typed, tree] of Object.entries(trees)) {
    test(typed, () => {
      assert.equal(show(readClause(typed, (name) => fields.has(name))), tree);
    });
  }
});

describe('what cannot be meant is said, and where', () => {
  const sentences: Readonly<Record<string, RegExp>> = {
    'a OR': /character 3: OR needs something on both sides/,
    'OR a': /character 1: OR needs/,
    'a AND OR b': /character 3: AND needs/,
    'a AND': /character 3: AND needs/,
    'a NOT': /character 3: NOT needs/,
    '(a OR) b': /character 4: OR needs/,
    'x user.name:': /character 3: user\.name: is a field and needs a value/,
    'a http.response.status_code:[500 600]': /character 29: a range is written as \[500 TO 599\]/,
    '((((((a))))))': /character 6: at most 5 parentheses/,
    'http.response.status_code:abc': /character 27: "abc" is not a value of http\.response\.status_code, .*503/,
    'http.response.status_code:>': /character 27: "" is not a value/,
    'http.response.status_code:99999999999999999999': /is not a value of/,
    'source.ip:203.0.113.300': /character 11: "203\.0\.113\.300" is not a value of source\.ip, .*203\.0\.113\.0\/24/,
    'source.ip:203.0.113.0/33': /is not a value of source\.ip/,
    '@timestamp:2026-02-30': /character 12: "2026-02-30" is not a value of @timestamp, .*2026-11-22/,
    'user.name:[a TO b]': /user\.name has no ranges: it holds words/,
    'kafkainsight.json.order:*5*': /whole or by their beginning/,
    'message:*a*b*c*d*e*f*g*': /6 `\*`/,
    '*?????': /3 `\?`/,
    '| - |': /neither letters nor digits/,
    [Array.from({ length: 51 }, (_, index) => `message:w${index}`).join(' ')]: /51 parts/,
    [Array.from({ length: 40 }, (_, index) => `w${index}`).join(' ')]: /40 parts/,
    ['x'.repeat(MAX_SEARCH_CHARACTERS + 1)]: /8193 characters, and can have 8192/,
  };
  for (const [typed, sentence] of Object.entries(sentences)) {
    test(typed.length > 60 ? `${typed.slice(0, 60)}…` : typed, () => {
      assert.throws(
        () => readSearch(typed, 'UTC'),
        (error) => error instanceof KafkaInsightError && error.code === 'USAGE_INVALID' && sentence.test(error.message),
      );
    });
  }
});

describe('values of typed fields are those that the engines take', () => {
  const values: readonly (readonly [(text: string) => string | undefined, string, string | undefined])[] = [
    [wholeNumberOf, '503', '503'],
    [wholeNumberOf, '-9223372036854775808', '-9223372036854775808'],
    [wholeNumberOf, '9223372036854775808', undefined],
    [wholeNumberOf, '5.0', undefined],
    [addressOf, '203.0.113.7', '203.0.113.7'],
    [addressOf, '2001:db8::1', '2001:db8::1'],
    [addressOf, 'fe80::1%eth0', undefined],
    [addressOf, '203.0.113.07', undefined],
    [networkOf, '203.0.113.0/24', '203.0.113.0/24'],
    [networkOf, '2001:db8::/32', '2001:db8::/32'],
    [networkOf, '203.0.113.*', '203.0.113.0/24'],
    [networkOf, '10.*', '10.0.0.0/8'],
    [networkOf, '300.*', undefined],
    [networkOf, '::ffff:203.0.113.0/120', undefined],
    [networkOf, '2001:db8::/129', undefined],
    [dateOf, '2026', '2026'],
    [dateOf, '2024-02-29', '2024-02-29'],
    [dateOf, '2026-02-29', undefined],
    [dateOf, '2026-11-22T09:30', '2026-11-22T09:30'],
    [dateOf, '2026-11-22T09:30:15,5+01:00', '2026-11-22T09:30:15.5+01:00'],
    [dateOf, '2026-11-22T24:00', undefined],
    [dateOf, '2026-11-22T09:30+19:00', undefined],
    [dateOf, '22.11.2026', undefined],
  ];
  for (const [read, text, value] of values) {
    test(`${text} is ${value ?? 'none'}`, () => {
      assert.equal(read(text), value);
    });
  }
});

test('a word without a field is looked for in texts, in what is typed whole, and as a status only where it is a number', () => {
  const word = JSON.stringify(readSearch('GET', 'UTC')?.query);
  for (const field of [
    '"message"',
    '"url.original.text"',
    '"http.request.method"',
    '"user.name"',
    '"kafkainsight.json"',
  ])
    assert.ok(word.includes(field), field);
  for (const field of ['status_code', 'source.ip', 'log.file.path', 'process.pid'])
    assert.ok(!word.includes(field), field);
  assert.ok(JSON.stringify(readSearch('404', 'UTC')?.query).includes('"http.response.status_code":{"value":"404"}'));
  assert.ok(
    JSON.stringify(readSearch('203.0.113.0/24', 'UTC')?.query).includes('"source.ip":{"value":"203.0.113.0/24"}'),
  );
});

test('a question mark may be one of a URL, however long that is', () => {
  const long = `/search?q=${'a'.repeat(500)}`;
  for (const [url, words] of [
    ['/search?q=a', '"wildcard":{"url.original":{"value":"*/search?q=a*"'],
    [long, '"url.original.text"'],
  ] as const) {
    for (const typed of [url, `url.original:${url}`]) {
      const query = JSON.stringify(readSearch(typed, 'UTC')?.query);
      assert.ok(query.includes(words) && query.includes(`"${url}"`), typed);
    }
  }
});

test('several words are compared with whole URLs as they are typed, a single one with their words', () => {
  const queryOf = (typed: string): string => JSON.stringify(readSearch(typed, 'UTC')?.query);
  assert.ok(
    queryOf('"a*b c"').includes('"wildcard":{"user_agent.original":{"value":"*a\\\\*b c*","case_insensitive":true}}'),
  );
  assert.ok(queryOf('curl').includes('"user_agent.original.text"') && !queryOf('curl').includes('"*curl*"'));
  // longer than a pattern can be
  assert.ok(queryOf(`"${'a '.repeat(101)}"`).includes('"user_agent.original.text"'));
  // what is too long for a keyword is in the index of words alone
  assert.ok(
    queryOf('"a b"').includes('{"term":{"_ignored":{"value":"url.original"}}},{"match_phrase":{"url.original.text"'),
  );
});

test('a part of a search has a hint where it is often meant otherwise', () => {
  const hints = (typed: string): (string | undefined)[] =>
    readSearch(typed, 'UTC')?.parts.map(({ hint }) => hint) ?? [];
  const [operator, name, whole, url, negated] = hints('or statuscode:503 user.name:anna http://x -nowhere:1');
  assert.match(operator ?? '', /written OR/);
  assert.match(name ?? '', /no field statuscode \(there is http\.response\.status_code\): it was searched as text/);
  assert.match(whole ?? '', /compared whole; user\.name:\*…\*/);
  assert.deepEqual([url, negated], [undefined, undefined]);
  assert.match(hints('port:443')[0] ?? '', /there is url\.port, source\.port, client\.port/);
});

describe('a log line is read as the pipeline reads it', () => {
  const lines: Readonly<Record<string, readonly string[]>> = {
    '203.0.113.9 - felix [22/Nov/2026:10:00:00 +0100] "GET /cart?x=1 HTTP/1.1" 503 512': [
      '@timestamp:2026-11-22T09:00:00.000Z',
      'source.address:203.0.113.9',
      'user.name:felix',
      'http.request.method:GET',
      'url.original:/cart?x=1',
      'http.response.status_code:503',
      'http.response.body.bytes:512',
    ],
    // RFC 3164 has no year and no zone, so the time is not searched for
    '<34>Nov 22 09:14:46 web-1 sshd[12]: Failed password': [
      'host.hostname:web-1',
      'process.name:sshd',
      'process.pid:12',
      'log.level:critical',
      'message:"Failed password"',
    ],
    '{"level":"error","msg":"boom"}': ['log.level:error', 'message:boom'],
  };
  for (const [line, parts] of Object.entries(lines)) {
    test(line, () => {
      assert.deepEqual(
        readSearch(` ${line} `, 'UTC')?.parts.map(({ text }) => text),
        parts,
      );
    });
  }

  test('what only looks like one is searched as typed', () => {
    for (const typed of ['GET', '{broken', '404 OR 500', '[error]'])
      assert.ok(
        readSearch(typed, 'UTC')?.parts.every(({ text }) => typed.includes(text)),
        typed,
      );
  });
});

test('a short name means its fields, which are all of one type', () => {
  for (const [name, fields] of Object.entries(shortNames)) {
    assert.equal(new Set(fields.map((field) => logFields[field])).size, 1, name);
    assert.ok(!Object.hasOwn(logFields, name), name);
  }
  const query = (typed: string): unknown => readSearch(typed, 'UTC')?.query;
  assert.deepEqual(query('status:503'), query('http.response.status_code:503'));
  assert.deepEqual(query('path:/cart*'), query('url.path:/cart*'));
  assert.deepEqual(query('ip:203.0.113.0/24'), {
    bool: {
      should: ['source.ip', 'client.ip', 'destination.ip'].map((field) => ({
        term: { [field]: { value: '203.0.113.0/24' } },
      })),
      minimum_should_match: 1,
    },
  });
  assert.throws(() => query('ip:203.0.113.300'), /is not a value of source\.ip/);
});

test('names are completed from their beginning, or from that of a part', () => {
  const names = (typed: string): string[] => namesLike(typed).map(({ name }) => name);
  assert.deepEqual(names('stat').slice(0, 2), ['status', 'http.response.status_code']);
  assert.equal(names('user.n')[0], 'user.name');
  assert.deepEqual(names('zzz'), []);
  for (const [typed] of examples) assert.doesNotThrow(() => readSearch(typed, 'UTC'), typed);
});
