import type { Case } from '../../core/findings/cases.ts';
import { counted } from '../../core/wording.ts';
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

/** What `--once` says of the cases that were found. */
export function foundText(cases: readonly Case[]): string {
  if (cases.length === 0) return '\nNothing was found in the logs.\n';
  return `\nFound in the logs (docs/findings.md), the latest first:\n\n${caseTable(cases)}\n${caseSentences(cases)}`;
}

function minute(millis: number): string {
  return new Date(millis).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length).replace('T', ' ');
}
