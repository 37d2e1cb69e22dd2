import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ledgerPart } from '../../test/helpers/ledger-part.ts';
import { planFiles, processFiles } from './once.ts';

const STORED = Date.UTC(2026, 10, 30, 10);
const EARLIER = STORED - 60_000;
const LINES = 2;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kafkainsight-once-'));
});
after(() => rm(folder, { recursive: true }));

/** The index at one look: the number of documents, and the versions of documents and ledger entry. */
interface Look {
  readonly documents: number;
  readonly own: number;
  readonly version: number;
  readonly lag: number;
}

type Parts = Parameters<typeof processFiles>;

/** Fake servers that show one look after another, and stay at the last. */
function pipelineOf(looks: readonly Look[], id: string, key: string): { pipeline: Parts[0]; seen: () => number } {
  let at = 0;
  const look = (): Look =>
    looks[Math.min(Math.max(0, at - 1), looks.length - 1)] ?? { documents: 0, own: 0, version: 0, lag: 0 };
  const hit = (): object => {
    const { end, ...part } = ledgerPart(0);
    return {
      _id: 'entry',
      _source: {
        ...Object.fromEntries(['lines', 'events', 'produced'].map((name) => [`kafkainsight.part.${name}`, LINES])),
        'kafkainsight.file.id': id,
        'log.file.path': key,
        'file.mtime': new Date(EARLIER).toISOString(),
        'kafkainsight.file.etag': '"e"',
        'kafkainsight.file.version': look().version,
        'kafkainsight.file.compression': part.compression,
        'file.size': end,
        'kafkainsight.part.start': 0,
        'kafkainsight.part.end': end,
        'kafkainsight.part.last': true,
        'event.start': new Date(EARLIER).toISOString(),
        'event.end': new Date(EARLIER).toISOString(),
      },
    };
  };
  const request = (_method: string, path: string, body?: object): Promise<unknown> => {
    const { documents, own } = look();
    const text = JSON.stringify(body ?? {});
    if (path.startsWith('/kafkainsight-ledger/') && !text.includes('aggs')) {
      return Promise.resolve({ hits: { hits: text.includes('error.code') ? [] : [hit()] } });
    }
    const matching = text.includes('event.ingested') && { matching: { doc_count: own } };
    const buckets = [{ key: id, doc_count: documents, ...matching }];
    return Promise.resolve({ aggregations: { groups: { buckets } } });
  };
  const pipeline = {
    engine: { request },
    topic: {
      // called before each look at the index
      progress: () => {
        at++;
        return Promise.resolve([{ lag: BigInt(look().lag) }]);
      },
    },
    store: {
      queues: { depth: () => ({ visible: 0, notVisible: 0 }) },
      objects: {
        put: async (_key: string, body: AsyncIterable<Uint8Array>) => {
          for await (const piece of body) assert.ok(piece);
          return { storedMillis: STORED + 250 };
        },
      },
    },
  };
  return { pipeline: pipeline as unknown as Parts[0], seen: () => at };
}

/** How many looks it took; the first of the given ones is before the upload. */
async function looksNeeded(looks: readonly Look[]): Promise<number> {
  const path = join(folder, 'a.log');
  await writeFile(path, 'one\ntwo\n');
  const files = await planFiles([path], folder);
  const [file] = files;
  assert.ok(file);
  const { pipeline, seen } = pipelineOf(looks, file.id, file.key);
  await processFiles(pipeline, files, () => undefined, new AbortController().signal);
  return seen() - 1;
}

describe('--once', () => {
  const nothing = { documents: 0, own: 0, version: EARLIER, lag: 5 };

  it('waits for its own content, where the index fills with an earlier one of as many lines', async () => {
    const earlier = { documents: LINES, own: 0, version: EARLIER, lag: 3 };
    const own = { documents: LINES, own: LINES, version: STORED, lag: 1 };
    assert.equal(await looksNeeded([nothing, earlier, { ...earlier, version: STORED }, own]), 3);
  });

  it('ends when nothing is on its way any more, whatever is there', async () => {
    assert.equal(await looksNeeded([nothing, { documents: LINES, own: 0, version: EARLIER, lag: 0 }]), 1);
  });
});
