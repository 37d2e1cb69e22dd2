import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ledgerPart } from '../../test/helpers/ledger-part.ts';
import { type Clash, compareContents, withoutRepeats } from './clashes.ts';
import { contentsOf } from './contents.ts';
import type { LedgerPart } from './ledger-part.ts';

const OTHER = { key: 'inbox/a.log.1', etag: '"2"' };

/** A part whose hash is made up of its content's name. */
function part(start: number, hash: string, changes: Partial<LedgerPart> = {}): LedgerPart {
  return ledgerPart(start, { hash, ...changes });
}

const longest = [part(0, 'a'), part(100, 'b'), part(200, 'c')];

function compared(parts: readonly LedgerPart[]): unknown {
  const [first, ...rest] = parts;
  assert.ok(first);
  const { clashes, doubts } = compareContents(contentsOf([first, ...rest]));
  return {
    clashes: clashes.map(({ key, otherKey, start, end }) => [key, otherKey, start, end]),
    doubts: doubts.map(({ content, start, end, hash }) => [content.key, start, end, hash]),
  };
}

const NONE = { clashes: [], doubts: [] };

describe('contents of one file', () => {
  it('are beginnings of the longest where their parts have its hashes', () => {
    assert.deepEqual(compared(longest), NONE);
    const shorter = [part(0, 'a', { ...OTHER, sizeBytes: 200 }), part(100, 'b', { ...OTHER, sizeBytes: 200 })];
    assert.deepEqual(compared([...longest, ...shorter]), NONE);
  });

  it('clash where a part of the same bytes has another hash', () => {
    const other = [part(0, 'a', { ...OTHER, sizeBytes: 200 }), part(100, 'x', { ...OTHER, sizeBytes: 200 })];
    assert.deepEqual(compared([...longest, ...other]), {
      clashes: [['inbox/a.log', 'inbox/a.log.1', 100, 200]],
      doubts: [],
    });
  });

  it('are beginnings where ingest saw it, and are to be read where it did not', () => {
    const shorter = [
      part(0, 'a', { ...OTHER, sizeBytes: 150 }),
      part(100, 's', { ...OTHER, end: 150, sizeBytes: 150 }),
    ];
    assert.deepEqual(compared([...longest, ...shorter]), {
      clashes: [],
      doubts: [['inbox/a.log', 100, 150, 's']],
    });
    const seen = [part(0, 'a'), part(100, 'b', { contains: ['120:y', '150:s'] }), part(200, 'c')];
    assert.deepEqual(compared([...seen, ...shorter]), NONE);
  });

  it('clash where ingest saw one replace another, of whichever key that was', () => {
    const replaced = [part(0, 'a'), part(100, 'b', { replaces: ['150:s'] }), part(200, 'c')];
    assert.deepEqual(compared(replaced), { clashes: [['inbox/a.log', 'inbox/a.log', 100, 200]], doubts: [] });
    const other = [part(0, 'x', { ...OTHER, sizeBytes: 100 })];
    assert.deepEqual(compared([...replaced, ...other]), {
      clashes: [['inbox/a.log', 'inbox/a.log.1', 0, 100]],
      doubts: [],
    });
  });

  it('are to be read where their parts are of other sizes', () => {
    const other = [0, 150].map((start) => part(start, `x${start}`, { ...OTHER, end: start + 150 }));
    assert.deepEqual(compared([...longest, ...other]), {
      clashes: [],
      doubts: [
        ['inbox/a.log.1', 0, 100, 'a'],
        ['inbox/a.log', 150, 300, 'x150'],
      ],
    });
  });

  it('are compared as far as the longest goes that was read to its end', () => {
    const longer = [part(0, 'a', { ...OTHER, sizeBytes: 500 }), part(400, 'z', { ...OTHER, sizeBytes: 500 })];
    assert.deepEqual(compared([...longest, ...longer]), NONE);
    const last = [part(0, 'a', { ...OTHER, sizeBytes: 500, end: 400 })];
    assert.deepEqual(compared([...longest, ...last]), { clashes: [], doubts: [['inbox/a.log.1', 0, 100, 'a']] });
  });

  it('are the same compressed; broken, encoded otherwise or overwritten they say nothing', () => {
    const gzip = { ...OTHER, compression: 'gzip', sizeBytes: 50 };
    assert.deepEqual(compared([...longest, part(0, 'a', gzip)]), NONE);
    for (const changes of [
      { ...gzip, errorCode: 'DECOMPRESSION_FAILED' },
      { ...gzip, compression: 'gzip+utf-16le' },
      { ...OTHER, errorCode: 'OBJECT_CHANGED' },
    ]) {
      assert.deepEqual(compared([...longest, part(0, 'x', changes)]), NONE);
    }
  });
});

describe('clashes of a file', () => {
  const clash = (key: string, otherKey: string): Clash => ({ key, otherKey, start: 0, end: 1 });
  const keysOf = (...clashes: readonly Clash[]): unknown =>
    withoutRepeats(clashes).map(({ key, otherKey }) => [key, otherKey]);

  it('are named once for two keys, whichever comes first', () => {
    assert.deepEqual(keysOf(clash('a', 'b'), clash('b', 'a'), clash('a', 'c')), [
      ['b', 'a'],
      ['a', 'c'],
    ]);
  });

  it('name an earlier content of a key only where no other key has it', () => {
    assert.deepEqual(keysOf(clash('a', 'a')), [['a', 'a']]);
    assert.deepEqual(keysOf(clash('a', 'a'), clash('a', 'b')), [['a', 'b']]);
    assert.deepEqual(keysOf(clash('b', 'b'), clash('a', 'b')), [['a', 'b']]);
    assert.deepEqual(keysOf(clash('c', 'c'), clash('a', 'b')), [
      ['c', 'c'],
      ['a', 'b'],
    ]);
  });
});
