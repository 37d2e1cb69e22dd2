import type { Context } from 'aws-lambda';
import type { Environment } from '../../adapters/environment-variables.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { Case } from '../../core/findings/cases.ts';
import type { CaseFilter, FindingStore } from '../../core/findings/finding-store.ts';
import { rules as allRules } from '../../core/findings/rules/rules.ts';
import { answerRoom } from '../answer-room.ts';
import { createLog } from '../log.ts';
import { readFindingsEnvironment } from './environment.ts';
import { handleCases, type HandleRequest } from './handle-cases.ts';
import { linkedFindingStore } from './linked-store.ts';

/** What people ask of cases. */
export type CasesRequest = { readonly list: CaseFilter } | { readonly handle: HandleRequest };

/** The request of an invocation by people. */
export interface CasesEvent {
  readonly cases: CasesRequest;
}

/** The cases that fit, the latest first, as many as a response may hold; or those that have another state now. */
export interface CasesAnswer {
  readonly cases: readonly Case[];
  /** With those that were left out. */
  readonly caseCount: number;
}

/** Time to write what was handled. */
const RESERVE_MILLIS = 20_000;

/**
 * Creates the handler of requests about cases; it waits for a run that is judging.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID naming all problems of the environment
 */
export function createCasesHandler(
  environment: Environment,
): (event: CasesEvent, context: Context) => Promise<CasesAnswer> {
  const { search } = readFindingsEnvironment(environment);
  const log = createLog('findings');
  const store = linkedFindingStore(createSearchEngine(search));
  return async ({ cases: request }, context) => {
    log.begin(context);
    const deadlineMillis = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MILLIS;
    const answer = await answerCases(store, request, deadlineMillis);
    if ('handle' in request) log.info('handled', { handling: request.handle.handling, cases: answer.caseCount });
    return answer;
  };
}

/**
 * Handles what people ask about cases. Errors: those of {@link handleCases} and of the store.
 *
 * @param deadlineMillis until when a run that judges is waited for, epoch milliseconds
 */
export async function answerCases(
  store: FindingStore,
  request: CasesRequest,
  deadlineMillis: number,
): Promise<CasesAnswer> {
  const cases =
    'list' in request
      ? await store.list(request.list)
      : await handleCases(store, allRules, request.handle, deadlineMillis);
  return { cases: cases.filter(answerRoom()), caseCount: cases.length };
}
