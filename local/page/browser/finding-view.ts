import { linesDashboard } from '../dashboards.ts';
import { proofLabel } from '../filterable.ts';
import { type Proof, proofOf } from '../proof.ts';
import { filtersOfValue, type LineDocument } from './value-filters.ts';
import { type Filter, type View, withFilter } from './view.ts';

/**
 * The view with the lines that prove a finding or the findings of a case: of its rule, its time and its entities. A case that names only the
 * first of its entities shows the lines of all.
 *
 * @returns `undefined` for a rule that this version does not have
 */
export function findingView(document: LineDocument): Partial<View> | undefined {
  const proof = proofOf(document);
  if (proof === undefined) return undefined;
  const ofRule: Filter = { kind: 'condition', label: proofLabel(proof.rule), negated: false };
  return {
    dashboard: linesDashboard,
    range: { kind: 'between', from: proof.fromMillis, to: proof.toMillis },
    filters: [ofRule, ...entityFilters(proof)],
    search: '',
    order: 'oldest',
    story: true,
  };
}

function entityFilters({ entities }: Proof): Filter[] {
  if (entities === undefined) return [];
  const filters = entities.values.flatMap((entity) => filtersOfValue('logs', entities.field, entity));
  return filters.length === entities.values.length ? filters.reduce<Filter[]>(withFilter, []) : [];
}
