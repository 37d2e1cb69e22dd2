import { linesDashboard } from '../dashboards.ts';
import { filtersOfValue, type LineDocument } from './value-filters.ts';
import { type Filter, type View, withFilter } from './view.ts';

/** What is fetched along with the last page comes after it. */
const AFTER_MILLIS = 60_000;
/** What a visit says of its visitor that its lines say, too. Nobody else with one address has all of it, mostly. */
const VISITOR_FIELDS = ['source.address', 'user_agent.name', 'user_agent.os.name', 'user_agent.device.name'];

/** The view with the lines of a visit; `undefined` for a document that is none. */
export function visitView(document: LineDocument): Partial<View> | undefined {
  const [from, last] = [document['event.start'], document['event.end']].map((each) => Date.parse(String(each)));
  if (from === undefined || last === undefined || Number.isNaN(from) || Number.isNaN(last)) return undefined;
  const filters = VISITOR_FIELDS.flatMap((field) => filtersOfValue('logs', field, document[field]));
  return {
    dashboard: linesDashboard,
    range: { kind: 'between', from, to: last + AFTER_MILLIS },
    filters: filters.reduce<Filter[]>(withFilter, []),
    search: '',
    order: 'oldest',
  };
}
