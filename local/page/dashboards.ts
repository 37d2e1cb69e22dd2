import type { Site } from '../../core/site/site.ts';
import { dashboardsOf } from '../../dashboards/dashboards.ts';
import type { Dashboard } from '../../dashboards/definition.ts';

/** What Discover is in the products: all lines, to which the page leads from a case, an account or a request. */
export const linesDashboard: Dashboard = {
  id: 'lines',
  title: 'Lines',
  description: 'What happened, line by line?',
  rows: [
    {
      height: 9,
      panels: [
        {
          kind: 'bar',
          id: 'when',
          title: 'When were they logged?',
          width: 48,
          dataView: 'logs',
          x: { kind: 'time', label: 'Time' },
          split: { kind: 'terms', field: 'event.dataset', label: 'Dataset', size: 8 },
          metric: { kind: 'count', label: 'Lines' },
        },
      ],
    },
    {
      height: 24,
      panels: [
        {
          kind: 'lines',
          id: 'lines',
          title: 'What do they say?',
          width: 48,
          dataView: 'logs',
          columns: ['event.dataset', 'log.level', 'message', 'url.original'],
        },
      ],
    },
  ],
};

/** The dashboards of the page: those of the products, and all lines. @param site see dashboardsOf */
export function pageDashboardsOf(site?: Site): readonly Dashboard[] {
  return [...dashboardsOf(site), linesDashboard];
}
