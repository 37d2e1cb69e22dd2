import assert from 'node:assert/strict';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { commands } from '../../cli/commands.ts';
import { runCommand } from '../helpers/command.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', 'local', 'sample-logs');
const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-usage-'));

after(() => {
  rmSync(folder, { recursive: true });
});

/** A port of this machine on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A folder in which a recursive mkdir never returns. */
const IN_PROC: [args: string[], code: number, expected: RegExp] = [
  ['start', '--data', '/proc/nope/data'],
  2,
  /--data is \/proc\/nope\/data, and no folder can be created in \/proc \(/,
];

describe('the command line', () => {
  it('says what there is, and what each command does', async () => {
    const { code, output } = await runCommand(['--help']);
    assert.equal(code, 0);
    for (const name of commands.keys()) assert.match(output, new RegExp(`^ {2}${name} `, 'm'));
    for (const name of ['start', 'status', 'reconcile', 'dead-letters', 'replay']) {
      const help = await runCommand([name, '--help']);
      assert.equal(help.code, 0, name);
      assert.match(help.output, /Usage: /, name);
    }
  });

  it('ends with 2 where it is called wrongly, and says what to do', async () => {
    const calls: [args: string[], expected: RegExp][] = [
      [
        ['strat'],
        /^kafkainsight: USAGE_INVALID\nThere is no command strat\. Did you mean start\? The commands are start, compose, status/,
      ],
      [['start', '--brokers', '4'], /--brokers is 4\. It must be a whole number from 1 to 3/],
      [['start', '--polling-mode', 'fast'], /must be provisioned or on-demand/],
      [['start', '--unknown'], /There is no option --unknown\.\nSee `npx kafkainsight start --help`/],
      [['start', '--fersh'], /There is no option --fersh\. Did you mean --fresh\?/],
      [['start', '--kafka-brokers', '127.0.0.1:9', '--brokers', '3'], /--brokers would have no effect together with/],
      [['status', '--stage', 'dev', '--data', folder], /--data would have no effect together with --stage/],
      [['compose', '--down', '--generate'], /--generate would have no effect together with --down/],
      [['parse', '--format', 'jsno'], /FORMAT_UNKNOWN\n--format is "jsno"\. Did you mean json\?/],
      [['replay', '--since', '5'], /--since is 5\. It must be a time in ISO 8601/],
      [['start', '--partitions', '0'], /--partitions is 0\. It must be a whole number from 1 to 100/],
      [['start', 'a.log'], /Files are processed with --once/],
      [['replay', '--code', 'NONE'], /--code is NONE/],
    ];
    for (const [args, expected] of calls) {
      const { code, errors } = await runCommand(args);
      assert.equal(code, 2, args.join(' '));
      assert.match(errors, expected);
    }
  });

  it('refuses an argument that no command reads, in every command but those that take files', async () => {
    const taken = new Map([
      ['reconcile', ['inbox/a.log']],
      ['forget', ['inbox/a.log']],
      ['line', ['A'.repeat(20)]],
      ['mark', ['shop', '1.4.2']],
    ]);
    for (const name of commands.keys()) {
      const extra = [...(taken.get(name) ?? []), 'extra'];
      if (name === 'parse' || name === 'detect' || name === 'start') continue;
      const { code, errors } = await runCommand([name, ...extra]);
      assert.equal(code, 2, name);
      assert.match(errors, /^Unexpected argument extra: this command accepts/m, name);
    }
  });

  it('notices an option that npm kept to itself', async () => {
    const environment = { npm_lifecycle_event: 'start', npm_config_fresh: 'true' };
    const { code, errors } = await runCommand(['start'], { environment });
    assert.equal(code, 2);
    assert.match(errors, /npm kept --fresh to itself\. Write -- in front of the options: npm start -- --fresh/);
  });

  it('says in a sentence what is wrong with a folder or a file that an option names', async () => {
    const file = join(folder, 'file.log');
    writeFileSync(file, 'a line\n');
    mkdirSync(join(folder, 'taken'));
    for (const name of ['kafka', 'opensearch']) writeFileSync(join(folder, 'taken', name), '');
    const calls: [args: string[], code: number, expected: RegExp][] = [
      [['start', '--data', file], 2, /--data is .* It must be a folder, and .*file\.log is a file/],
      [['start', '--inbox', file], 2, /--inbox is .* It must be a folder, and .*file\.log is a file/],
      ...(process.platform === 'linux' ? [IN_PROC] : []),
      [['start', '--inbox', folder, '--data', join(folder, 'in')], 2, /--data is .*, which is inside the inbox/],
      [['start', '--data', join(folder, 'taken'), '--any-ports'], 1, /FILE_UNREADABLE\n.*(kafka|opensearch)/],
      [['start', '--sources', folder, '--data', join(folder, 'd')], 1, /cannot be read \(EISDIR/],
      [['status', '--data', file], 1, /SERVER_UNREACHABLE\nNo pipeline is running/],
      [['dead-letters', '--data', file], 2, /There is no local bucket in .*file\.log/],
      [['replay', '--data', file], 2, /There is no local bucket in .*file\.log/],
      [['backfill', '--prefix', 'inbox/', '--data', file], 2, /There is no local bucket in .*file\.log/],
      [['generate', '--out', file], 1, /FILE_UNREADABLE\n.*file\.log cannot be written/],
      [
        ['generate', '--lines', '9', '--out', join(folder, 'out'), '--labels', folder],
        1,
        /The labels .* cannot be written/,
      ],
      [['parse', join(file, 'below')], 1, /FILE_UNREADABLE\n.*below cannot be read \(ENOTDIR\)/],
    ];
    for (const [args, expectedCode, expected] of calls) {
      const { code, errors } = await runCommand(args);
      assert.match(errors, expected, args.join(' '));
      assert.equal(code, expectedCode, args.join(' '));
      assert.doesNotMatch(errors, /bug of KafkaInsight| at .*\.ts:/, args.join(' '));
    }
  });

  it('names a file that is missing, a folder, and two files of one name, before it starts anything', async () => {
    const missing = await runCommand(['start', '--once', join(folder, 'none.log'), '--data', folder]);
    assert.deepEqual([missing.code, /FILE_NOT_FOUND\nThere is no file .*none\.log/.test(missing.errors)], [1, true]);
    const aFolder = await runCommand(['start', '--once', folder, '--data', folder]);
    assert.deepEqual([aFolder.code, aFolder.errors.includes('FILE_UNREADABLE')], [1, true]);
    const file = join(folder, 'a.log');
    writeFileSync(file, 'one\n');
    const twice = await runCommand(['start', '--once', file, file, '--data', folder]);
    assert.deepEqual([twice.code, twice.errors.includes('have the same name')], [2, true]);
  });

  it('names every mistake of the sources, before it starts anything', async () => {
    const sources = join(folder, 'sources.json');
    writeFileSync(
      sources,
      '[{"prefix":"a/","format":"xml","timeZone":"Mars/Base","dataset":"A b"},{"format":"json","colour":1},5]',
    );
    const wrong = await runCommand(['start', '--sources', sources, '--data', folder]);
    assert.equal(wrong.code, 2);
    assert.match(wrong.errors, /CONFIGURATION_INVALID\n.*sources\.json/);
    for (const place of ['0.format', '0.timeZone', '0.dataset', '1.prefix', '1.colour', '2'])
      assert.ok(wrong.errors.includes(`- ${place}: `), place);
    assert.doesNotMatch(wrong.errors, /Starting/);
    writeFileSync(sources, '[{');
    const broken = await runCommand(['start', '--sources', sources, '--data', folder]);
    assert.deepEqual([broken.code, broken.errors.includes('sources.json is not JSON')], [2, true]);
    const missing = await runCommand(['start', '--sources', join(folder, 'none.json'), '--data', folder]);
    assert.deepEqual([missing.code, /FILE_NOT_FOUND\n.*none\.json/.test(missing.errors)], [1, true]);
  });

  it('says that the disk is full where its output goes there', { skip: !existsSync('/dev/full') }, async () => {
    const full = openSync('/dev/full', 'w');
    try {
      const { code, errors } = await runCommand(['parse', join(SAMPLES, 'rfc3164.log')], { output: full });
      assert.equal(code, 1);
      assert.match(errors, /^kafkainsight parse: DISK_FULL\n/m);
      assert.doesNotMatch(errors, /node:/);
    } finally {
      closeSync(full);
    }
  });

  it('names a server that does not answer, within seconds', async () => {
    const address = `127.0.0.1:${await closedPort()}`;
    for (const args of [
      ['start', '--kafka-brokers', address, '--opensearch-url', `http://${address}`, '--data', folder],
      ['status', '--kafka-brokers', address, '--opensearch-url', `http://${address}`, '--data', folder],
    ]) {
      const { code, errors, seconds } = await runCommand(args);
      assert.equal(code, 1);
      assert.match(errors, /SERVER_UNREACHABLE\n(Kafka|The search engine) does not respond at .*127\.0\.0\.1:\d+/);
      assert.ok(seconds < 30, `${seconds} s`);
    }
  });

  it('says where nothing is running', async () => {
    const { code, errors } = await runCommand(['status', '--data', folder]);
    assert.equal(code, 1);
    assert.match(errors, /SERVER_UNREACHABLE\nNo pipeline is running/);
  });
});
