import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KafkaInsightError } from '../../core/errors.ts';
import { askServers, type LiveStatus, sentenceOf, statusLine } from './live-status.ts';

const counts = { documents: { a: 1000, b: 234 }, unparsed: 1, deadLetters: 1, ledgerEntries: 2 };
const quiet: LiveStatus = {
  counts: { value: counts },
  lag: { value: 0 },
  waitingFiles: 0,
  waitingMessages: 0,
  givenUpMessages: 0,
};
const throttled = { functionName: 'indexer', code: 'SEARCH_THROTTLED', reason: 'HTTP 429' };

describe('the line of a live run', () => {
  it('says what there is and what waits, in right forms', () => {
    assert.equal(statusLine(quiet), '1,234 documents · 1 unparsed · 1 dead letter · waiting: nothing');
    const busy = { ...quiet, waitingFiles: 1, waitingMessages: 1, lag: { value: 1 }, givenUpMessages: 1 };
    assert.match(statusLine(busy), / · waiting: 1 file, 1 message, 1 record · given up: 1 message$/);
  });

  it('says first which server does not answer, and goes on with what is known', () => {
    const gone = { ...quiet, counts: { failure: 'OpenSearch does not answer' } };
    assert.equal(
      statusLine({ ...gone, retrying: { error: throttled, secondsAgo: 1 } }),
      'OpenSearch does not answer · waiting: nothing',
    );
    assert.match(
      statusLine({ ...quiet, lag: { failure: 'Kafka does not answer' } }),
      /^Kafka does not answer · 1,234 documents .* waiting: nothing$/,
    );
  });

  it('says what failed just now, and for no longer than that', () => {
    assert.match(
      statusLine({ ...quiet, retrying: { error: throttled, secondsAgo: 3 } }),
      /^indexer failed 3 s ago: SEARCH_THROTTLED · 1,234/,
    );
    assert.match(statusLine({ ...quiet, retrying: { error: throttled, secondsAgo: 30 } }), /^1,234/);
  });
});

describe('an error of a function', () => {
  it('is said of the file that it is about, unless it is tried again', () => {
    const broken = {
      functionName: 'ingest',
      code: 'DECOMPRESSION_FAILED',
      reason: 'It breaks off.',
      key: 'inbox/a.gz',
    };
    assert.equal(sentenceOf(broken), 'inbox/a.gz: DECOMPRESSION_FAILED: It breaks off.');
    assert.equal(sentenceOf({ ...broken, code: 'BROKER_UNAVAILABLE' }), undefined);
    assert.equal(sentenceOf({ ...broken, code: 'TypeError' }), undefined);
    assert.equal(sentenceOf(throttled), undefined);
  });
});

describe('asking the servers', () => {
  const servers = (request: () => Promise<unknown>): Parameters<typeof askServers>[0] =>
    ({
      engine: { kind: 'opensearch', request },
      topic: { progress: () => Promise.resolve([{ lag: 3n }, { lag: 4n }]) },
    }) as unknown as Parameters<typeof askServers>[0];

  it('tells which does not answer, and why', async () => {
    const refused = new KafkaInsightError('SEARCH_UNAVAILABLE', 'ECONNREFUSED');
    const { counts: none, lag } = await askServers(servers(() => Promise.reject(refused)));
    assert.deepEqual(none, { failure: 'OpenSearch does not answer (SEARCH_UNAVAILABLE)' });
    assert.deepEqual(lag, { value: 7 });
  });

  it('waits no longer than five seconds for one that is silent', async () => {
    const startMillis = performance.now();
    const { counts: none } = await askServers(servers(() => new Promise(() => undefined)));
    assert.deepEqual(none, { failure: 'OpenSearch does not answer' });
    assert.ok(performance.now() - startMillis < 7000);
  });
});
