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
  const absent = rows.filter((row) => !page.includes(`\n${row}\n`));
  assert.equal(absent.join('\n'), '', 'rows to paste into its table');
  assert.ok(page.includes(`\n${rows.join('\n')}\n`), `the order of its rows should be: ${formatNames.join(', ')}`);
});
