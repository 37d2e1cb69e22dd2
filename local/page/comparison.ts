import type { SearchEngine } from '../../core/ports.ts';
import type { Condition } from '../../core/search/conditions.ts';
import type { TablePanel } from '../../dashboards/definition.ts';
import { beginBefore } from '../../dashboards/number-search.ts';
import { NO_VALUE, rowsOf } from '../../dashboards/rows.ts';
import { panelRequest, type PanelRow, type Scope } from '../../dashboards/search.ts';
import { searchWhole } from './questions.ts';

/** The rows of a table as they were in the time of the same length right before: the same values, whether or not they were frequent then. */
export async function tableBefore(
  engine: SearchEngine,
  panel: TablePanel,
  scope: Scope,
  rows: readonly PanelRow[],
): Promise<readonly PanelRow[]> {
  if (rows.length === 0) return [];
  const keys = panel.rows.map((_, index) => [...new Set(rows.map((row) => row.keys[index] ?? NO_VALUE))]);
  const same = panel.rows.flatMap(({ field }, index): Condition<string>[] => {
    const values = keys[index] ?? [];
    return values.includes(NO_VALUE) ? [] : [{ field, is: values }];
  });
  const wide = {
    ...panel,
    rows: panel.rows.map((bucket, index) => ({ ...bucket, size: sizeFor(bucket.size, keys[index]) })),
  };
  const before: Scope = {
    ...scope,
    fromMillis: beginBefore(scope),
    toMillis: scope.fromMillis,
    filters: [...scope.filters, ...same],
  };
  return rowsOf(wide, await searchWhole(engine, panelRequest(wide, before)));
}

/** Each value can be in the rows of any other. */
function sizeFor(size: number, keys: readonly (string | number)[] = []): number {
  return Math.max(size, keys.length);
}
