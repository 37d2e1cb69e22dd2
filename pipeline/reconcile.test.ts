import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LedgerPart, reconcileFile, reconcileInbox, reconcileQueue } from './reconcile.ts';

const KEY = 'inbox/a.log';
const SETTLED = 10_000;

/** A part of 100 bytes and 10 lines of a plain file of 300 bytes. */
function part(start: number, changes: Partial<LedgerPart> = {}): LedgerPart {
  return {
    fileId: 'f',
    key: KEY,
    etag: '"1"',
    compression: 'none',
    sizeBytes: 300,
    start,
    end: start + 100,
    last: start === 200,
    lines: 10,
    produced: 10,
    startedMillis: 1000,
    finishedMillis: 2000,
    ...changes,
  };
}

const whole = [part(200), part(0), part(100)];

function kinds(parts: readonly LedgerPart[], documents: number, outstandingLetters = 0): string[] {
  return reconcileFile(parts, { documents, outstandingLetters }, SETTLED).differences.map(({ kind }) => kind);
}

describe('a file', () => {
  it('adds up where its parts cover it and each line is a document or a dead letter', () => {
    assert.deepEqual(kinds(whole, 30), []);
    assert.deepEqual(kinds(whole, 28, 2), []);
    const { lines, documents, deadLetters } = reconcileFile(whole, { documents: 28, outstandingLetters: 2 }, SETTLED);
    assert.deepEqual([lines, documents, deadLetters], [30, 28, 2]);
  });

  it('lacks a part at its beginning, within, or at its end', () => {
    for (const missing of [0, 100, 200]) {
      assert.deepEqual(
        kinds(
          whole.filter(({ start }) => start !== missing),
          20,
        ),
        ['PART_MISSING'],
        String(missing),
      );
    }
  });

  it('is compressed, and ends where an entry says that it ends', () => {
    const parts = whole.map((one) => ({ ...one, compression: 'gzip', sizeBytes: 50 }));
    assert.deepEqual(kinds(parts, 30), []);
    assert.deepEqual(
      kinds(
        parts.filter(({ last }) => !last),
        20,
      ),
      ['PART_MISSING'],
    );
  });

  it('lacks documents, or has too many', () => {
    assert.deepEqual(kinds(whole, 29), ['DOCUMENTS_MISSING']);
    assert.deepEqual(kinds(whole, 28, 1), ['DOCUMENTS_MISSING']);
    assert.deepEqual(kinds(whole, 31), ['DOCUMENTS_EXTRA']);
  });

  it('lost lines before the topic', () => {
    assert.deepEqual(kinds([part(0, { produced: 9 }), part(100), part(200)], 29), ['LINES_NOT_PRODUCED']);
  });

  it('broke', () => {
    const broken = part(200, { errorCode: 'DECOMPRESSION_FAILED', errorMessage: 'unexpected end' });
    assert.deepEqual(
      kinds(
        [part(0), part(100), broken].map((one) => ({ ...one, compression: 'gzip' })),
        30,
      ),
      ['PART_BROKEN'],
    );
  });

  it('grew and was dropped again: its newest content counts, and entries of overwritten contents do not', () => {
    const changed = part(100, { end: 100, lines: 0, produced: 0, errorCode: 'OBJECT_CHANGED', finishedMillis: 4000 });
    const grown = [0, 100, 200, 300].map((start) => part(start, { etag: '"2"', sizeBytes: 400, finishedMillis: 3000 }));
    assert.deepEqual(kinds([...whole, changed, ...grown], 40), []);
    assert.deepEqual(kinds([...whole, ...grown.slice(0, 3)], 30), ['PART_MISSING']);
  });

  it('is not judged while it settles', () => {
    const parts = [part(0, { finishedMillis: SETTLED + 1 })];
    const { settling, differences } = reconcileFile(parts, { documents: 0, outstandingLetters: 0 }, SETTLED);
    assert.deepEqual([settling, differences], [true, []]);
  });

  it('is a replay: its documents belong to other files', () => {
    assert.deepEqual(
      kinds(
        whole.map((one) => ({ ...one, key: 'replay/a', produced: 9 })),
        0,
      ),
      [],
    );
  });

  it('is empty', () => {
    assert.deepEqual(kinds([part(0, { end: 0, sizeBytes: 0, last: true, lines: 0, produced: 0 })], 0), []);
  });
});

describe('the inbox', () => {
  const object = (key: string, storedMillis: number) => ({ key, storedMillis, sizeBytes: 1 });

  it('holds nothing that the ledger does not know, or knows only as it was', () => {
    const objects = [object(KEY, 900), object('inbox/unknown.log', 900), object('inbox/young.log', SETTLED + 1)];
    assert.deepEqual(
      reconcileInbox(objects, whole, SETTLED).map(({ kind, key }) => [kind, key]),
      [['NOT_INGESTED', 'inbox/unknown.log']],
    );
    assert.deepEqual(
      reconcileInbox([object(KEY, 9000)], whole, SETTLED).map(({ kind, key }) => [kind, key]),
      [['NOT_INGESTED', KEY]],
    );
  });
});

describe('the queue', () => {
  it('has given up on nothing', () => {
    assert.deepEqual(reconcileQueue(0), []);
    assert.deepEqual(
      reconcileQueue(2).map(({ kind }) => kind),
      ['MESSAGES_GIVEN_UP'],
    );
  });
});
