import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { checkFolderOption, describeError, keptByNpm, numberOption, readArguments, readTime } from './command.ts';

const options = {
  fresh: { type: 'boolean', default: false },
  'no-story': { type: 'boolean' },
  data: { type: 'string', default: 'data' },
  format: { type: 'string', multiple: true },
  prefix: { type: 'string' },
} as const;

const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-arguments-'));
after(() => {
  rmSync(folder, { recursive: true });
});

function refused(message: RegExp): { code: string; message: RegExp } {
  return { code: 'USAGE_INVALID', message };
}

describe('arguments', () => {
  test('are read with their defaults, and which of them were given is known', () => {
    const { values, positionals, given } = readArguments(['--fresh', '--format=a', '--format', 'b', 'x'], options, 1);
    assert.deepEqual({ ...values }, { fresh: true, data: 'data', format: ['a', 'b'] });
    assert.deepEqual([positionals, [...given]], [['x'], ['fresh', 'format']]);
    assert.deepEqual(readArguments(['--', '--fresh'], options, 1).positionals, ['--fresh']);
    assert.equal(readArguments(['--data=-x'], options).values.data, '-x');
  });

  test('that nobody would notice are refused, all at once', () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['extra'], /^Unexpected argument extra: this command accepts only options\.$/],
      [['--frsh'], /^There is no option --frsh\. Did you mean --fresh\?$/],
      [['--constructor'], /^There is no option --constructor\.$/],
      [['-x'], /^There is no option -x\.$/],
      [['--fresh=yes'], /^--fresh takes no value\.$/],
      [['--data'], /^--data needs a value\.$/],
      [['--data='], /^--data needs a value\.$/],
      [['--data', '--fresh'], /^--data needs a value\. If --fresh is one, write --data=--fresh$/],
      [['--data', 'a', '--data', 'b'], /^--data is given twice\.$/],
      [['--frsh', 'extra', '--data='], /^There is no option.*\n--data needs a value\.\nUnexpected argument extra/],
    ];
    for (const [args, message] of cases) assert.throws(() => readArguments(args, options), refused(message));
    assert.throws(
      () => readArguments(['a', 'b'], options, 1),
      refused(/^Unexpected argument b: this command accepts options and at most 1 argument\.$/),
    );
  });

  test('that npm keeps to itself are noticed, but for those that npm has', () => {
    const kept = (environment: Record<string, string>, script = 'start'): string[] =>
      keptByNpm(Object.keys(options), { npm_lifecycle_event: 'start', ...environment }, script);
    // what npm 11.19.1 sets for `npm start --fresh --data=x --no-story --prefix /usr`
    assert.deepEqual(
      kept({ npm_config_fresh: 'true', npm_config_data: 'x', npm_config_story: '', npm_config_prefix: '/usr' }),
      [
        'npm kept --fresh to itself. Write -- in front of the options: npm start -- --fresh',
        'npm kept --no-story to itself. Write -- in front of the options: npm start -- --no-story',
        'npm kept --data=x to itself. Write -- in front of the options: npm start -- --data=x',
      ],
    );
    assert.deepEqual(kept({ npm_lifecycle_event: 'replay', npm_config_fresh: 'true' }, 'replay'), [
      'npm kept --fresh to itself. Write -- in front of the options: npm run replay -- --fresh',
    ]);
    assert.deepEqual(kept({ npm_config_yes: '', npm_config_prefix: '/usr' }), []);
    // another script, such as `npm test`, runs the command
    assert.deepEqual(kept({ npm_lifecycle_event: 'test', npm_config_fresh: 'true' }), []);
  });
});

describe('values', () => {
  test('of numbers are whole numbers as people write them', () => {
    assert.equal(numberOption('n', '12', { from: 1, to: 12 }), 12);
    for (const text of ['0', '13', '', ' 3', '1e1', '0x2', '1.0', '-1', 'many'])
      assert.throws(
        () => numberOption('n', text, { from: 1, to: 12 }),
        refused(/^--n is .* whole number from 1 to 12/),
      );
  });

  test('of times are ISO 8601, in UTC where they name no offset', () => {
    assert.equal(readTime('2026-11-22'), Date.UTC(2026, 10, 22));
    assert.equal(readTime('2026-11-22T10:00'), Date.UTC(2026, 10, 22, 10));
    assert.equal(readTime('2026-11-22T10:00:00.5+02:00'), Date.UTC(2026, 10, 22, 8, 0, 0, 500));
    for (const text of ['', '5', '2026', 'yesterday', '2026-02-30', '2026-11-22T25:00', '22.11.2026'])
      assert.equal(readTime(text), undefined, text);
  });

  test('of folders are folders, or nothing yet', () => {
    const file = join(folder, 'a.log');
    writeFileSync(file, '');
    for (const use of ['read', 'write'] as const) {
      checkFolderOption('data', folder, use);
      checkFolderOption('data', join(folder, 'new', 'newer'), use);
      for (const path of [file, join(file, 'below')])
        assert.throws(
          () => {
            checkFolderOption('data', path, use);
          },
          refused(/^--data is .* It must be a folder, and .*a\.log is a file\.$/),
        );
    }
  });

  test('of folders may be used', { skip: process.getuid?.() === 0 && 'root may use everything' }, () => {
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    checkFolderOption('inbox', locked, 'read');
    assert.throws(
      () => {
        checkFolderOption('data', locked, 'write');
      },
      refused(/you may not write there/),
    );
  });
});

test('what the system says of a file is no bug of ours; anything else is', () => {
  const system = (code: string, more: object): Error =>
    Object.assign(new Error(`${code}: no, mkdir '/x'`), { code, syscall: 'mkdir', ...more });
  assert.match(describeError(system('EEXIST', { path: '/x' }), 'start'), /^kafkainsight start: FILE_UNREADABLE\n\/x /);
  assert.match(describeError(system('ENOSPC', {}), 'start'), /^kafkainsight start: DISK_FULL\n/);
  assert.match(describeError(system('ECONNRESET', {}), 'start'), /which is a bug of KafkaInsight/);
  assert.match(describeError(new TypeError('x is undefined'), 'start'), /which is a bug of KafkaInsight/);
});
