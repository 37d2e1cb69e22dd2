import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Requests of a stranger over HTTP: everything that reads or deletes in the engines, the store and the page. */
export const questions: readonly (readonly [method: string, path: string])[] = [
  ['GET', '/'],
  ['GET', '/_search?q=*'],
  ['GET', '/_cat/indices'],
  ['GET', '/nowhere'],
  ['OPTIONS', '/_search'],
  ['POST', '/_all/_delete_by_query?conflicts=proceed&refresh'],
  ['DELETE', '/kafkainsight-logs-*'],
  ['GET', '/kafkainsight-local?list-type=2'],
  ['DELETE', '/kafkainsight-local/inbox/door.log'],
  ['POST', '/queue/kafkainsight-ingest'],
  ['GET', '/page.js'],
  ['POST', '/api/extent'],
];

/** What a stranger got. */
interface Attempt {
  readonly port: number;
  readonly what: string;
  /** `refused: …` or `ANSWERED: …` */
  readonly outcome: string;
}

/**
 * Tries every port as another account on this machine could, which can connect to all of them but read no file: for root, with a process
 * of another user id; otherwise without any secret, which is the same for a server.
 *
 * @throws AssertionError naming every attempt that got an answer
 */
export async function assertClosedToOthers(ports: readonly number[]): Promise<void> {
  const script = join(import.meta.dirname, 'stranger.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(ports)], {
    maxBuffer: 2 ** 24,
  });
  const attempts = JSON.parse(stdout) as Attempt[];
  assert.ok(attempts.length >= ports.length * questions.length);
  assert.deepEqual(
    attempts.filter(({ outcome }) => !outcome.startsWith('refused')),
    [],
  );
}
