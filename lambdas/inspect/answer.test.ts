import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReconciledFile } from '../../core/ledger/reconcile/difference.ts';
import { boundedAnswer } from './answer.ts';

const difference = (key: string): ReconciledFile['differences'][number] => ({
  kind: 'PART_MISSING',
  key,
  message: 'no entry for the bytes from 0 to 9',
});
const file = (number: number, differs: boolean): ReconciledFile => ({
  fileId: String(number),
  key: `inbox/größe-${number}.log`,
  otherKeys: [],
  lines: 1,
  documents: 1,
  deadLetters: 0,
  behind: 0,
  settling: false,
  repairs: [],
  differences: differs ? [difference(`inbox/größe-${number}.log`)] : [],
});
const files = Array.from({ length: 1000 }, (_, number) => file(number, number % 100 === 99));
const report = { files, differences: files.flatMap(({ differences }) => differences), notCompared: 0 };

test('a report that fits is answered whole, files that differ before the others', () => {
  const answer = boundedAnswer(report, 1_000_000);
  assert.equal(answer.files.length, 1000);
  assert.ok(answer.files.slice(0, 10).every(({ differences }) => differences.length === 1));
  assert.deepEqual(answer.differences, report.differences);
});

test('one that does not says what matters most, how much there was, and is no longer than allowed', () => {
  const answer = boundedAnswer(report, 5_000);
  assert.deepEqual([answer.fileCount, answer.differenceCount], [1000, 10]);
  assert.equal(answer.differences.length, 10);
  assert.ok(answer.files.length > 10 && answer.files.length < 100);
  const bytes = Buffer.byteLength(JSON.stringify([answer.differences, answer.files]));
  assert.ok(bytes > 4_000 && bytes <= 5_010, String(bytes));
});
