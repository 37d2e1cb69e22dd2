import type { LogField } from '../../core/fields.ts';
import type { Rule } from '../../core/findings/rule.ts';
import { rules } from '../../core/findings/rules/rules.ts';

/** Where the lines are that prove a finding or the findings of a case: those that its rule looks at, in their time. */
export interface Proof {
  readonly rule: Rule;
  /** With the windows before that the rule looks at, too. */
  readonly fromMillis: number;
  /** Without these. */
  readonly beginMillis: number;
  readonly toMillis: number;
  /** Whose lines; absent where the rule is about all, and where a case names only the first of its entities. */
  readonly entities?: { readonly field: LogField; readonly values: readonly unknown[] };
}

/** @returns `undefined` for a rule that this version does not have */
export function proofOf(document: Readonly<Record<string, unknown>>): Proof | undefined {
  const rule = rules.find(({ name }) => name === document['rule.name']);
  const [from, to] = [Date.parse(String(document['event.start'])), Date.parse(String(document['event.end']))];
  if (rule === undefined || !(from < to)) return undefined;
  const { entity: field } = rule.question;
  const named = document['kafkainsight.finding.entity'];
  const values: readonly unknown[] = Array.isArray(named) ? named : [named];
  const all = document['kafkainsight.case.entities'] ?? 1;
  return {
    rule,
    fromMillis: from - rule.lookback * rule.windowMillis,
    beginMillis: from,
    toMillis: to,
    ...(field !== undefined && all === values.length && { entities: { field, values } }),
  };
}
