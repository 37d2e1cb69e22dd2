import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { KafkaInsightError } from '../../core/errors.ts';
import { storyFormats } from '../../core/format-table.ts';
import type { GenerateOptions } from '../../generator/generate-options.ts';
import { scenarioNames } from '../../generator/scenarios/names.ts';
import { readOptions } from './options.ts';

const nowMillis = Date.parse('2026-11-22T10:02:52.789Z');
const read = (...args: string[]): GenerateOptions => readOptions(args, { nowMillis, out: '/inbox/story' });

function problemsOf(...args: string[]): string[] {
  try {
    read(...args);
  } catch (error) {
    assert.ok(error instanceof KafkaInsightError);
    assert.equal(error.code, 'USAGE_INVALID');
    return error.message.split('\n');
  }
  return [];
}

test('without options: two days until now, everything, into the inbox', () => {
  assert.deepEqual(read(), {
    seed: 1,
    formats: storyFormats,
    scenarios: scenarioNames,
    strength: 1,
    mode: {
      kind: 'bulk',
      fromMillis: Date.parse('2026-11-20T10:02:52Z'),
      toMillis: Date.parse('2026-11-22T10:02:52Z'),
      lines: 200_000,
    },
    out: '/inbox/story',
    gzip: false,
    split: undefined,
    labels: '/inbox/story/.labels.json',
  } satisfies GenerateOptions);
});

test('every option is read', () => {
  assert.deepEqual(
    read(
      ...'--seed 9 --from 2026-11-01 --to 2026-11-02T01:00:00+01:00 --lines 5 --format json,rfc3164 --format json'.split(
        ' ',
      ),
      ...'--scenario outage --strength 30 --out /tmp/x --gzip --split 10MB --labels /tmp/l.json'.split(' '),
    ),
    {
      seed: 9,
      formats: ['rfc3164', 'json'],
      scenarios: ['outage'],
      strength: 0.3,
      mode: {
        kind: 'bulk',
        fromMillis: Date.parse('2026-11-01T00:00:00Z'),
        toMillis: Date.parse('2026-11-02T00:00:00Z'),
        lines: 5,
      },
      out: '/tmp/x',
      gzip: true,
      split: { bytes: 10_000_000 },
      labels: '/tmp/l.json',
    } satisfies GenerateOptions,
  );
});

test('a rate makes it live', () => {
  assert.deepEqual(read('--rate', '50').mode, { kind: 'live', linesPerSecond: 50, mostLines: Infinity });
  assert.deepEqual(read('--rate=50', '--lines=7').mode, { kind: 'live', linesPerSecond: 50, mostLines: 7 });
});

test('standard output takes the place of a folder, and has labels only where they are asked for', () => {
  const { out, labels } = read('--stdout');
  assert.deepEqual([out, labels], ['stdout', undefined]);
  assert.equal(read('--stdout', '--labels', 'l.json').labels, 'l.json');
});

test('scenarios can be left out, sizes have units, times without a zone are UTC', () => {
  assert.deepEqual(read('--scenario', 'none').scenarios, []);
  assert.deepEqual(read('--scenario', 'office,probing').scenarios, ['probing', 'office']);
  assert.deepEqual(read('--split', '50000').split, { lines: 50_000 });
  assert.deepEqual(read('--split', '64MiB').split, { bytes: 67_108_864 });
  const { mode } = read('--from', '2026-11-22T09:00', '--to', '2026-11-22T10:00:59.9');
  assert.ok(mode.kind === 'bulk');
  assert.deepEqual(
    [mode.fromMillis, mode.toMillis],
    [Date.parse('2026-11-22T09:00:00Z'), Date.parse('2026-11-22T10:00:59Z')],
  );
});

describe('what is wrong is said', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['--seed -1', /--seed/],
    ['--seed 1.5', /--seed is 1\.5\. It must be a whole number/],
    ['--seed 99999999999999999', /--seed/],
    ['--lines 0', /--lines is 0/],
    ['--lines many', /--lines is many/],
    ['--rate 0', /--rate is 0/],
    ['--rate 5 --from 2026-11-01', /--rate writes what happens now/],
    ['--from 2026-02-30', /--from is 2026-02-30/],
    ['--from 2026-13-01', /--from/],
    ['--from yesterday', /ISO 8601/],
    ['--from 1969-12-31T00:00:00Z', /--from/],
    ['--to 2026-11-22T25:00:00Z', /--to/],
    ['--from 2026-11-22 --to 2026-11-21', /between one minute and 366 days after/],
    ['--from 2026-11-22T00:00:00Z --to 2026-11-22T00:00:59Z', /between one minute/],
    ['--from 2020-01-01', /366 days/],
    ['--format syslog', /--format is syslog\. It must be apache_error/],
    ['--format text', /--format is text/],
    ['--scenario flood', /--scenario is flood\. It must be slow-leak/],
    ['--scenario none,outage', /--scenario is none/],
    ['--split 0', /--split is 0/],
    ['--split 10XB', /--split is 10XB/],
    ['--split 10constructor', /--split/],
    ['--stdout --out x', /two places/],
    ['--stdout --split 5', /leave out one of them/],
    ['--gzip=yes', /--gzip takes no value/],
    ['--seed', /--seed needs a value/],
    ['--out=', /--out needs a value/],
    ['--colour red', /There is no option --colour/],
    ['--constructor', /There is no option --constructor/],
    ['story.log', /Unexpected argument story\.log/],
  ];
  for (const [args, problem] of cases) {
    test(args, () => {
      assert.match(problemsOf(...args.split(' ')).join('\n'), problem);
    });
  }

  test('all of it at once', () => {
    const problems = problemsOf(...'--seed x --lines 0 --format csv --split 1XB --wrong'.split(' '));
    assert.equal(problems.length, 5, problems.join('\n'));
  });
});
