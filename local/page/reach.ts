import type { Condition } from '../../core/search/conditions.ts';
import { fieldsOfCondition } from '../../core/search/conditions.ts';
import { type Dashboard, type Panel, panelsOf } from '../../dashboards/definition.ts';
import type { ReachQuestion } from '../../dashboards/search.ts';

/** The name of a list of values among the panels. */
export function listName(panelId: string, field: string): string {
  return `${panelId}/${field}`;
}

/**
 * What is counted to know which panels of log lines the filters concern. A filter that is applied to lines that cannot have its field would
 * make a number zero that is not: error logs have no path.
 */
export function reachQuestions(
  dashboard: Dashboard,
  filters: readonly Condition<string>[],
): Readonly<Record<string, ReachQuestion>> {
  const concerned = filters.map((filter): Condition<string> => {
    const fields = [...new Set(fieldsOfCondition(filter))];
    return { any: [...fields.map((field) => ({ field, exists: true }) as const), filter] };
  });
  return Object.fromEntries(panelsOf(dashboard).flatMap((panel) => questionsOf(panel, concerned)));
}

function questionsOf(panel: Panel, concerned: ReachQuestion['concerned']): [string, ReachQuestion][] {
  if (panel.kind === 'guide' || panel.kind === 'notice' || panel.dataView !== 'logs') return [];
  if (panel.kind === 'controls')
    return panel.controls.map(({ field }) => [
      listName(panel.id, field),
      { where: { field, exists: true }, concerned },
    ]);
  return [[panel.id, { ...(panel.where === undefined ? {} : { where: panel.where }), concerned }]];
}
