/**
 * Pauses, kills, a full disk and a changed clock, while files in the inbox are rewritten, grow and are rotated: in the end the whole
 * index matches the files, by id and content.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTopicAdmin, type TopicAdmin } from '../../adapters/kafka/admin.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { isTransient, KafkaInsightError } from '../../core/errors.ts';
import { INDEX_GROUP, LOG_TOPIC } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { type KafkaCluster, startKafka } from '../../local/engines/kafka.ts';
import { startOpenSearch } from '../../local/engines/opensearch.ts';
import type { SearchServer as EmbeddedEngine } from '../../local/engines/search-engine.ts';
import { type CommandResult, runCommand } from '../helpers/command.ts';
import { readDocuments } from './documents.ts';
import { compareWithFiles, expectedDocuments, type ExpectedFile } from './expected.ts';
import { type Runner, startRunner } from './runner.ts';
import { type FaultRow, faultTable } from './system.ts';

const SETTLE_MILLIS = 300_000;
/** Longer than a request of kafkajs may take, so late effects arrive within it. */
const LATE_MILLIS = 20_000;
/** The message about a file for which there is no space. */
const REFUSED = /Not read from the inbox: .*: The disk of .* is full/;
const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';

const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-faults-inbox-'));
const inbox = join(folder, 'inbox');
const rows: FaultRow[] = [];
/** The current content of all files that any test has dropped, by key below the inbox. */
const files = new Map<string, string>();
let cluster: KafkaCluster;
let search: EmbeddedEngine;
let engine: SearchEngine;
let topic: TopicAdmin;
let runner: Runner | undefined;

function lines(count: number, from: number, word: string): string {
  const two = (value: number): string => String(value % 60).padStart(2, '0');
  return Array.from({ length: count }, (_, index) => {
    const at = from + index;
    const time = `22/Nov/2026:10:${two(Math.floor(at / 60))}:${two(at)} +0000`;
    return `203.0.113.${at % 250} - user${at} [${time}] "GET /${word}/${at} HTTP/1.1" 200 ${100 + at}\n`;
  }).join('');
}

