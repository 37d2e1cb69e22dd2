import type { Case } from '../../core/findings/cases.ts';
import { rules } from '../../core/findings/rules/rules.ts';
import { idleRules } from '../../core/findings/site-needs.ts';
import type { Site } from '../../core/site/site.ts';
import { counted } from '../../core/wording.ts';
import { needsText } from '../../dashboards/site.ts';
import { safeName } from '../terminal.ts';
import { table } from './progress.ts';

/** Cases as a table: since when and until when, in UTC, by which rule, how sure, and what the first finding says. */
export function caseTable(cases: readonly Case[]): string {
  return table([
    ['case', 'from (UTC)', 'to', 'rule', 'state', 'sure', 'findings', 'of'],
    ...cases.map((one) => [
      one.id,
      minute(one.fromMillis),
      minute(one.toMillis),
      one.rule,
      one.state,
      one.confidence,
      String(one.findings),
      one.entities === 1 ? safeName(one.someEntities[0] ?? '') : counted(one.entities, 'entity', 'entities'),
    ]),
  ]);
}

/** The sentence of each case. */
export function caseSentences(cases: readonly Case[]): string {
  return cases.map(({ id, text }) => `${id}: ${safeName(text)}\n`).join('');
}

/** That there are no cases, of all rules or of one: then, what the logs have to have for it. */
export function nothingText(name?: string): string {
  const rule = rules.find((one) => one.name === name);
  return rule === undefined ? 'Nothing was found.\n' : `Nothing was found. ${rule.name} needs ${rule.needs}\n`;
}

/** What `--once` says of the cases that were found, and which rules could find none. */
export function foundText(cases: readonly Case[], site: Site): string {
  const idle = idleRules(site).map(([rule, missing]) => `${rule} looked for nothing. ${needsText(missing)}\n`);
  if (cases.length === 0) return `\nNothing was found in the logs.\n${idle.join('')}`;
  return `\nFound in the logs (docs/findings.md), the latest first:\n\n${caseTable(cases)}\n${caseSentences(cases)}${idle.join('')}`;
}

function minute(millis: number): string {
  return new Date(millis).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length).replace('T', ' ');
}
