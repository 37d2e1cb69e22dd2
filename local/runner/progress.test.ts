import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { grouped } from '../../core/wording.ts';
import { createProgress, table } from './progress.ts';

function output(isTTY: boolean): { isTTY: boolean; columns: number; text: string; write(text: string): void } {
  return {
    isTTY,
    columns: 20,
    text: '',
    write(text) {
      this.text += text;
    },
  };
}

describe('progress', () => {
  it('changes one line in place on a terminal, cut to its width, and takes it away', () => {
    const terminal = output(true);
    const progress = createProgress(terminal);
    progress.show('one');
    progress.show('a text that is longer than the line');
    progress.end();
    progress.end();
    assert.equal(terminal.text, '\r\x1b[2Kone\r\x1b[2Ka text that is long\r\x1b[2K');
  });

  it('writes a line now and then elsewhere, and none twice', () => {
    const file = output(false);
    const progress = createProgress(file);
    progress.show('one');
    progress.show('one');
    progress.show('two, within the same seconds');
    progress.end();
    assert.equal(file.text, 'one\n');
  });
});

describe('a table', () => {
  it('aligns names left and numbers right', () => {
    const rows = [
      ['file', 'lines'],
      ['a.log', grouped(12_345)],
      ['b', '7'],
    ];
    assert.equal(table(rows), 'file    lines\na.log  12,345\nb           7\n');
  });
});
