import {
  BASELINE_INDEX,
  CASE_INDEX,
  DEAD_LETTER_INDEX,
  FINDING_INDEX,
  LEDGER_INDEX,
  VISIT_INDEX,
} from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import type { Provided, StepOutcome } from './outcome.ts';

/**
 * Creates the indices with a fixed name, empty: until they exist, panels on them show an error instead of nothing. Their templates must
 * exist.
 */
export async function provisionIndices(engine: SearchEngine): Promise<Provided> {
  const provided: [string, StepOutcome][] = [];
  for (const index of [LEDGER_INDEX, DEAD_LETTER_INDEX, FINDING_INDEX, CASE_INDEX, BASELINE_INDEX, VISIT_INDEX]) {
    provided.push([`index ${index}`, await provisionIndex(engine, index)]);
  }
  return provided;
}

async function provisionIndex(engine: SearchEngine, index: string): Promise<StepOutcome> {
  if (await exists(engine, index)) return 'unchanged';
  try {
    await engine.request('PUT', `/${index}`);
  } catch (error) {
    // the index function may have created it meanwhile
    if (!(await exists(engine, index))) throw error;
    return 'unchanged';
  }
  return 'created';
}

async function exists(engine: SearchEngine, index: string): Promise<boolean> {
  return (await engine.request('GET', `/${index}/_settings/index.uuid`)) !== undefined;
}
