import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applicationRows, timeRow } from '../../application-rows.ts';
import { databaseRows } from '../../database-rows.ts';
import type { FormatRow } from '../../format-row.ts';
import { frameworkRows } from '../../framework-rows.ts';
import { addRow, beginningWith, isOfRow } from './beginnings.ts';
import { parseDissect } from './dissect-syntax.ts';
import { isBegun } from './located-values.ts';
import { presetKey } from './preset-keys.ts';
import { type Step, stepsOf } from './steps.ts';

const rows: readonly FormatRow[] = Object.values({ ...applicationRows, ...timeRow, ...databaseRows, ...frameworkRows });

/** The steps of all rows that begin with this time. */
const steps: readonly (readonly Step[])[] = rows
  .flatMap(({ layout, variants = [] }) => [...(layout === undefined ? [] : [layout]), ...variants])
  .flatMap((layout) => ('dissect' in layout ? [layout.dissect] : []))
  .map((text) => {
    const { pieces, escaping } = parseDissect(text, presetKey);
    return stepsOf(pieces, escaping, true).steps;
  });

const LINES = [
  ...rows.map(({ example }) => example),
  '2026-11-22 10:02:52 Cart 7 opened',
  '2026-11-22 10:02:52  Cart 7 opened',
  '2026-11-22 10:02:52\tinfo\tshop/cart.go:7\tCart 7 opened',
  '2026-11-22 10:02:52 [main] INFO',
  '2026-11-22 10:02:52 INFO',
  '2026-11-22 10:02:52 ',
  '2026-11-22 10:02:52',
];

test('several rows are looked at as one after the other', () => {
  let begun = 0;
  for (const extent of new Set(steps.map(([first]) => first?.kind.extent))) {
    if (typeof extent !== 'function') continue;
    const alike = steps.filter(([first]) => first?.kind.extent === extent);
    const beginning = beginningWith(extent);
    for (const row of alike) addRow(beginning, row);
    for (const line of LINES) {
      const bytes = Buffer.from(line);
      const valueEnd = extent(bytes, 0, bytes.length);
      if (valueEnd < 0) continue;
      const expected = alike.some((row) => isBegun(row, valueEnd, bytes, bytes.length));
      assert.equal(isOfRow(beginning, valueEnd, bytes, bytes.length), expected, line);
      if (expected) begun++;
    }
  }
  assert.ok(begun > 20, String(begun));
});