/** Writes a complete file, under another name first, as well-behaved programs do. */
function write(name: string, content: string): void {
  const path = join(inbox, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.tmp`, content);
  renameSync(`${path}.tmp`, path);
  files.set(name, content);
}

/** Fifteen files that begin alike and whose last line is of this word: three letters, so that all are of one length. */
function writeAll(where: string, word: string): void {
  for (let at = 0; at < 15; at++) {
    write(`${where}/${at}.log`, lines(49, at * 100, 'all') + lines(1, at * 100 + 49, word));
  }
}

function start(environment: Readonly<Record<string, string>> = {}, data = join(folder, 'data')): Promise<Runner> {
  return startRunner({ data, inbox, brokers: cluster.addresses.join(), searchUrl: search.url }, environment);
}

async function pause(pid: number, seconds: number, during: () => Promise<void> | void): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  try {
    const endMillis = performance.now() + 1000 * seconds;
    await during();
    await sleep(Math.max(0, endMillis - performance.now()));
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

async function isIdle(): Promise<boolean> {
  return (await topic.progress(INDEX_GROUP)).every(({ lag }) => lag === 0n);
}

/** Waits until the index matches the files, and for late effects; then it must still match. */
async function check(fault: string, times = 1): Promise<void> {
  const expected = expectedDocuments(
    Array.from(files, ([name, content]): ExpectedFile => {
      return {
        key: `inbox/${name}`,
        content: Buffer.from(content),
        modifiedMillis: Date.now(),
        like: 'apache_common.log',
      };
    }),
  );
  const differences = async (): Promise<FaultRow> => {
    return { fault, times, lines: expected.size, ...compareWithFiles(expected, await readDocuments(engine)) };
  };
  const isRight = ({ lost, doubled, changed }: FaultRow): boolean => lost + doubled + changed === 0;
  const endMillis = performance.now() + SETTLE_MILLIS;
  const isDone = async (): Promise<boolean> => {
    try {
      return isRight(await differences()) && (await isIdle());
    } catch (error) {
      // a restarting server, or an index that is being created, cannot answer yet
      if (error instanceof KafkaInsightError && isTransient(error.code)) return false;
      throw error;
    }
  };
  while (!(await isDone()) && performance.now() < endMillis) await sleep(1_000);
  await sleep(LATE_MILLIS);
  const row = await differences();
  rows.push(row);
  assert.ok(isRight(row), `${JSON.stringify(row)}\n${runner?.errors.slice(-3_000) ?? ''}`);
}

function reconcile(...files: readonly string[]): Promise<CommandResult> {
  return runCommand(['reconcile', ...files, '--settle', '0', '--data', join(folder, 'data')]);
}

describe(
  'the inbox under pauses, kills, a full disk and another clock',
  { concurrency: false, timeout: 3_600_000 },
  () => {
    before(async () => {
      mkdirSync(inbox);
      [cluster, search] = await Promise.all([
        startKafka({ dataFolder: join(folder, 'kafka'), ports: 'any' }),
        startOpenSearch({ dataFolder: join(folder, 'opensearch'), ports: 'any' }),
      ]);
      engine = createSearchEngine({ engine: 'opensearch', url: search.url, authentication: { kind: 'none' } });
      topic = createTopicAdmin(
        { brokers: cluster.addresses, security: 'plaintext', topic: LOG_TOPIC },
        { log: () => undefined },
      );
      runner = await start();
    });
    after(async () => {
      await runner?.kill();
      await topic.close();
      await engine.close();
      await Promise.all([cluster.stop(), search.stop()]);
      rmSync(folder, { recursive: true, force: true });
      console.log(faultTable(rows));
    });

    const servers: Readonly<Record<string, { readonly seconds: number; readonly pid: () => number }>> = {
      'the broker': { seconds: 45, pid: () => cluster.brokers[0]?.pid ?? 0 },
      OpenSearch: { seconds: 60, pid: () => search.pid },
      'the runner': { seconds: 20, pid: () => runner?.pid ?? 0 },
    };
    for (const [at, [who, { seconds, pid }]] of Object.entries(servers).entries()) {
      test(`${who} paused while files are put twice`, async () => {
        await pause(pid(), seconds, async () => {
          writeAll(`pause-${at}`, 'old');
          await sleep(10_000);
          writeAll(`pause-${at}`, 'new');
        });
        await check(`${who} paused (SIGSTOP) for ${seconds} s while 15 files were put twice`);
      });
    }

    test('a file that grows and is rotated while the runner is killed', async () => {
      let written = 0;
      const path = join(inbox, 'app.log');
      for (let round = 0; round < 6; round++) {
        for (let piece = 0; piece < 4; piece++) {
          const more = lines(50, written, 'grow');
          written += 50;
          appendFileSync(path, more);
          files.set('app.log', (files.get('app.log') ?? '') + more);
          await sleep(700);
        }
        if (round === 2) {
          renameSync(path, `${path}.1`);
          files.set('app.log.1', files.get('app.log') ?? '');
          files.delete('app.log');
        }
        if (round % 2 === 0) {
          await runner?.kill();
          runner = await start();
        }
      }
      await check('the runner killed (SIGKILL) while a file grew and was rotated', 3);
      // the ledger has to say the same
      for (const file of ['inbox/app.log', 'inbox/app.log.1']) {
        const { code, output } = await reconcile(file);
        assert.equal(code, 0, output);
      }
    });

    test('a full disk, and space again', { skip: noSmallDisk() }, async () => {
      const data = join(folder, 'small');
      mkdirSync(data);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', data]);
      try {
        await runner?.kill();
        runner = await start({}, data);
        const ballast = join(data, 'ballast');
        assert.throws(
          () => {
            writeFileSync(ballast, Buffer.alloc(20_000_000));
          },
          { code: 'ENOSPC' },
        );
        for (let at = 0; at < 5; at++) write(`full/${at}.log`, lines(2_000, at * 10_000, 'full'));
        const endMillis = performance.now() + 120_000;
        while (!REFUSED.test(runner.errors) && performance.now() < endMillis) await sleep(500);
        assert.match(runner.errors, REFUSED);
        await sleep(5_000);
        rmSync(ballast);
        await check("the store's disk full while 5 files were dropped, then with space again");
      } finally {
        await runner?.kill();
        execFileSync('umount', [data]);
        runner = await start();
      }
    });

    test('a clock that is set back, ahead and right again', { skip: noFakeTime() }, async () => {
      const clock = join(folder, 'clock');
      const set = (offset: string): void => {
        writeFileSync(clock, offset);
      };
      const environment = {
        LD_PRELOAD: FAKETIME,
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      };
      set('+0');
      await runner?.kill();
      runner = await start(environment);
      writeAll('clock', 'one');
      await sleep(5_000);
      set('-3600');
      writeAll('clock', 'two');
      await sleep(5_000);
      await runner.kill();
      runner = await start(environment);
      set('+7200');
      writeAll('clock', 'ten');
      await sleep(5_000);
      set('+0');
      writeAll('clock', 'end');
      await check(
        "the runner's clock set back by 1 h, ahead by 2 h and right again while 15 files were put four times",
        3,
      );
      // that contents were replaced is said of each; what the full disk's run took is another bucket's
      const ofFiles = (await reconcile()).output.split('\n').filter((line) => line.includes('inbox/clock/'));
      assert.doesNotMatch(ofFiles.join('\n'), /NOT_INGESTED|_MISSING|_EXTRA|TWICE/);
      await runner.kill();
      runner = await start();
    });
  },
);

function noSmallDisk(): string | false {
  return process.platform === 'linux' && process.getuid?.() === 0 ? false : 'a small disk is made by root on Linux';
}

function noFakeTime(): string | false {
  return existsSync(FAKETIME) ? false : 'needs libfaketime (Debian: apt install faketime)';
}
