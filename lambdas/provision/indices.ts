import { DEAD_LETTER_INDEX, LEDGER_INDEX } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import type { Provided, StepOutcome } from './outcome.ts';

/**
 * Makes the indices that have one name that never changes, empty: until they exist, panels on them show an error where they should show
 * nothing. Their templates have to be there.
 */
export async function provisionIndices(engine: SearchEngine): Promise<Provided> {
  const provided: [string, StepOutcome][] = [];
  for (const index of [LEDGER_INDEX, DEAD_LETTER_INDEX]) {
    provided.push([`index ${index}`, await provisionIndex(engine, index)]);
  }
  return provided;
}

async function provisionIndex(engine: SearchEngine, index: string): Promise<StepOutcome> {
  if (await exists(engine, index)) return 'unchanged';
  try {
    await engine.request('PUT', `/${index}`);
  } catch (error) {
    // the index function may have been first
    if (!(await exists(engine, index))) throw error;
    return 'unchanged';
  }
  return 'created';
}

async function exists(engine: SearchEngine, index: string): Promise<boolean> {
  return (await engine.request('GET', `/${index}/_settings/index.uuid`)) !== undefined;
}
