/** Findings and cases of some states, as the findings function writes them. */
import {
  caseDocument,
  findingDocument,
  type KeptDocument,
  muteDocument,
} from '../../../adapters/search/findings/documents.ts';
import { writeKept } from '../../../adapters/search/findings/kept-documents.ts';
import { casesOf, type CaseState } from '../../../core/findings/cases.ts';
import { createFinding, type Finding } from '../../../core/findings/finding.ts';
import { addressManyAccounts } from '../../../core/findings/rules/address-many-accounts.ts';
import { pathFailures } from '../../../core/findings/rules/path-failures.ts';
import { windowOf } from '../../../core/findings/windows.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { HOUR_MILLIS } from '../../../core/time/units.ts';
import { dashboardView } from '../../../dashboards/links.ts';
import type { Document } from './story.ts';

const states: readonly CaseState[] = ['open', 'acknowledged', 'muted', 'withdrawn'];

/** Indexes findings of eight hours, of which one is withdrawn, their cases, and a mute; `lastMillis`: nothing is later. */
export async function indexFindings(
  engine: SearchEngine,
  lastMillis: number,
): Promise<{ readonly findings: readonly Document[]; readonly cases: readonly Document[] }> {
  const findings = Array.from({ length: 16 }, (_, index) => findingOf(index, windowOf(lastMillis, HOUR_MILLIS)));
  const cases = casesOf(findings).map((one, index) => {
    const rule = one.rule === pathFailures.name ? pathFailures : addressManyAccounts;
    const state = states[index % states.length] ?? 'open';
    return caseDocument({ ...one, state }, lastMillis, dashboardView(one, one, rule));
  });
  const mute = muteDocument({ rule: pathFailures.name, entity: '/health' }, true, lastMillis);
  const kept = { findings: findings.map((one) => findingDocument(one, lastMillis)), cases: [...cases, mute] };
  await writeKept(engine, kept.findings);
  await writeKept(engine, kept.cases);
  const documentsOf = (some: readonly KeptDocument[]): Document[] => some.map(({ document }) => document as Document);
  return { findings: documentsOf(kept.findings), cases: documentsOf(kept.cases) };
}

/** Two in each second hour, so each hour is a separate case. */
function findingOf(index: number, lastHour: number): Finding {
  const rule = index % 4 < 2 ? pathFailures : addressManyAccounts;
  const entity = rule === pathFailures ? `/path-${index % 2}` : `192.0.2.${index}`;
  const verdict = {
    confidence: index % 3 === 0 ? 'high' : 'medium',
    numbers: { failures: index },
    text: `${entity} is found.`,
  } as const;
  const fromMillis = lastHour - (2 + 3 * Math.floor(index / 2)) * HOUR_MILLIS;
  const finding = createFinding(rule, { entity, fromMillis }, verdict, []);
  return index === 7 ? { ...finding, status: 'withdrawn' } : finding;
}
