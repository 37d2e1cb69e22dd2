import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ledgerPart as part, PART_KEY as KEY } from '../../../test/helpers/ledger-part.ts';
import type { Clash } from '../clashes.ts';
import type { ErasedPart } from '../erasures.ts';
import type { LedgerPart } from '../ledger-part.ts';
import type { ReconciledFile } from './difference.ts';
import { type IndexedFile, reconcileFile } from './file.ts';

const SETTLED = 10_000;

const whole = [part(200), part(0), part(100)];

function judged(
  [first, ...rest]: readonly LedgerPart[],
  indexed: Partial<IndexedFile>,
  clashes: readonly Clash[] = [],
): ReconciledFile {
  assert.ok(first);
  return reconcileFile([first, ...rest], { documents: 0, outstandingLetters: 0, ...indexed }, SETTLED, clashes);
}

function kinds(parts: readonly LedgerPart[], documents: number, outstandingLetters = 0): string[] {
  return judged(parts, { documents, outstandingLetters }).differences.map(({ kind }) => kind);
}

describe('a file', () => {
  it('adds up where its parts cover it and each line is a document or a dead letter', () => {
    assert.deepEqual(kinds(whole, 30), []);
    assert.deepEqual(kinds(whole, 28, 2), []);
    const { lines, documents, deadLetters } = judged(whole, { documents: 28, outstandingLetters: 2 });
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

  it('is compared with the longest content that was read to its end, whatever was dropped last', () => {
    const shorter = [part(0), part(100, { end: 150 })].map((one) => ({
      ...one,
      ...{ key: 'inbox/a.log.1', etag: '"0"', sizeBytes: 150, events: 5, storedMillis: 5000, finishedMillis: 6000 },
    }));
    assert.deepEqual(kinds([...whole, ...shorter], 30), []);
    assert.deepEqual(kinds([...whole, ...shorter], 29), ['DOCUMENTS_MISSING']);
    const { key, otherKeys, lines } = judged([...whole, ...shorter], { documents: 30 });
    assert.deepEqual([key, otherKeys, lines], [KEY, ['inbox/a.log.1'], 30]);
  });

  it('was truncated under its key: what its earlier content had behind the end stays, and makes up for nothing before it', () => {
    const truncated = [part(0), part(100, { end: 150, lines: 5, events: 5, produced: 5 })].map((one) => ({
      ...one,
      ...{ etag: '"2"', sizeBytes: 150, storedMillis: 5000, finishedMillis: 6000 },
    }));
    const left = [part(200)];
    const file = judged([...left, ...truncated], { documents: 30, within: 15 });
    assert.deepEqual([file.differences, file.lines, file.behind], [[], 15, 15]);
    const missing = judged([...left, ...truncated], { documents: 15, within: 10 }).differences;
    assert.deepEqual(
      missing.map(({ kind }) => kind),
      ['DOCUMENTS_MISSING'],
    );
  });

  it('grew under another key, and what it grew by was not all read: that is missing, and what was read to its end adds up', () => {
    const grown = [0, 100, 200, 400].map((start) =>
      part(start, { key: 'inbox/a.log.1', etag: '"2"', sizeBytes: 500, finishedMillis: 3000, last: false }),
    );
    const { differences } = judged([...whole, ...grown], { documents: 40, within: 30 });
    assert.deepEqual(
      differences.map(({ kind, key, message }) => [kind, key, message.includes('from 300 to 400')]),
      [['PART_MISSING', 'inbox/a.log.1', true]],
    );
  });

  it('has a broken copy: of one that may be longer it is said', () => {
    const copy = {
      key: 'inbox/a.log.gz',
      compression: 'gzip',
      sizeBytes: 50,
      errorCode: 'DECOMPRESSION_FAILED',
      last: true,
    };
    assert.deepEqual(kinds([...whole, part(0, copy)], 30), ['PART_BROKEN']);
  });

  it('left entries of another part size behind, which count for nothing', () => {
    const anew = [part(0, { end: 150 }), part(150, { end: 300, events: 15, produced: 15, lines: 15 })];
    assert.deepEqual(kinds([...anew, part(100), part(200)], 25), []);
  });

  it('was overwritten before anything of it was read', () => {
    assert.deepEqual(kinds([part(0, { end: 0, events: 0, produced: 0, errorCode: 'OBJECT_CHANGED' })], 0), [
      'PART_MISSING',
    ]);
  });

  it('has documents in two indices, which make up for none that is missing', () => {
    const found = judged(whole, { documents: 32, copies: 3, within: 29 }).differences;
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['DOCUMENT_TWICE', 'DOCUMENTS_MISSING'],
    );
    assert.match(found[0]?.message ?? '', /^3 documents of it are in another index.*reconcile --repair/);
  });

  it('is repaired by deleting copies, and states of parts whose documents are missing; where neither is, by nothing', () => {
    const repairs = (indexed: Partial<IndexedFile>): unknown => judged(whole, indexed).repairs;
    assert.deepEqual(repairs({ documents: 30 }), []);
    assert.deepEqual(repairs({ documents: 28 }), [{ kind: 'states', documents: 2 }]);
    assert.deepEqual(repairs({ documents: 32, copies: 3, within: 29 }), [
      { kind: 'copies', documents: 3 },
      { kind: 'states', documents: 1 },
    ]);
  });

  it('clashes with another: both are named, and their documents are not counted', () => {
    const clash = { key: KEY, otherKey: 'inbox/a.log.1', start: 100, end: 200 };
    const [found, ...others] = judged(whole, { documents: 45 }, [clash]).differences;
    assert.deepEqual([found?.kind, found?.key, others], ['IDENTITY_CLASH', KEY, []]);
    assert.match(found?.message ?? '', /a\.log\.1.*between the bytes 100 and 200.*forget --id f/);
    const replaced = judged(whole, { documents: 45 }, [{ ...clash, otherKey: KEY }]).differences[0];
    assert.match(replaced?.message ?? '', /^it replaced a content/);
  });

  it('has a cure for whatever differs', () => {
    const broken = part(0, { errorCode: 'DECOMPRESSION_FAILED', errorMessage: 'It ends too early.' });
    const cases = [
      judged(whole, { documents: 29 }),
      judged(whole, { documents: 31 }),
      judged(whole, { documents: 31, copies: 1, within: 30 }),
      judged([part(0)], { documents: 10 }),
      judged([broken], {}),
      judged([part(0, { produced: 9 }), part(100), part(200)], { documents: 29 }),
    ];
    for (const { message } of cases.flatMap(({ differences }) => differences)) {
      assert.match(message, /[Dd]rop the file again|--repair/);
      assert.doesNotMatch(message, /\.$/);
    }
  });

  it('was dropped under another name: each name has entries of its own, and its lines count once', () => {
    const rotated = whole.map((one) => ({ ...one, key: 'inbox/a.log.1', finishedMillis: 3000 }));
    assert.deepEqual(kinds([...whole, ...rotated], 30), []);
  });

  it('is not judged while it settles', () => {
    const parts = [part(0, { finishedMillis: SETTLED + 1 })];
    const { settling, differences } = judged(parts, {});
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
    judged(parts, { documents, outstandingLetters: 1, erased: some }).differences.map(({ kind }) => kind);

  it('is not missing, and what is missing beside it is', () => {
    assert.deepEqual(differencesWith(whole, 25, [erased(0, 3, 3000), erased(100, 1, 3000)]), []);
    assert.deepEqual(differencesWith(whole, 24, [erased(0, 3, 3000), erased(100, 1, 3000)]), ['DOCUMENTS_MISSING']);
  });

  it('is there again once its part was produced again, under whichever key', () => {
    assert.deepEqual(differencesWith(whole, 29, [erased(0, 3, 500)]), []);
    const renamed = part(0, { key: 'inbox/renamed.log', startedMillis: 4000 });
    assert.deepEqual(differencesWith([...whole, renamed], 26, [erased(0, 3, 3000)]), ['DOCUMENTS_MISSING']);
  });
});
