import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';
import type { DocumentOptions } from '../documents/documents.ts';

const parseText = (text: string, changes: Partial<DocumentOptions> = {}): ParsedLine =>
  parseLine('json', text, { format: 'json' }, changes);

suite('what does not fit a flattened field', () => {
  const nest = (depth: number): unknown => (depth === 0 ? 1 : { k: nest(depth - 1) });
  const deep = JSON.stringify({ msg: 'm', deep: nest(30) });
  const fits = (line: unknown): boolean => {
    const text = typeof line === 'string' ? line : JSON.stringify(line);
    const document = parseText(text);
    const isFlat = 'kafkainsight.json' in document;
    assert.equal(document['event.original'], isFlat ? undefined : text);
    assert.deepEqual(document['log.flags'], isFlat ? undefined : ['unflattened']);
    return isFlat;
  };

  test('is kept in the line, which is kept whole', () => {
    assert.deepEqual([fits(nest(20)), fits(nest(21))], [true, false]);
    assert.deepEqual([fits({ a: 'x'.repeat(32_000) }), fits({ a: 'x'.repeat(32_700) })], [true, false]);
    assert.deepEqual([fits({ ['k'.repeat(32_000)]: 1 }), fits({ ['k'.repeat(32_700)]: 1 })], [true, false]);
    assert.deepEqual([fits({ a: { ['k'.repeat(32_000)]: 'x'.repeat(700) } })], [false]);
    assert.deepEqual([fits(`{"a":${'9'.repeat(1_000)}}`), fits(`{"a":${'9'.repeat(1_001)}}`)], [true, false]);
    assert.deepEqual(
      [fits('{"a":{"b":1,"b":2}}'), fits('{"a\\u0000":1}'), fits('{"a":{"\\u0000":1}}')],
      [false, false, false],
    );
    assert.equal(fits('{"log.x":1,"log":{"x":2}}'), false);
  });

  test('leaves the fields as they are', () => {
    assert.equal(parseText(deep)['message'], 'm');
  });

  test('is left out where no raw text may be kept', () => {
    const document = parseText(deep, { pseudonymKey: Buffer.from('k') });
    assert.equal(document['event.original'], undefined);
    assert.deepEqual(document['log.flags'], ['unflattened']);
  });
});
