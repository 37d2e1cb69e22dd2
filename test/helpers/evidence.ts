import type { Evidence } from '../../core/findings/rule.ts';

/** What a rule judges by: an hour at the beginning of time with 1,000 lines of all, of the entity `e`, unless it is said otherwise. */
export function evidenceOf(some: Pick<Evidence, 'own'> & Partial<Evidence>): Evidence {
  return {
    entity: 'e',
    fromMillis: 0,
    before: [],
    allBefore: { hits: 0, total: 0 },
    all: { hits: 0, total: 1000 },
    ...some,
  };
}
