import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHeaderLine } from './header.ts';

test('a line is about those after it as the format of its file has it', () => {
  // W3C, "Extended Log File Format", section Directives; Amazon VPC User Guide, "Flow log records"
  const directive = '#Fields: date time cs-uri-stem';
  const names = 'version account-id interface-id srcaddr dstaddr';
  const isHeader = (kind: 'w3c' | 'vpcflow', line: string): boolean =>
    isHeaderLine(
      kind === 'w3c' ? { w3c: directive } : { vpcflow: names },
      Buffer.from(line),
      0,
      Buffer.byteLength(line),
    );
  assert.deepEqual([isHeader('w3c', directive), isHeader('w3c', '2026-11-22 10:02:52 /cart')], [true, false]);
  assert.deepEqual(
    [isHeader('vpcflow', names), isHeader('vpcflow', '2 123456789010 eni-1 10.0.0.1 10.0.0.2')],
    [true, false],
  );
  assert.deepEqual([isHeader('w3c', names), isHeader('vpcflow', directive)], [false, false]);
});
