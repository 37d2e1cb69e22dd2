import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseLine } from '../../test/helpers/parse-line.ts';
import { MAX_DOCUMENT_BYTES, MAX_LINE_BYTES } from '../limits.ts';
import { copyOf, createDocumentBuilder } from './documents.ts';

const origin = {
  fileId: 'f',
  path: 'inbox/a.log',
  version: 1,
  modifiedMillis: Date.UTC(2026, 10, 22),
  format: 'apache_combined',
  source: { prefix: '' },
  ingestedMillis: Date.UTC(2026, 10, 22),
} as const;

/** The document of a request by a user agent of so many bytes. */
function documentOf(agentBytes: number, keepOriginal: 'failed' | 'always'): Readonly<Record<string, unknown>> {
  const line = Buffer.from(
    `192.0.2.1 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 5 "-" "${'a'.repeat(agentBytes)}"`,
  );
  const builder = createDocumentBuilder(origin, { keepOriginal, userAgentDetails: false });
  const value = copyOf(builder.build({ bytes: line, start: 0, end: line.length, offset: 0, lengthBytes: line.length }));
  assert.ok(value.length <= MAX_DOCUMENT_BYTES);
  return JSON.parse(value.toString()) as Record<string, unknown>;
}

suite('the original of a line', () => {
  test('is kept where that is asked for', () => {
    assert.match(String(documentOf(10, 'always')['event.original']), /^192\.0\.2\.1 - - .* "a{10}"$/);
    assert.equal('event.original' in documentOf(10, 'failed'), false);
  });

  test('gives way to the fields where both do not fit', () => {
    const document = documentOf(MAX_LINE_BYTES - 200, 'always');
    assert.equal(document['http.response.status_code'], 200);
    assert.equal(String(document['user_agent.original']).length, MAX_LINE_BYTES - 200);
    assert.equal(document['log.flags'], undefined);
    assert.equal('event.original' in document, false);
  });
});

suite('a line that is not UTF-8', () => {
  const latin = (line: string): Buffer => Buffer.from(line, 'latin1');

  test('is read as windows-1252 and says so, in whichever format', () => {
    assert.partialDeepStrictEqual(parseLine('rfc3164', latin('Nov 22 10:02:52 host1 app: Grüße aus Köln')), {
      message: 'Grüße aus Köln',
      'process.name': 'app',
      'kafkainsight.encoding': 'windows-1252',
    });
    const json = parseLine('json', latin('{"time":"2026-11-22T10:02:52Z","user":"Jürgen","city":"Köln"}'));
    assert.partialDeepStrictEqual(json, { 'user.name': 'Jürgen', 'kafkainsight.json': { city: 'Köln' } });
    assert.equal(json['kafkainsight.encoding'], 'windows-1252');
    assert.equal(parseLine('text', latin('Köln'))['message'], 'Köln');
  });

  test('is read so where no format accepts it, too', () => {
    const failed = parseLine('json', latin('Köln'), { format: 'json' });
    assert.equal(failed['event.original'], 'Köln');
    assert.equal(failed['kafkainsight.encoding'], 'windows-1252');
  });

  test('keeps U+FFFD where it is UTF-8 in part, or where the reader cut it', () => {
    const damaged = Buffer.concat([Buffer.from('Köln '), Buffer.from([0xfc])]);
    assert.deepEqual(parseLine('text', damaged), { ...parseLine('text', 'Köln \ufffd') });
    const builder = createDocumentBuilder(
      { ...origin, format: 'text' },
      { keepOriginal: 'failed', userAgentDetails: false },
    );
    const line = latin('Köln');
    const cut = JSON.parse(
      copyOf(builder.build({ bytes: line, start: 0, end: 4, offset: 0, lengthBytes: 5 })).toString(),
    ) as Record<string, unknown>;
    assert.equal(cut['message'], 'K\ufffdln');
    assert.equal('kafkainsight.encoding' in cut, false);
  });

  test('says that it was cut where no format accepts it, wherever in the content it is', () => {
    const content = Buffer.from('a line before\nno JSON');
    const builder = createDocumentBuilder(
      { ...origin, format: 'json', source: { prefix: '', format: 'json' } },
      { keepOriginal: 'failed', userAgentDetails: false },
    );
    const built = builder.build({ bytes: content, start: 14, end: 21, offset: 14, lengthBytes: 8 });
    assert.partialDeepStrictEqual(JSON.parse(copyOf(built).toString()), {
      'event.kind': 'pipeline_error',
      'event.original': 'no JSON',
      'log.flags': ['truncated'],
      'kafkainsight.line.length_bytes': 8,
    });
  });

  test('says nothing of an encoding where only what an escape stands for is no UTF-8', () => {
    const document = parseLine(
      'apache_common',
      String.raw`192.0.2.1 - - [22/Nov/2026:10:02:52 +0000] "GET /caf\xe9 HTTP/1.1" 200 5`,
    );
    assert.equal(document['url.path'], '/café');
    assert.equal('kafkainsight.encoding' in document, false);
  });

  test('of the largest size gives a document within its bounds', () => {
    for (const text of ['ü'.repeat(MAX_LINE_BYTES), 'ü\x01'.repeat(MAX_LINE_BYTES / 2)]) {
      const line = latin(text);
      const builder = createDocumentBuilder(
        { ...origin, format: 'text' },
        { keepOriginal: 'always', userAgentDetails: false },
      );
      const value = copyOf(
        builder.build({ bytes: line, start: 0, end: line.length, offset: 0, lengthBytes: line.length }),
      );
      assert.ok(value.length <= MAX_DOCUMENT_BYTES);
      const document = JSON.parse(value.toString()) as Record<string, unknown>;
      assert.match(String(document['message']), /^ü/);
      assert.equal(document['kafkainsight.line.length_bytes'], MAX_LINE_BYTES);
    }
  });
});
