import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { refreshAll } from '../../adapters/search/counts.ts';
import type { ReconciledFile } from '../../core/ledger/reconcile/difference.ts';
import { datasets, LOG_TOPIC } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import type { IndexScheme } from '../../core/search/index-names.ts';
import { indexTemplates } from '../../core/search/index-templates.ts';
import { forgetFile } from '../../lambdas/forget/forget-file.ts';
import { deleteCopies } from '../../lambdas/forget/repair.ts';
import { indexRecords } from '../../lambdas/indexer/index-records.ts';
import { check, type Report } from '../../lambdas/inspect/check.ts';
import { memoryObjectStore } from '../fakes/object-store.ts';
import { type Harness, ingestHarness } from '../helpers/ingest-harness.ts';

const hits = v.object({ hits: v.object({ hits: v.array(v.object({ _index: v.string(), _id: v.string() })) }) });

/** Lines of one log, each at its own minute, all of the same length: another word gives another content with the same offsets. */
function log(from: number, to: number, word = 'one'): string {
  return Array.from({ length: to - from }, (_, number) => {
    const time = new Date(Date.UTC(2026, 10, 22, 10, from + number)).toISOString();
    return `${time} INFO ${from + number === 0 ? 'start' : `did ${word}`}\n`;
  }).join('');
}

/** What is dropped is ingested and indexed at once, through a topic in memory. */
interface Place {
  readonly harness: Harness;
  readonly bucket: string;
  /** Keys are given without the folder of the place. */
  readonly folder: string;
  readonly drop: (key: string, body: Buffer | string, release?: IndexScheme['period']) => Promise<void>;
  readonly reconcile: (key: string) => Promise<Report>;
}

function kindsOf({ differences }: Report): string[] {
  return differences.map(({ kind, key = '' }) => `${kind} ${nameOf(key)}`);
}

