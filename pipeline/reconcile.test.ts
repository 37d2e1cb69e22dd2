import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ErasedPart, Tombstone } from './files/erasures.ts';
import type { ObjectSummary } from './ports.ts';
import {
  type LedgerPart,
  reconcileFile,
  reconcileForgotten,
  reconcileInbox,
  reconcileQueue,
  type ReconciledFile,
} from './reconcile.ts';

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
    events: 10,
    produced: 10,
    storedMillis: 900,
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

  it('was dropped under another name: each name has entries of its own, and its lines count once', () => {
    const rotated = whole.map((one) => ({ ...one, key: 'inbox/a.log.1', finishedMillis: 3000 }));
    assert.deepEqual(kinds([...whole, ...rotated], 30), []);
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
    assert.deepEqual(kinds([part(0, { end: 0, sizeBytes: 0, last: true, lines: 0, events: 0, produced: 0 })], 0), []);
  });
});

describe('what was deleted on purpose', () => {
  const erased = (start: number, documents: number, erasedMillis: number): ErasedPart => ({
    fileId: whole[0]?.fileId ?? '',
    key: KEY,
    start,
    documents,
    pending: [],
    erasedMillis,
  });
  const differencesWith = (parts: readonly LedgerPart[], documents: number, some: readonly ErasedPart[]): string[] =>
    reconcileFile(parts, { documents, outstandingLetters: 1, erased: some }, SETTLED).differences.map(
      ({ kind }) => kind,
    );

  it('is not missing, and what is missing beside it is', () => {
    assert.deepEqual(differencesWith(whole, 25, [erased(0, 3, 3000), erased(100, 1, 3000)]), []);
    assert.deepEqual(differencesWith(whole, 24, [erased(0, 3, 3000), erased(100, 1, 3000)]), ['DOCUMENTS_MISSING']);
  });

  it('is there again once its part was produced again, under whichever key', () => {
    assert.deepEqual(differencesWith(whole, 29, [erased(0, 3, 500)]), []);
    const renamed = part(0, { key: 'inbox/renamed.log', startedMillis: 4000 });
    assert.deepEqual(differencesWith([...whole, renamed], 26, [erased(0, 3, 3000)]), ['DOCUMENTS_MISSING']);
  });

  const tombstone: Tombstone = {
    fileId: 'f',
    key: KEY,
    etags: ['e'],
    storedMillis: 900,
    kept: true,
    forgottenMillis: 2500,
  };
  const object = (storedMillis: number): ObjectSummary => ({ key: KEY, etag: 'e', sizeBytes: 1, storedMillis });

  it('is an object that was kept, until another is stored', () => {
    const missing = (storedMillis: number, some: readonly Tombstone[]): number =>
      reconcileInbox([object(storedMillis)], [], SETTLED, some).length;
    assert.deepEqual([missing(900, [tombstone]), missing(901, [tombstone])], [0, 1]);
    assert.equal(missing(900, [{ ...tombstone, kept: false }]), 1);
  });

  it('came back where nobody dropped it again', () => {
    const judged = (parts: readonly LedgerPart[], documents: number): ReconciledFile | undefined =>
      reconcileForgotten([tombstone], parts, { documents, outstandingLetters: 0 });
    const kindsOf = (file: ReconciledFile | undefined): string[] | undefined =>
      file?.differences.map(({ kind }) => kind);
    const stored = (storedMillis: number, key = KEY): LedgerPart[] =>
      whole.map((one) => ({ ...one, key, storedMillis }));
    assert.deepEqual(kindsOf(judged([], 0)), []);
    assert.deepEqual(kindsOf(judged([], 1)), ['FORGOTTEN_BACK']);
    assert.deepEqual(kindsOf(judged(stored(900), 30)), ['FORGOTTEN_BACK']);
    assert.equal(judged(stored(901), 30), undefined);
    // under another name: it was stored before it was forgotten, or afterwards
    assert.deepEqual(kindsOf(judged(stored(2400, 'inbox/renamed.log'), 30)), ['FORGOTTEN_BACK']);
    assert.equal(judged(stored(2501, 'inbox/renamed.log'), 30), undefined);
  });
});

describe('the inbox', () => {
  const object = (key: string, storedMillis: number) => ({ key, storedMillis, sizeBytes: 1, etag: '"1"' });

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
