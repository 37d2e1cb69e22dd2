import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { parseLine } from '../../../test/helpers/parse-line.ts';
import { MessagePattern, type PlaceholderKind } from './message-pattern.ts';

const kinds: Readonly<Record<string, PlaceholderKind>> = {
  a: 'gap',
  b: 'gap',
  c: 'gap',
  word: 'word',
  digits: 'digits',
};

function valuesOf(text: string, message: string): Readonly<Record<string, string>> | undefined {
  const pattern = new MessagePattern(text, (key) => kinds[key] ?? 'word');
  const bytes = Buffer.from(`<<${message}>>`);
  if (!pattern.read(bytes, 2, bytes.length - 2)) return undefined;
  return Object.fromEntries(
    pattern.keys.map((key, index) => [key, bytes.toString('utf8', pattern.starts[index], pattern.ends[index])]),
  );
}

/** Names that a client may choose in order to be read as somebody else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ' from ',
        '192.0.2.1',
        ' port ',
        '22',
        ' ssh2',
        ': ',
        'RSA SHA256:x',
        ' [preauth]',
        'invalid user ',
        ' for ',
      ),
      fc.string({ unit: 'grapheme-ascii', maxLength: 6 }),
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(''));

suite('a pattern of a message', () => {
  test('finds one way to read what is between a beginning and an end, whatever that is', () => {
    fc.assert(
      fc.property(hostile, fc.nat(65_535), (name, port) => {
        const found = valuesOf('by %{a} from %{word} port %{digits}', `by ${name} from 203.0.113.9 port ${port}`);
        assert.deepEqual(found, { a: name, word: '203.0.113.9', digits: String(port) });
      }),
    );
  });

  test('reads what is between two gaps only where there is one way to', () => {
    const separators = fc.array(fc.constantFrom('=', ';', 'x', ' '), { maxLength: 8 }).map((all) => all.join(''));
    fc.assert(
      fc.property(separators, separators, separators, (a, b, c) => {
        const message = `${a};=${b}=;${c}`;
        const ways: string[][] = [];
        // independent: every cut of the message at the two texts
        for (let first = message.indexOf(';='); first >= 0; first = message.indexOf(';=', first + 1)) {
          for (let second = message.indexOf('=;', first + 2); second >= 0; second = message.indexOf('=;', second + 1))
            ways.push([message.slice(0, first), message.slice(first + 2, second), message.slice(second + 2)]);
        }
        const found = valuesOf('%{a};=%{b}=;%{c}', message);
        const [way = []] = ways;
        assert.deepEqual(found, ways.length === 1 ? { a: way[0], b: way[1], c: way[2] } : undefined);
      }),
    );
  });
});

suite('a sign-in that sshd refuses', () => {
  test('is from the address that sshd wrote, whatever the client calls itself', () => {
    // auth_log() of OpenSSH's auth.c prints up to 100 bytes of the name
    fc.assert(
      fc.property(hostile, fc.constantFrom('password', 'keyboard-interactive/pam'), (name, method) => {
        const user = name.slice(0, 100);
        const message = `Failed ${method} for invalid user ${user} from 203.0.113.9 port 4711 ssh2`;
        const document = parseLine('rfc3164', `<38>Nov 22 10:02:52 web1 sshd[7]: ${message}`);
        assert.equal(document['source.ip'], '203.0.113.9');
        assert.equal(document['source.port'], 4711);
        assert.equal(document['event.outcome'], 'failure');
        assert.equal(document['user.name'], user.trim() === '' ? undefined : user.trim());
      }),
    );
  });

  test('is never from an address that the name or the key holds', () => {
    fc.assert(
      fc.property(hostile, hostile, (name, key) => {
        const who = `Failed publickey for invalid user ${name.slice(0, 100)} from 203.0.113.9 port 4711 ssh2: ${key} (serial 0)`;
        const document = parseLine('rfc3164', `<38>Nov 22 10:02:52 web1 sshd[7]: ${who}`);
        assert.ok([undefined, '203.0.113.9'].includes(document['source.ip'] as string | undefined), who);
      }),
    );
  });
});
