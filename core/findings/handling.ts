import { KafkaInsightError } from '../errors.ts';
import type { Case, CaseState } from './cases.ts';

/** What people do with a case, and the state in which it is then. */
const handlings = {
  acknowledge: 'acknowledged',
  resolve: 'resolved',
  mute: 'muted',
  reopen: 'open',
} as const satisfies Readonly<Record<string, CaseState>>;

export type Handling = keyof typeof handlings;

/** What to do with one case. */
export interface CaseRequest {
  readonly handling: Handling;
  readonly caseId: string;
}

/** Whether cases of a rule are seen: those of all entities, or of one. */
export interface RuleRequest {
  readonly handling: Extract<Handling, 'mute' | 'reopen'>;
  readonly rule: string;
  readonly entity?: string;
}

/** The case once it was handled. Errors: USAGE_INVALID where nothing of it holds any longer, or it is part of another one. */
export function handledCase(one: Case, handling: Handling): Case {
  if (one.state === 'merged') {
    throw new KafkaInsightError(
      'USAGE_INVALID',
      `The case ${one.id} has become part of ${one.mergedInto ?? 'another one'}. Name that.`,
    );
  }
  if (one.state === 'withdrawn') {
    throw new KafkaInsightError(
      'USAGE_INVALID',
      `The case ${one.id} was withdrawn: with the lines that came later, nothing of it holds. There is nothing to do.`,
    );
  }
  return { ...one, state: handlings[handling] };
}
