import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { formatNames, formatTable } from '../../core/format-table.ts';

test('docs/formats.md has the row of each format', () => {
  const page = readFileSync('docs/formats.md', 'utf8');
  const rows = formatNames.map((name) => {
    const { title, dataset, example } = formatTable[name];
    return `| \`${name}\` | ${title} | \`${dataset}\` | \`${example.replaceAll('|', '\\|')}\` |`;
  });
  assert.ok(page.includes(`\n${rows.join('\n')}\n`), `its table should be:\n${rows.join('\n')}`);
});
