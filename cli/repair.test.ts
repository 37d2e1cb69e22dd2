import assert from 'node:assert/strict';
import { mock, suite, test } from 'node:test';
import type { ForgetEvent } from '../lambdas/forget/forget.ts';
import { repair, type RepairableFile } from './repair.ts';

const files: readonly RepairableFile[] = [
  { fileId: 'a', key: 'inbox/a.log', repairs: [{ kind: 'copies', documents: 1_234 }] },
  { fileId: 'b', key: 'inbox/b.log', repairs: [] },
  { fileId: 'c', key: 'inbox/c.log', repairs: [{ kind: 'former', documents: 1 }] },
  { fileId: 'd', key: 'inbox/d.log', repairs: [{ kind: 'states', documents: 7 }] },
];

/** Returns what the function was asked, and what was printed. */
async function run(options: { readonly yes: boolean; readonly dryRun: boolean }, some = files): Promise<unknown[]> {
  const asked: ForgetEvent[] = [];
  const printed: string[] = [];
  const write = mock.method(process.stdout, 'write', (text: string) => printed.push(text) > 0);
  try {
    const isDone = await repair(
      {
        // the first response says that time ran out
        ask: (event) => {
          asked.push(event);
          return Promise.resolve<unknown>({ isDone: asked.length > 1, deleted: 617, left: [] });
        },
      },
      some,
      options,
    );
    return [isDone, asked, printed.join('')];
  } finally {
    write.mock.restore();
  }
}

suite('reconcile --repair', () => {
  test('says what goes, and asks until it is done', async () => {
    const [isDone, asked, printed] = await run({ yes: true, dryRun: false });
    assert.equal(isDone, true);
    assert.deepEqual(
      (asked as ForgetEvent[]).map((event) => [event.question, 'fileId' in event && event.fileId]),
      [
        ['repair', 'a'],
        ['repair', 'a'],
        ['forget', 'c'],
        ['repair', 'd'],
      ],
    );
    assert.ok((asked as ForgetEvent[]).every((event) => !('keepObject' in event) || event.keepObject));
    assert.match(String(printed), /inbox\/a\.log +older documents .* +1,234\ninbox\/c\.log +documents .* +1\n/);
    assert.match(
      String(printed),
      /inbox\/a\.log: 1,234 documents deleted\.\ninbox\/c\.log: 1 document deleted\.\ninbox\/d\.log: drop it again\.\n$/,
    );
  });

  test('deletes nothing where nothing is to go, or it is only to be said', async () => {
    assert.deepEqual((await run({ yes: true, dryRun: true })).slice(0, 2), [false, []]);
    const [isDone, asked, printed] = await run({ yes: true, dryRun: false }, []);
    assert.deepEqual([isDone, asked], [false, []]);
    assert.match(String(printed), /There is nothing that --repair could delete/);
  });
});
