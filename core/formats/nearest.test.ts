import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { formatLabels, formatNames } from '../format-table.ts';
import { nearestFormat, nearestText } from './nearest.ts';

const access = '192.0.2.1 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 5';

suite('the nearest format', () => {
  test('is the one as whose lines the first line begins', () => {
    const json = nearestFormat(Buffer.from('{"level":"info","time":"2026-11-22T10:02:52Z","msg":"a",}\n'));
    assert.equal(json?.format, 'json');
    assert.equal(nearestFormat(Buffer.from('{"a":1}{"a":2}\n'))?.format, 'json');
  });

  test('is the one that accepts most of them, with the reason for the first that it does not', () => {
    const lines = ['Traceback (most recent call last):', access, access, '{"a":1}'];
    assert.equal(nearestFormat(Buffer.from(lines.join('\n')))?.format, 'apache_common');
  });

  test('is the one that the source gives', () => {
    assert.equal(nearestFormat(Buffer.from(`${access}\n`), 'rfc5424')?.format, 'rfc5424');
  });

  test('is none where nothing comes close, all is accepted, or there is nothing', () => {
    for (const text of ['', '\n\n', 'some words\nand more\n', `${access}\n`])
      assert.equal(nearestFormat(Buffer.from(text)), undefined);
  });

  test('is told without any of the line', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.option(fc.constantFrom(...formatNames)), (bytes, fixed) => {
        const nearest = nearestFormat(Buffer.from(bytes), fixed ?? undefined);
        if (nearest !== undefined) assert.ok(formatLabels.includes(nearest.format));
        assert.match(nearestText(nearest), /^[ -~]+$/);
      }),
    );
  });
});