/** A key without the folder of its place. */
function nameOf(key: string): string {
  return key.replace(/^inbox\/[^/]*\//, '');
}

/** What comparing must find on every search engine, with what the ingest and index functions write. */
export function reconcileTests(getEngine: () => SearchEngine): void {
  describe('reconciling', () => {
    let engine: SearchEngine;

    before(async () => {
      engine = getEngine();
      for (const { name, body } of indexTemplates(engine.kind, { replicas: 0, refreshSeconds: 1 })) {
        await engine.request('PUT', `/_index_template/${name}`, body);
      }
    });

    /** In a folder that no other test uses. */
    function place(partBytes = 200): Place {
      const bucket = 'bucket';
      const folder = `inbox/${randomBytes(6).toString('hex')}/`;
      let now = Date.now() - 1_000_000;
      const store = memoryObjectStore({ now: () => (now += 1_000) });
      const harness = ingestHarness({ store, bucket, environment: { PART_BYTES: String(partBytes) } });
      let indexed = 0;
      const index = async (period: IndexScheme['period']): Promise<void> => {
        const records = harness.producer.records();
        const fresh = records.slice(indexed);
        indexed = records.length;
        const soon = Date.now() + 30_000;
        const outcome = await indexRecords(
          fresh.map((record, offset) => ({
            position: { topic: LOG_TOPIC, partition: 0, offset: String(offset) },
            timestampMillis: Date.now(),
            ...record,
          })),
          {
            scheme: { period, retentionDays: 36_500 },
            datasets: new Set<string>(datasets),
            source: { prefix: '' },
            documents: { keepOriginal: 'failed', userAgentDetails: false },
            ingestedMillis: Date.now(),
          },
          { engine, store: memoryObjectStore(), bucket, valuesAreSearchable: false },
          { indexMillis: soon, deadLetterMillis: soon },
        );
        assert.deepEqual([[...outcome.deadLetters], [...outcome.handedBack.values()]], [[], []]);
        await refreshAll(engine);
      };
      return {
        harness,
        bucket,
        folder,
        async drop(key, body, release = 'month') {
          assert.deepEqual(await harness.drop(folder + key, body), []);
          await index(release);
        },
        reconcile: (key) =>
          check(
            { engine, store, bucket, givenUp: () => Promise.resolve(0) },
            { key: folder + key, settleSeconds: -60, retentionDays: 30 },
            Date.now(),
          ),
      };
    }

    /** Deletes the document of the line that begins there. */
    async function lose({ fileId }: ReconciledFile, offset: number): Promise<void> {
      const filter = [{ term: { 'kafkainsight.file.id': fileId } }, { term: { 'log.offset': offset } }];
      const query = { bool: { filter } };
      const answer = await engine.request('POST', '/kafkainsight-logs-*/_search', { query });
      // one by one: Elasticsearch's Maven build has no _delete_by_query
      for (const { _index: index, _id: id } of v.parse(hits, answer).hits.hits)
        await engine.request('DELETE', `/${index}/_doc/${id}?refresh=true`);
    }

    test('an older, shorter copy that is dropped last changes nothing, under another key or the same', async () => {
      const { drop, reconcile } = place();
      await drop('app.log', log(0, 30));
      await drop('app.log.1', log(0, 12).slice(0, -5));
      const two = await reconcile('app.log.1');
      assert.deepEqual(kindsOf(two), []);
      assert.deepEqual(
        two.files.map(({ key, otherKeys, lines, documents, behind }) => [
          nameOf(key),
          otherKeys.map(nameOf),
          lines,
          documents,
          behind,
        ]),
        [['app.log', ['app.log.1'], 30, 30, 0]],
      );
      await drop('new/app.log', log(0, 30));
      await drop('new/app.log', log(0, 12));
      const one = await reconcile('new/app.log');
      assert.deepEqual(kindsOf(one), []);
      assert.deepEqual(
        one.files.map(({ lines, documents, behind }) => [lines, documents, behind]),
        [[12, 30, 18]],
      );
    });

    test('a document that is missing is missed, whatever is behind the end of the content', async () => {
      const { drop, reconcile } = place();
      await drop('app.log', log(0, 30));
      await drop('app.log', log(0, 12));
      const [file] = (await reconcile('app.log')).files;
      assert.ok(file);
      await lose(file, 0);
      assert.deepEqual(kindsOf(await reconcile('app.log')), ['DOCUMENTS_MISSING app.log']);
    });

    test('two files that are taken for one are named, though their documents add up: by their parts, and by reading them', async () => {
      const { drop, reconcile } = place();
      await drop('app.log', log(0, 30));
      await drop('app.log.1', log(0, 30, 'two'));
      assert.deepEqual(kindsOf(await reconcile('app.log')), ['IDENTITY_CLASH app.log.1']);
      const short = place(1_000_000);
      await short.drop('web.log.1', gzipSync(log(0, 30)));
      await short.drop('web.log', log(0, 12));
      assert.deepEqual(kindsOf(await short.reconcile('web.log')), []);
      await short.drop('web.log', log(0, 12, 'two'));
      assert.deepEqual(kindsOf(await short.reconcile('web.log')), ['IDENTITY_CLASH web.log.1']);
    });

    test('a clash that nobody can see any more is none', async () => {
      const { drop, reconcile, harness, bucket, folder } = place(1_000_000);
      await drop('web.log.1', log(0, 30));
      await harness.store.delete(bucket, `${folder}web.log.1`);
      await drop('web.log', log(0, 12, 'two'));
      assert.deepEqual(kindsOf(await reconcile('web.log')), []);
    });

    test('documents in two indices are counted exactly, make up for none that is missing, and go but for the newest', async () => {
      const { drop, reconcile } = place();
      const lines = log(0, 30);
      await drop('app.log', lines);
      // another release puts them elsewhere
      await drop('app.log', lines, 'day');
      const before = await reconcile('app.log');
      assert.deepEqual(kindsOf(before), ['DOCUMENT_TWICE app.log']);
      const [file] = before.files;
      assert.ok(file);
      assert.deepEqual(file.repairs, [{ kind: 'copies', documents: 30 }]);
      await lose(file, lines.lastIndexOf('2026-'));
      assert.deepEqual(kindsOf(await reconcile('app.log')), ['DOCUMENT_TWICE app.log', 'DOCUMENTS_MISSING app.log']);
      const repaired = await deleteCopies({ engine }, { fileId: file.fileId, deadlineMillis: Infinity });
      assert.deepEqual(repaired, { isDone: true, deleted: 29 });
      const after = await reconcile('app.log');
      assert.deepEqual([kindsOf(after), after.files[0]?.documents], [['DOCUMENTS_MISSING app.log'], 29]);
      assert.deepEqual(after.files[0]?.repairs, [{ kind: 'states', documents: 1 }]);
      const ofFile = { query: { term: { 'kafkainsight.file.id': file.fileId } } };
      const newest = await engine.request('POST', '/kafkainsight-logs-*-2026.11.22/_count', ofFile);
      assert.equal((newest as { readonly count: number }).count, 29, 'those of the later drop stay');
    });

    test('a file that was dropped before its first timed line was complete is there twice, and goes', async () => {
      const { drop, reconcile, harness, bucket } = place();
      const lines = `a banner\n${log(0, 5)}`;
      await drop('app.log', lines.slice(0, 20));
      await drop('app.log', lines);
      const before = await reconcile('app.log');
      assert.deepEqual(kindsOf(before), ['DOCUMENT_TWICE app.log']);
      const [former] = before.files.filter(({ repairs }) => repairs.length > 0);
      assert.ok(former);
      assert.deepEqual(former.repairs, [{ kind: 'former', documents: 2 }]);
      const ports = {
        ...{ engine, bucket, store: harness.store },
        waiting: () => Promise.resolve(0),
        pseudonymKey: () => Promise.resolve(undefined),
      };
      const limits = { untilMillis: Date.now(), deadlineMillis: Infinity };
      await forgetFile(ports, { ...limits, fileId: former.fileId, keepObject: true });
      const after = await reconcile('app.log');
      assert.deepEqual(kindsOf(after), []);
      assert.deepEqual(after.files.map(({ documents }) => documents).sort(), [0, 6]);
    });

    test('a rotated file has the key of another, which is not its former self', async () => {
      const { drop, reconcile } = place();
      await drop('app.log', 'a banner\nno time\n');
      await drop('app.log', log(0, 5));
      assert.deepEqual(kindsOf(await reconcile('app.log')), []);
    });
  });
}
