import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counted } from './wording.ts';

test('what is counted is in the singular for one, and for nothing else', () => {
  assert.equal(counted(0, 'file'), '0 files');
  assert.equal(counted(1, 'file'), '1 file');
  assert.equal(counted(2, 'file'), '2 files');
  assert.equal(counted(1234, 'dead letter'), '1,234 dead letters');
  assert.equal(counted(1, 'ledger entry', 'ledger entries'), '1 ledger entry');
  assert.equal(counted(21, 'ledger entry', 'ledger entries'), '21 ledger entries');
});
