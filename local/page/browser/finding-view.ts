import { rules } from '../../../core/findings/rules/rules.ts';
import { linesDashboard } from '../dashboards.ts';
import { proofLabel } from '../filterable.ts';
import { filtersOfValue } from './filters.ts';
import type { LineDocument } from './line-fields.ts';
import { type Filter, type View, withFilter } from './view.ts';

/**
 * The view with the lines that prove a finding or the findings of a case: of its rule, its time and its entities. A case that names only the
 * first of its entities shows the lines of all.
 *
 * @returns `undefined` for a rule that this version does not have
 */
export function findingView(document: LineDocument): Partial<View> | undefined {
  const rule = rules.find(({ name }) => name === document['rule.name']);
  const [from, to] = [Date.parse(String(document['event.start'])), Date.parse(String(document['event.end']))];
  if (rule === undefined || !(from < to)) return undefined;
  const proof: Filter = { kind: 'condition', label: proofLabel(rule), negated: false };
  return {
    dashboard: linesDashboard,
    range: { kind: 'between', from: from - rule.lookback * rule.windowMillis, to },
    filters: [proof, ...entityFilters(rule.question.entity, document)],
    search: '',
    order: 'oldest',
    story: true,
  };
}

function entityFilters(field: string | undefined, document: LineDocument): Filter[] {
  const named = document['kafkainsight.finding.entity'];
  const entities: readonly unknown[] = Array.isArray(named) ? named : [named];
  const all = document['kafkainsight.case.entities'] ?? 1;
  if (field === undefined || all !== entities.length) return [];
  const filters = entities.flatMap((entity) => filtersOfValue('logs', field, entity));
  return filters.length === entities.length ? filters.reduce<Filter[]>(withFilter, []) : [];
}
