import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { patternId, patternText, sourceOfMessage } from './pattern.ts';

function textOf(message: string): string {
  return patternText(sourceOfMessage(message));
}

function idOf(message: string): string | undefined {
  return patternId(sourceOfMessage(message))?.toString('latin1');
}

/** A message, and the pattern that a person would give it. */
const cases: readonly (readonly [kind: string, message: string, pattern: string])[] = [
  ['numbers', 'took 15 ms, 3.5% of -7', 'took <*>% of <*>'],
  ['numbers and units', 'freed 18.4 MB in 12 seconds', 'freed <*> in <*>'],
  ['numbers with signs', 'lifetime <1 sec, order #17', 'lifetime <*>, order <*>'],
  ['hexadecimal', 'at 0x7ffd1c in deadbeefcafe', 'at <*> in <*>'],
  ['a short word of hexadecimal digits', 'bad face added', 'bad face added'],
  ['UUIDs', 'job 3b241101-e2bb-4255-8caf-4136c566a962 done', 'job <*> done'],
  ['IPv4 addresses and ports', 'peer 192.0.2.7:8080 reset', 'peer <*> reset'],
  ['IPv6 addresses', 'peer 2001:db8::1 and ::1, fe80::a:b', 'peer <*> and <*>'],
  ['MAC addresses', 'link aa:bb:cc:dd:ee:ff up', 'link <*> up'],
  ['host names', 'cannot resolve db.example.com, retry', 'cannot resolve <*>, retry'],
  ['a host and its port', 'via proxy.example.com:443 only', 'via <*> only'],
  ['e-mail addresses', 'mail to ann.lee@example.com bounced', 'mail to <*> bounced'],
  ['times', 'since 2026-11-22 10:02:52.123 UTC until Sun Nov 22 10:03:00 2026 idle', 'since <*> until <*> idle'],
  ['a month that is a verb', 'it may fail', 'it may fail'],
  ['paths', 'open /var/lib/app/data.db: failed, see ~/app.log', 'open <*>: failed, see <*>'],
  ['relative paths', 'read conf/app.conf and/or a/b/c', 'read <*> and/or <*>'],
  ['Windows paths', String.raw`open C:\Windows\app.dll or \\server\share`, 'open <*> or <*>'],
  ['URLs', 'GET https://example.com/cart?a=1#top failed', 'GET <*> failed'],
  [
    'keys and values',
    'login user=alice rhost= uid=0 state=OPEN, next',
    'login user=<*> rhost=<*> uid=<*> state=<*>, next',
  ],
  ['keys and values with spaces', 'width = wide, height =3', 'width = <*>, height =<*>'],
  ['a key that is a value itself', 'retry 3=closed', 'retry <*>=<*>'],
  ['comparisons', 'if a == b, c => d', 'if a = <*>, c => d'],
  ['quotes', 'column "name" of \'users\' is `null`', 'column <*> of <*> is <*>'],
  ['an apostrophe', "can't find alice's cart", "can't find alice's cart"],
  ['a verb in quotes', '"GET /cart HTTP/1.1" 200', 'GET <*>'],
  ['JSON in a message', 'got {"id": 7, "name": "ann"}', 'got {"id": <*>, "name": <*>}'],
  ['lists', 'parts [1, 2, 3] of 4', 'parts [<*>] of <*>'],
  ['an aside behind a value', 'sent 1671 bytes (1.63 KB) to 192.0.2.7 ()', 'sent <*> to <*>'],
  ['an assignment behind an aside', 'used 15 (0.5)= high', 'used <*>= <*>'],
  ['an aside that is none', 'stop 7 (now)', 'stop <*> (now)'],
  ['truth and nothing', 'ready: true, next: null', 'ready: <*>, next: <*>'],
  ['names behind what they are', 'no such user webmaster', 'no such user <*>'],
  ['names before where they come from', 'Failed password for root from 192.0.2.7', 'Failed password for <*> from <*>'],
  ['names before a preposition', 'user ann by 192.0.2.7', 'user <*> by <*>'],
  ['words behind a title that are no name', 'user logged in, user created', 'user logged in, user created'],
  ['a preposition behind a title', 'user by with 3 roles', 'user by with <*> roles'],
  ['an aspect behind a title', 'user unknown', 'user unknown'],
  ['what is waited for', 'waiting for lock', 'waiting for lock'],
  ['exceptions', 'java.lang.IllegalStateException: no cart', 'java.lang.IllegalStateException: no cart'],
  ['things with long names', 'bean org.example.shop.CartService', 'bean <*>'],
  ['functions', 'workerEnv.init() ok', 'workerEnv.init() ok'],
  ['marks that are repeated', '----- begin!!! wait...', '- begin! wait.'],
  ['spaces', '  a \t\n b  ', 'a b'],
  ['colours', '\u001b[1;31mERROR\u001b[0m in 5', 'ERROR in <*>'],
  ['other scripts', 'Größe überschritten: 日本 5', 'Größe überschritten: 日本 <*>'],
  ['an encoded word', `token ${'xYz'.repeat(40)} refused`, 'token <*> refused'],
  ['a placeholder', 'took <*> ms', 'took <*>'],
];

suite('the pattern of a message', () => {
  for (const [kind, message, pattern] of cases) {
    test(kind, () => {
      assert.equal(textOf(message), pattern);
    });
  }

  test('ends before the first word that does not fit in 256 bytes', () => {
    const text = textOf('word '.repeat(100));
    assert.equal(text, 'word '.repeat(51).trimEnd());
    assert.equal(textOf('word '.repeat(100) + 'end'), text);
  });

  test('is the same however JSON writes the message', () => {
    const escaped = Buffer.from(String.raw`a\u003cb \u00e9\ud83d\ude00 \"x y\" C:\\d\/e \u000a5`);
    assert.equal(
      patternText({ ...sourceOfMessage(''), bytes: escaped, end: escaped.length }),
      textOf('a<b é😀 "x y" C:\\d/e \n5'),
    );
  });

  test('a message of spaces has none', () => {
    assert.equal(idOf(' \t'), undefined);
    assert.equal(idOf(''), undefined);
  });
});

suite('the id of a pattern', () => {
  test('begins with the version, and never changes within it', () => {
    // MurmurHash3_x86_32 (Wikipedia, "MurmurHash", test vectors): 0xc0363e43 with the seed 0, 0x24884cba with 0x9747b28c, whose
    // groups of six bits from the lowest on are 3 57 35 13 0 and 58 50 4 34 36
    assert.equal(idOf('Hello, world!'), '1D5jNA6yEik');
  });

  test('is equal where the pattern is', () => {
    assert.equal(idOf('took 5 ms'), idOf('took 1,024 seconds'));
    assert.notEqual(idOf('took 5 ms'), idOf('takes 5 ms'));
  });
});
