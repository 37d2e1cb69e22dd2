import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { patternText, sourceOfMessage } from '../patterns/pattern.ts';
import { copyOf, createDocumentBuilder, type DocumentOptions, type LineOrigin } from './documents.ts';

const millis = Date.parse('2026-11-22T12:00:00Z');

function documentOf(
  line: string,
  origin: Partial<LineOrigin> = {},
  options: Partial<DocumentOptions> = {},
): Record<string, unknown> {
  const bytes = Buffer.from(line);
  const builder = createDocumentBuilder(
    {
      ...{ fileId: 'f', path: 'p', version: millis, modifiedMillis: millis, ingestedMillis: millis },
      ...{ format: 'text', source: { prefix: '' } },
      ...origin,
    },
    { keepOriginal: 'failed', userAgentDetails: false, ...options },
  );
  const built: Record<string, unknown>[] = [];
  const whole = { bytes, start: 0, end: bytes.length, offset: 0, lengthBytes: bytes.length, contentStart: 0 };
  builder.buildEvents(whole, (document) =>
    built.push(JSON.parse(copyOf(document).toString()) as Record<string, unknown>),
  );
  return built[0] ?? {};
}

function idOf(...of: Parameters<typeof documentOf>): unknown {
  return documentOf(...of)['kafkainsight.pattern.id'];
}

const TRACE = '\n\tat org.example.Cart.pay(Cart.java:12)\n\tat java.base/java.lang.Thread.run(Thread.java:1)';

suite("a document's pattern", () => {
  test('is that of its message, whatever the format', () => {
    const text = idOf('session 5 of ann closed');
    assert.match(String(text), /^1[\w-]{10}$/);
    assert.equal(idOf('<13>Nov 22 10:02:52 web app: session 71 of ann closed'), text);
    assert.equal(idOf('{"level":"info","time":"2026-11-22T10:02:52Z","msg":"session 8 of ann closed"}'), text);
    assert.equal(idOf('[Sun Nov 22 10:02:52 2026] [core:error] [pid 1:tid 2] session 9 of ann closed'), text);
    assert.notEqual(idOf('session 5 of ann opened'), text);
  });

  test('is none where there is no message', () => {
    assert.equal(idOf('203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 5'), undefined);
  });

  test('is none of the beginning of a line, which may be of any pattern', () => {
    assert.equal(idOf('session 5 of ann clo', { partialDataset: 'text' }), undefined);
  });

  test('has the functions that an exception is from, not the numbers of lines', () => {
    const first = idOf(`pay failed for 5: java.lang.IllegalStateException: no${TRACE}`);
    assert.equal(idOf(`pay failed for 7: java.lang.IllegalStateException: no${TRACE.replace('12', '99')}`), first);
    assert.notEqual(
      idOf(`pay failed for 5: java.lang.IllegalStateException: no${TRACE.replace('Cart.pay', 'Cart.add')}`),
      first,
    );
  });

  test('is the same where pseudonyms replace names and addresses', () => {
    const pseudonymKey = Buffer.alloc(32, 1);
    for (const message of [
      'Failed password for root from 203.0.113.9 port 22',
      'login user=alice mail ann@example.com uid=7 failed',
      'peer 2001:db8::1: refused by "203.0.113.9"',
      'account user="ann lee" via 203.0.113.9:443, 203.0.113.8',
    ]) {
      const plain = documentOf(message);
      const replaced = documentOf(message, {}, { pseudonymKey });
      assert.equal(replaced['kafkainsight.pattern.id'], plain['kafkainsight.pattern.id'], message);
      const text = patternText(sourceOfMessage(String(replaced['message'])));
      assert.equal(text, patternText(sourceOfMessage(message)));
      assert.ok(!/ann|alice|root|203|2001/.test(text), text);
    }
  });
});
