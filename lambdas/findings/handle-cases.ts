import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaInsightError } from '../../core/errors.ts';
import { type Case, isMuted } from '../../core/findings/cases.ts';
import type { FindingStore } from '../../core/findings/finding-store.ts';
import { type CaseRequest, handledCase, type Handling, type RuleRequest } from '../../core/findings/handling.ts';
import type { Rule } from '../../core/findings/rule.ts';
import { alone } from './alone.ts';

/** What people ask to be done with cases. */
export type HandleRequest = CaseRequest | RuleRequest;

const WAIT_MILLIS = 500;

/**
 * Handles a case, or those of a rule, once no run judges.
 *
 * @param deadlineMillis until when one is waited for, epoch milliseconds
 * @returns the cases that have another state now
 * @throws KafkaInsightError USAGE_INVALID where there is no such case, or it is over; TIME_LIMIT where a run judges all the time; errors of
 *   the store
 */
export async function handleCases(
  store: FindingStore,
  rules: readonly Rule[],
  request: HandleRequest,
  deadlineMillis: number,
): Promise<Case[]> {
  for (;;) {
    const cases = await alone(store, Date.now, () =>
      'caseId' in request ? handleOne(store, rules, request) : handleRule(store, rules, request),
    );
    if (cases !== undefined) return cases;
    if (Date.now() > deadlineMillis)
      throw new KafkaInsightError('TIME_LIMIT', 'The logs are being judged, and nothing was changed. Try again.');
    await sleep(WAIT_MILLIS);
  }
}

async function handleOne(
  store: FindingStore,
  rules: readonly Rule[],
  { caseId, handling }: CaseRequest,
): Promise<Case[]> {
  const [one] = await store.list({ id: caseId });
  if (one === undefined) {
    throw new KafkaInsightError(
      'USAGE_INVALID',
      `There is no case ${caseId}. \`npx kafkainsight findings --state all\` lists all cases.`,
    );
  }
  return write(store, ruleNamed(rules, one.rule), [one], handling);
}

async function handleRule(
  store: FindingStore,
  rules: readonly Rule[],
  { handling, rule: name, entity }: RuleRequest,
): Promise<Case[]> {
  const rule = ruleNamed(rules, name);
  const mute = { rule: name, ...(entity === undefined ? {} : { entity }) };
  await (handling === 'mute' ? store.mute(mute) : store.unmute(mute));
  const states = handling === 'mute' ? (['open', 'acknowledged'] as const) : (['muted'] as const);
  const cases = await store.list({ rule: name, states });
  return write(
    store,
    rule,
    cases.filter((one) => isMuted(one, mute)),
    handling,
  );
}

function ruleNamed(rules: readonly Rule[], name: string): Rule {
  const rule = rules.find((one) => one.name === name);
  if (rule !== undefined) return rule;
  throw new KafkaInsightError(
    'USAGE_INVALID',
    `There is no rule ${name} in this version. The rules are ${rules.map((one) => one.name).join(', ')}.`,
  );
}

async function write(store: FindingStore, rule: Rule, cases: readonly Case[], handling: Handling): Promise<Case[]> {
  const handled = cases.map((one) => handledCase(one, handling));
  await store.write({ rule, findings: [], cases: handled, tallies: [] });
  return handled;
}
