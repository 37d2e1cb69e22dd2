import { createVisitStore } from '../../adapters/search/visits/visit-store.ts';
import type { SearchEngine } from '../../core/ports.ts';
import type { Site } from '../../core/site/site.ts';
import { visitPlanOf } from '../../core/visits/visit-plan.ts';
import { errorFields, type Log } from '../log.ts';
import type { VisitCounting } from './count-visits.ts';

/** How visits of the site are counted, if it says what is needed for that; the log says it where it does not. */
export function visitCountingOf(site: Site, engine: SearchEngine, log: Log): VisitCounting | undefined {
  const plan = visitPlanOf(site);
  if ('needs' in plan) {
    log.info('visits are not counted', { missing: plan.needs.map((part) => `site.${part}`).join(', ') });
    return undefined;
  }
  return {
    plan,
    store: createVisitStore(engine),
    onLeftOut: (error) => {
      log.warn('visitor left out', errorFields(error));
    },
  };
}
