import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
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
  const value = copyOf(builder.build(line, 0, line.length, 0, line.length));
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
