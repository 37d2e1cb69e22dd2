import { createVisitStore } from '../../adapters/search/visits/visit-store.ts';
import type { SearchEngine } from '../../core/ports.ts';
import type { Site } from '../../core/site/site.ts';
import { NO_VISITS, visitPlanOf } from '../../core/visits/visit-plan.ts';
import { errorFields, type Log } from '../log.ts';
import type { VisitCounting } from './count-visits.ts';

/** How visits of the site are counted, if it says what is needed for that; where it does not, the log says it, and what was counted before is deleted. */
export function visitCountingOf(site: Site, engine: SearchEngine, log: Log): VisitCounting {
  const planned = visitPlanOf(site);
  if ('needs' in planned)
    log.info('visits are not counted', { missing: planned.needs.map((part) => `site.${part}`).join(', ') });
  return {
    plan: 'needs' in planned ? NO_VISITS : planned,
    store: createVisitStore(engine),
    onLeftOut: (error) => {
      log.warn('visitor left out', errorFields(error));
    },
  };
}
