import { createHash } from 'node:crypto';
import type { LogField } from '../fields.ts';
import type { Span } from '../time/span.ts';
import type { ProvingLine } from './proof.ts';
import type { Confidence, Rule, Verdict } from './rule.ts';

/** Whether a finding holds; one that did and no longer does is kept as `withdrawn`. */
type FindingStatus = 'open' | 'withdrawn';

/** Something that a rule found: an entity in a window. */
export interface Finding extends Span {
  readonly id: string;
  readonly rule: string;
  readonly ruleVersion: number;
  readonly entityField?: LogField;
  readonly entity: string;
  /** What its case is about: the entity, or empty if all entities have one cause. */
  readonly cause: string;
  readonly status: FindingStatus;
  readonly confidence: Confidence;
  readonly numbers: Readonly<Record<string, number>>;
  readonly text: string;
  /** The first ones by time, file and offset. */
  readonly proof: readonly ProvingLine[];
}

/** Bytes of a hash that an id has: 20 characters. */
const ID_BYTES = 15;

/** An id of 20 characters of base64url: the same for the same parts. */
export function hashId(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, ID_BYTES).toString('base64url');
}

/** The id of a finding: of its rule, the rule's version, its entity and its window, and of nothing else. */
function findingId(rule: Pick<Rule, 'name' | 'version'>, entity: string, fromMillis: number): string {
  return hashId(rule.name, rule.version, entity, fromMillis);
}

/** A finding that holds, of an entity in the window that begins then. */
export function createFinding(
  rule: Rule,
  { entity, fromMillis }: { readonly entity: string; readonly fromMillis: number },
  verdict: Verdict,
  proof: readonly ProvingLine[],
): Finding {
  const { entity: entityField } = rule.question;
  return {
    id: findingId(rule, entity, fromMillis),
    rule: rule.name,
    ruleVersion: rule.version,
    ...(entityField !== undefined && { entityField }),
    entity,
    cause: rule.cause === 'each entity' ? entity : '',
    fromMillis,
    toMillis: fromMillis + rule.windowMillis,
    status: 'open',
    ...verdict,
    proof,
  };
}

/** The changes that make the stored findings equal to what was found: new and changed findings, and those that no longer hold. */
export function changedFindings(found: readonly Finding[], kept: readonly Finding[]): Finding[] {
  const before = new Map(kept.map((finding) => [finding.id, JSON.stringify(finding)]));
  const holding = new Set(found.map(({ id }) => id));
  return [
    ...found.filter((finding) => before.get(finding.id) !== JSON.stringify(finding)),
    ...kept
      .filter(({ id, status }) => status === 'open' && !holding.has(id))
      .map((finding): Finding => ({ ...finding, status: 'withdrawn' })),
  ];
}
