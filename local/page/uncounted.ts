import { readChangedHours } from '../../adapters/search/findings/changes.ts';
import { readJudgingState } from '../../adapters/search/findings/state.ts';
import { uncountedHours } from '../../core/findings/visits-state.ts';
import { spansOf } from '../../core/findings/windows.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { HOUR_MILLIS } from '../../core/time/units.ts';
import { LAST_MILLIS } from './filterable.ts';
import type { UncountedAnswer } from './protocol.ts';

/**
 * Answers of which time visits are not counted yet: of what the findings function has still to count, and of lines that came since it last
 * looked. Errors: those of the search engine's port.
 */
export async function answerUncounted(engine: SearchEngine): Promise<UncountedAnswer> {
  const { positions, visits } = await readJudgingState(engine);
  if (visits === undefined) return { spans: [{ from: 0, to: LAST_MILLIS }] };
  const hours = uncountedHours(visits, await readChangedHours(engine, positions));
  return {
    spans: spansOf(hours, HOUR_MILLIS, Infinity).map(({ fromMillis, toMillis }) => ({
      from: fromMillis,
      to: toMillis,
    })),
  };
}
