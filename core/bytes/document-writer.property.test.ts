import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { documentHead, field, stringKey, valueKey } from './document-keys.ts';
import { DocumentWriter } from './document-writer.ts';
import { MAX_TIME_MILLIS, MIN_TIME_MILLIS } from './iso.ts';
import { fittingEnd } from './json-escapes.ts';

const MESSAGE = stringKey('message');
const writer = new DocumentWriter();
const head = documentHead('');

/** Ends the document, and returns what it is then. */
function finish(timeMillis = 0): Buffer {
  writer.finish(timeMillis);
  return writer.bytes.subarray(0, writer.lengthBytes);
}

/** The document that the function writes, read back by JSON.parse after a strict UTF-8 decoder. */
function written(write: () => void, timeMillis = 0): Record<string, unknown> {
  writer.begin(head);
  write();
  const text = new TextDecoder('utf-8', { fatal: true }).decode(finish(timeMillis));
  return JSON.parse(text) as Record<string, unknown>;
}

/** Bytes in which plain text, what must be escaped, and UTF-8, well-formed or not, are side by side. */
const bytes = fc
  .array(
    fc.oneof(
      fc.string({ maxLength: 20 }).map((text) => Buffer.from(text)),
      fc.string({ unit: 'binary', maxLength: 5 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 4 }).map((array) => Buffer.from(array)),
      fc.constantFrom(
        ...['c0', 'e080', 'eda080', 'f08080', 'f4908080', 'f5', 'c3', 'e282', 'f09f98'].map((hex) =>
          Buffer.from(hex, 'hex'),
        ),
      ),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => Buffer.concat(pieces));

suite('the document writer', () => {
  test('writes any bytes as the string that Node decodes from them', () => {
    fc.assert(
      fc.property(bytes, bytes, bytes, (before, content, after) => {
        const all = Buffer.concat([before, content, after]);
        const document = written(() => {
          writer.fragment(MESSAGE);
          writer.string(all, before.length, before.length + content.length);
        });
        assert.equal(document['message'], content.toString('utf8'));
      }),
      { numRuns: 2_000 },
    );
  });

  test('finds the closing quote of a value while it writes it, unless a backslash comes first', () => {
    fc.assert(
      fc.property(bytes, (content) => {
        const expected = content.indexOf('"');
        const backslash = content.indexOf('\\');
        const isQuoted = expected >= 0 && (backslash < 0 || backslash > expected);
        let quote = -2;
        const document = written(() => {
          writer.fragment(MESSAGE);
          const mark = writer.lengthBytes;
          quote = writer.quoted(content, 0, content.length);
          if (quote >= 0) return;
          writer.rewind(mark);
          writer.string(content, 0, 0);
        });
        assert.equal(quote, isQuoted ? expected : -1);
        assert.equal(document['message'], isQuoted ? content.toString('utf8', 0, expected) : '');
      }),
      { numRuns: 2_000 },
    );
  });

  test('copies strings that are JSON already', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = Buffer.from(JSON.stringify(text));
        const document = written(() => {
          writer.fragment(MESSAGE);
          writer.escapedString(json, 1, json.length - 1);
        });
        assert.equal(document['message'], text);
      }),
    );
  });

  test('writes whole numbers', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (number) => {
        const document = written(() => {
          writer.fragment(valueKey('log.offset'));
          writer.integer(number);
        });
        assert.equal(document['log.offset'], number);
      }),
    );
  });

  test('writes times as Date does', () => {
    fc.assert(
      fc.property(fc.integer({ min: MIN_TIME_MILLIS, max: MAX_TIME_MILLIS }), (millis) => {
        assert.equal(written(() => undefined, millis)['@timestamp'], new Date(millis).toISOString());
      }),
    );
  });

  test('begins each document with its own head, whatever stood there before and however large it was', () => {
    const heads = [head, documentHead(field('event.dataset', 'json')), documentHead(field('event.kind', 'event'))];
    const documents = fc.array(fc.tuple(fc.nat(heads.length - 1), fc.integer({ min: 0, max: 200_000 }), fc.boolean()));
    fc.assert(
      fc.property(documents, (wanted) => {
        for (const [number, length, isFinished] of wanted) {
          const own = heads[number] ?? head;
          writer.begin(own);
          writer.fragment(MESSAGE);
          writer.string(Buffer.alloc(length, 'm'), 0, length);
          if (!isFinished) continue;
          const text = finish().toString();
          assert.equal(text.slice(own.length), `,"message":"${'m'.repeat(length)}"}`);
          assert.equal(text.slice(0, own.length), own.toString().replace('0000-00-00', '1970-01-01'));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('says of a document that outgrows its size that it does, and goes on from before', () => {
    const large = [Buffer.alloc(2_000_000, 'a'), Buffer.from('\\u0001'.repeat(200_000)), Buffer.alloc(500_000, 0xff)];
    const writes: ((content: Buffer) => void)[] = [
      (content) => {
        writer.string(content, 0, content.length);
      },
      (content) => {
        writer.escapedString(content, 0, content.length);
      },
      (content) => {
        writer.verbatim(content, 0, content.length);
      },
      (content) => {
        writer.json(content.toString('latin1'));
      },
    ];
    for (const content of large) {
      for (const write of writes) {
        writer.begin(head);
        writer.fragment(MESSAGE);
        const mark = writer.lengthBytes;
        while (writer.spareBytes >= 0) write(content);
        writer.integer(7);
        writer.byte(44);
        assert.ok(writer.spareBytes < 0);
        writer.rewind(mark);
        writer.string(Buffer.from('rest'), 0, 4);
        assert.equal((JSON.parse(finish().toString()) as Record<string, unknown>)['message'], 'rest');
      }
    }
  });

  test('writes a string that fits to the byte, whatever it could have become', () => {
    for (const [character, bytes] of [
      ['a', 1],
      ['\n', 2],
      ['\u0001', 6],
      ['é', 2],
    ] as const) {
      writer.begin(head);
      writer.fragment(MESSAGE);
      const count = Math.floor((writer.spareBytes - 1) / bytes);
      const content = Buffer.from(character.repeat(count));
      writer.string(content, 0, content.length);
      assert.ok(writer.spareBytes >= 0);
      assert.equal((JSON.parse(finish().toString()) as Record<string, unknown>)['message'], content.toString());
    }
  });

  test('says how much of a text fits, to the byte and never within a code point', () => {
    fc.assert(
      fc.property(bytes, fc.nat(40), (content, maxBytes) => {
        const end = fittingEnd(content, 0, content.length, maxBytes);
        const lengthOf = (to: number): number => {
          writer.begin(head);
          const mark = writer.lengthBytes;
          writer.string(content, 0, to);
          return writer.lengthBytes - mark - 1;
        };
        assert.ok(lengthOf(end) <= maxBytes);
        assert.equal(content.toString('utf8', 0, end) + content.toString('utf8', end), content.toString('utf8'));
        // One code point more would be too much.
        const [next = ''] = content.toString('utf8', end);
        if (end < content.length) assert.ok(lengthOf(end) + JSON.stringify(next).length - 2 > maxBytes - 3);
      }),
      { numRuns: 2_000 },
    );
  });
});
