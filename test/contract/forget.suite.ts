import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { refreshAll } from '../../adapters/search/counts.ts';
import { stateKey } from '../../core/files/part-state.ts';
import { LEDGER_INDEX } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { createPseudonyms } from '../../core/pseudonyms/pseudonyms.ts';
import { indexTemplates } from '../../core/search/index-templates.ts';
import { eraseUser, surveyUser } from '../../lambdas/forget/erase-user.ts';
import { deleteAll, deleteFound, findSome } from '../../lambdas/forget/find-documents.ts';
import { forgetFile } from '../../lambdas/forget/forget-file.ts';
import { surveyFiles } from '../../lambdas/forget/survey.ts';
import { readErasedParts } from '../../lambdas/inspect/erasures.ts';
import { DEAD_LETTER_KEY, STORED_FILE_BUCKET, type StoredFile, storeFile } from '../helpers/stored-file.ts';

/**
 * What forgetting has to do on every search engine: with real documents, entries and dead letters.
 *
 * @param options.broken whether it is broken off at every request, which takes long
 */
export function forgetTests(getEngine: () => SearchEngine, options: { readonly broken: boolean }): void {
  describe('forgetting', () => {
    let engine: SearchEngine;

    before(async () => {
      engine = getEngine();
      for (const { name, body } of indexTemplates(engine.kind, { replicas: 0, refreshSeconds: 1 })) {
        await engine.request('PUT', `/_index_template/${name}`, body);
      }
    });

    const storedFile = (userName?: (name: string) => string): Promise<StoredFile> => storeFile(engine, userName);

    const found = async ({ index }: StoredFile): Promise<number> =>
      (await findSome(engine, index, { match_all: {} })).length;

    test('a document is deleted as it was found: a newer one stays, and the same may be written again', async () => {
      const index = `kafkainsight-logs-forget.${randomBytes(6).toString('hex')}-2026.11`;
      const statuses = async (id: string, version: number): Promise<number[]> => {
        const action = { index: { _index: index, _id: id, version, version_type: 'external_gte' } };
        const results = await engine.bulk(Buffer.from(`${JSON.stringify(action)}\n{"message":"x"}\n`), 30_000);
        return results.map(({ status }) => status);
      };
      for (const [id, version] of [
        ['partial', 0],
        ['whole', 5],
        ['grown', 5],
      ] as const)
        await statuses(id, version);
      await refreshAll(engine);
      const seen = await findSome(engine, index, { match_all: {} });
      assert.deepEqual(await statuses('grown', 6), [200]);
      assert.equal(await deleteFound(engine, seen), 2);
      assert.deepEqual(await statuses('whole', 5), [201]);
      await refreshAll(engine);
      assert.equal(await deleteAll(engine, { indices: index, query: { match_all: {} } }, Infinity), true);
      assert.deepEqual(await findSome(engine, index, { match_all: {} }), []);
    });

    test('a file goes with its dead letters and its entries; reconcile says so, until it is dropped again', async () => {
      const file = await storedFile();
      const survey = await surveyFiles(file.ports, { key: file.key });
      assert.deepEqual(
        survey.files[0]?.places.map(({ what, where, count }) => `${what} ${where} ${count}`),
        [
          `documents ${file.index} 14`,
          'dead letters kafkainsight-dead-letters 1',
          `dead letters ${DEAD_LETTER_KEY} 1`,
          'ledger entries kafkainsight-ledger 2',
          `bytes ${file.key} 150`,
        ],
      );
      const asked = { fileId: file.id, keepObject: false, untilMillis: survey.takenMillis, deadlineMillis: Infinity };
      assert.deepEqual(await forgetFile(file.ports, asked), { isDone: true, left: [] });
      assert.equal(file.store.objects.size, 0);
      const { files, differences } = await file.reconcile();
      assert.deepEqual([files.map(({ isForgotten }) => isForgotten), differences], [[true], []]);
      await file.ingest();
      const again = await file.reconcile();
      assert.deepEqual([again.files.map(({ documents }) => documents), again.differences], [[14], []]);
    });

    test("the states of a file's parts go, so that a drop of it is produced whole; those of others stay", async () => {
      const file = await storedFile();
      const other = randomBytes(10).toString('base64url');
      for (const key of [stateKey(file.id, 0), stateKey(file.id, 100), stateKey(other, 0)])
        await file.store.put(STORED_FILE_BUCKET, key, Buffer.from('{}'));
      const survey = await surveyFiles(file.ports, { key: file.key });
      const states = { what: 'states', where: `state/${file.id}/`, count: 2 };
      assert.deepEqual(
        survey.files[0]?.places.find(({ what }) => what === 'states'),
        states,
      );
      const asked = { fileId: file.id, keepObject: false, untilMillis: survey.takenMillis, deadlineMillis: Infinity };
      assert.deepEqual(await forgetFile(file.ports, asked), { isDone: true, left: [] });
      assert.deepEqual([...file.store.objects.keys()], [`${STORED_FILE_BUCKET}/${stateKey(other, 0)}`]);
    });

    test('what arrives after the question stays, and is said', async () => {
      const file = await storedFile();
      const asked = {
        fileId: file.id,
        keepObject: false,
        untilMillis: Date.now() - 60_000,
        deadlineMillis: Infinity,
      };
      const { isDone, left } = await forgetFile(file.ports, asked);
      assert.deepEqual([isDone, left.find(({ what }) => what === 'documents')?.count], [true, 14]);
      assert.equal(await found(file), 14);
      assert.deepEqual(
        (await file.reconcile()).differences.map(({ kind }) => kind),
        ['FORGOTTEN_BACK'],
      );
    });

    if (options.broken)
      test('a file that was forgotten only in part is forgotten by the next attempt', async () => {
        for (let healthy = 0; ; healthy += 1) {
          const file = await storedFile();
          const asked = { fileId: file.id, keepObject: false, untilMillis: Date.now(), deadlineMillis: Infinity };
          const broken = { ...file.ports, engine: failingAfter(healthy) };
          const isWhole = await forgetFile(broken, asked).then(
            () => true,
            () => false,
          );
          const { left } = await forgetFile(file.ports, asked);
          assert.deepEqual([left, await found(file), file.store.objects.size], [[], 0, 0], `after ${healthy} requests`);
          if (isWhole) break;
        }
      });

    test("a person's documents and dead letters go, others' stay, and reconcile knows how many are missing on purpose", async () => {
      const file = await storedFile();
      const user = `ann-${file.id}`;
      const survey = await surveyUser(file.ports, user);
      assert.deepEqual(survey.places, [
        { what: 'documents', where: file.index, count: 4 },
        { what: 'dead letters', where: DEAD_LETTER_KEY, count: 1 },
      ]);
      assert.equal(survey.mentions, 1);
      assert.deepEqual(await erase(file, user), { isDone: true, left: [] });
      assert.equal(await found(file), 10);
      assert.deepEqual(await erased(file), ['0: 4', '100: 1']);
      assert.deepEqual((await file.reconcile()).differences, []);
      assert.doesNotMatch(await everythingOf(file.id), /ann/);
      assert.equal(file.store.objects.has(`${STORED_FILE_BUCKET}/${DEAD_LETTER_KEY}`), false);
      // nothing is counted twice
      await erase(file, user);
      assert.deepEqual(await erased(file), ['0: 4', '100: 1']);
      // and a drop brings them back, which is not a difference either
      await file.ingest();
      assert.deepEqual([await found(file), (await file.reconcile()).differences], [14, []]);
      await erase(file, user);
      assert.deepEqual([await erased(file), (await file.reconcile()).differences], [['0: 4', '100: 1'], []]);
    });

    test('two persons are counted together, and a document that is missing by accident is still missed', async () => {
      const file = await storedFile();
      await erase(file, `ann-${file.id}`);
      await erase(file, `bob-${file.id}`);
      assert.deepEqual(await erased(file), ['0: 7', '100: 3']);
      const [lost] = await findSome(engine, file.index, { match_all: {} });
      await deleteFound(engine, lost === undefined ? [] : [lost]);
      await refreshAll(engine);
      assert.deepEqual(
        (await file.reconcile()).differences.map(({ kind }) => kind),
        ['DOCUMENTS_MISSING'],
      );
    });

    if (options.broken)
      test('two that erase at the same time, one within the other at any request, count each document once', async () => {
        for (let before = 0; ; before += 1) {
          const file = await storedFile();
          const user = `ann-${file.id}`;
          let requests = 0;
          const interrupted = (): Promise<unknown> => {
            requests += 1;
            return requests === before + 1 ? erase(file, user) : Promise.resolve();
          };
          const outer: SearchEngine = {
            ...engine,
            async bulk(body, timeoutMillis) {
              await interrupted();
              return engine.bulk(body, timeoutMillis);
            },
          };
          await erase({ ...file, ports: { ...file.ports, engine: outer } }, user);
          assert.deepEqual(await erased(file), ['0: 4', '100: 1'], `within, before bulk request ${before}`);
          assert.deepEqual([await found(file), (await file.reconcile()).differences], [10, []]);
          if (requests <= before) break;
        }
      });

    if (options.broken)
      test('several that erase persons of one file at the same time count each document once', async () => {
        const file = await storedFile();
        const users = ['ann', 'ann', 'ann', 'bob'].map((name) => `${name}-${file.id}`);
        await Promise.all(users.map((user) => erase(file, user)));
        assert.deepEqual(await erased(file), ['0: 7', '100: 3']);
        assert.deepEqual([await found(file), (await file.reconcile()).differences], [5, []]);
      });

    if (options.broken)
      test('what breaks off at any request is counted once by the next attempt', async () => {
        for (let healthy = 0; ; healthy += 1) {
          const file = await storedFile();
          const user = `ann-${file.id}`;
          const broken = { ...file, ports: { ...file.ports, engine: failingAfter(healthy) } };
          const isWhole = await erase(broken, user).then(
            () => true,
            () => false,
          );
          await erase(file, user);
          assert.deepEqual(await erased(file), ['0: 4', '100: 1'], `after ${healthy} requests`);
          assert.deepEqual([await found(file), (await file.reconcile()).differences], [10, []]);
          if (isWhole) break;
        }
      });

    test('a name is found by its pseudonym where there are pseudonyms', async () => {
      const pseudonymKey = Buffer.from('a key of sixteen');
      const { userName } = createPseudonyms(pseudonymKey);
      const hashed = (name: string): string => userName(Buffer.from(name), 0, name.length).toString();
      const file = await storedFile(hashed);
      const user = `ann-${file.id}`;
      assert.deepEqual((await surveyUser(file.ports, user)).places, []);
      const ports = { ...file.ports, pseudonymKey: () => Promise.resolve(pseudonymKey) };
      assert.equal((await surveyUser(ports, user)).places[0]?.count, 4);
      await erase({ ...file, ports }, user);
      assert.deepEqual([await found(file), (await file.reconcile()).differences], [10, []]);
    });

    function erase({ ports }: StoredFile, user: string): ReturnType<typeof eraseUser> {
      return eraseUser(ports, { user, untilMillis: Date.now(), deadlineMillis: Infinity });
    }

    async function erased({ id }: StoredFile): Promise<string[]> {
      const parts = await readErasedParts(engine, { fileIds: [id] });
      assert.ok(parts.every(({ pending }) => pending.length === 0));
      return parts.map(({ start, documents }) => `${start}: ${documents}`).sort();
    }

    async function everythingOf(fileId: string): Promise<string> {
      const query = { term: { 'kafkainsight.file.id': fileId } };
      return JSON.stringify(await engine.request('POST', `/${LEDGER_INDEX}/_search`, { query, size: 100 }));
    }

    /** An engine that fails after some bulk requests; every other one is carried out, but its response is lost. */
    function failingAfter(healthy: number): SearchEngine {
      let requests = 0;
      return {
        ...engine,
        async bulk(body, timeoutMillis) {
          requests += 1;
          if (requests <= healthy / 2) return engine.bulk(body, timeoutMillis);
          if (healthy % 2 === 1) await engine.bulk(body, timeoutMillis);
          throw new Error('broken');
        },
      };
    }
  });
}
