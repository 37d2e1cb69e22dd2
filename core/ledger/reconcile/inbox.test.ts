import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ledgerPart as part, PART_KEY as KEY } from '../../../test/helpers/ledger-part.ts';
import type { ObjectSummary } from '../../ports.ts';
import type { Tombstone } from '../erasures.ts';
import type { LedgerPart } from '../ledger-part.ts';
import type { ReconciledFile } from './difference.ts';
import { reconcileForgotten, reconcileInbox, reconcileQueue } from './inbox.ts';

const SETTLED = 10_000;
const whole = [part(200), part(0), part(100)];

describe('what was forgotten', () => {
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
  });

  it('is asked by content, not by time: one that was stored anew with the same content is known, another is not', () => {
    const kindsOf = (one: ObjectSummary, parts = whole): string[] =>
      reconcileInbox([one], parts, SETTLED).map(({ kind, message }) => `${kind}: ${message}`);
    assert.deepEqual(kindsOf(object(KEY, 9000)), []);
    const other = [`NOT_INGESTED: the object has another content than was ingested. Drop it again`];
    assert.deepEqual(kindsOf({ ...object(KEY, 1000), etag: '"2"' }), other);
    const changed = whole.map((one) => ({ ...one, errorCode: 'OBJECT_CHANGED' }));
    assert.deepEqual(kindsOf(object(KEY, 900), changed), other);
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
