import type { Context } from 'aws-lambda';
import { type CasesAnswer, type CasesEvent, createCasesHandler } from './cases.ts';
import { createFindingsHandler, type FindingsEvent } from './findings.ts';
import type { JudgeLogsReport } from './judge-logs.ts';

const judge = createFindingsHandler(process.env);
const answer = createCasesHandler(process.env);

/** Judges what has changed in the logs; or, where people ask, lists or handles cases. */
export function handler(event: FindingsEvent | CasesEvent, context: Context): Promise<JudgeLogsReport | CasesAnswer> {
  return 'cases' in event ? answer(event, context) : judge(event, context);
}
