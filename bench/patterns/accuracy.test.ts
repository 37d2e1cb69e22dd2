import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvRows, groupingAccuracy } from './accuracy.ts';

test('a message counts where its group is a whole template and nothing else', () => {
  const messages = [
    { truth: 'a', found: '1' },
    { truth: 'a', found: '1' },
    // one template in two groups
    { truth: 'b', found: '2' },
    { truth: 'b', found: '3' },
    // two templates in one group
    { truth: 'c', found: '4' },
    { truth: 'd', found: '4' },
  ];
  assert.equal(groupingAccuracy(messages), 2 / 6);
});

test('quotes, commas and line ends of CSV', () => {
  assert.deepEqual(
    [...csvRows('Id,Content\r\n1,"a ""b"", c"\n2,\n3,"two\nlines"')],
    [
      ['Id', 'Content'],
      ['1', 'a "b", c'],
      ['2', ''],
      ['3', 'two\nlines'],
    ],
  );
});
