import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commands } from './commands.ts';
import { helpText, type Manual } from './manual.ts';

test('one form: what it does, how it is called, arguments and options in two columns, examples', () => {
  const manual: Manual = {
    about: 'Counts lines.',
    usage: ['count FILE', 'count --all'],
    arguments: { FILE: 'The file.' },
    options: {
      all: { type: 'boolean', help: 'All files.' },
      'a-very-long-option': { type: 'string', value: 'NUMBER', default: '3', help: 'How many.' },
      data: { type: 'string', value: 'FOLDER', default: '/somewhere/data', shownDefault: 'data/', help: 'Where.' },
    },
    afterwards: 'Exit codes: 0.',
    examples: ['count --all'],
  };
  assert.equal(
    helpText(manual),
    `Counts lines.

Usage: count FILE
       count --all

  FILE                   The file.
  --all                  All files.
  --a-very-long-option NUMBER
                         How many. (default: 3)
  --data FOLDER          Where. (default: data/)
  -h, --help             This text.

Exit codes: 0.

Examples:
  count --all
`,
  );
});

test('lines break between words, at 120 characters at most', () => {
  const long = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
  const text = helpText({ about: long, usage: ['x'], options: { one: { type: 'boolean', help: long } } });
  assert.ok(text.split('\n').every((line) => line.length <= 120));
  const words = text.match(/word\d+/g) ?? [];
  assert.deepEqual(words, [...long.split(' '), ...long.split(' ')]);
});

describe('every command', async () => {
  for (const [name, { load }] of commands) {
    const { manual } = await load();
    test(`${name}: every option is explained in sentences, and has a name for its value if it takes one`, () => {
      for (const [option, { type, value, help }] of Object.entries(manual.options)) {
        assert.match(help, /^[A-Z].*[./]$/s, `--${option}`);
        assert.equal(value !== undefined, type === 'string', `--${option}`);
        assert.ok(value === undefined || /^[A-Z]+$/.test(value), `--${option} ${value ?? ''}`);
      }
      assert.ok(manual.usage.every((call) => call.includes(name)));
      for (const line of helpText(manual).split('\n')) assert.ok(line.length <= 120, line);
    });
  }
});
