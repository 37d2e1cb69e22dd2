import assert from 'node:assert/strict';
import { mock, suite, test } from 'node:test';
import { KafkaInsightError } from '../core/errors.ts';
import { lambdaContext } from '../test/helpers/lambda-context.ts';
import { createLog, errorFields } from './log.ts';

suite('the log', () => {
  test('is one JSON object a line, with the request it belongs to', () => {
    const written = mock.method(process.stderr, 'write', () => true);
    try {
      const log = createLog('ingest');
      log.begin(lambdaContext());
      log.error('part broken', { key: 'inbox/a.log', lines: 3, last: true, start: undefined });
      const [line] = written.mock.calls.map(({ arguments: [text] }) => String(text));
      assert.ok(line !== undefined);
      assert.equal(line.indexOf('\n'), line.length - 1);
      assert.partialDeepStrictEqual(JSON.parse(line), {
        level: 'ERROR',
        message: 'part broken',
        service: 'kafkainsight-ingest',
        function_request_id: '00000000-0000-4000-8000-000000000000',
        key: 'inbox/a.log',
        lines: 3,
        last: true,
      });
    } finally {
      written.mock.restore();
    }
  });

  test('says of an error its code and what it says of itself', () => {
    const error = new KafkaInsightError('OBJECT_NOT_FOUND', 'There is no such object.', { cause: new Error('404') });
    assert.deepEqual(errorFields(error), { code: 'OBJECT_NOT_FOUND', reason: 'There is no such object.' });
    assert.partialDeepStrictEqual(errorFields(new TypeError('x is not a function')), {
      code: 'TypeError',
      reason: 'x is not a function',
    });
    assert.deepEqual(errorFields('thrown text'), { code: 'unknown', reason: 'thrown text' });
  });
});
