/** The tables of docs/findings.md. */
import { rules } from '../../core/findings/rules/rules.ts';
import { decoyNames } from '../../generator/scenarios/names.ts';
import {
  DAYS,
  guiltyNames,
  type MeasuredPart,
  MOST_MINUTES,
  type PartResult,
  QUIET_DAYS,
  strengths,
  urgent,
} from './measured-part.ts';
import { LEAD_DAYS } from './told-story.ts';

/** Says what was measured. */
export function reportOf(results: readonly PartResult[], linesADay: number): string {
  const seeds = [...new Set(results.map(({ seed }) => seed))].sort((a, b) => a - b);
  const some = (isIt: (part: MeasuredPart) => boolean): readonly PartResult[] =>
    results.filter(({ part }) => isIt(part));
  const atStrength = strengths.map((strength) =>
    some((part) => typeof part === 'object' && 'strength' in part && part.strength === strength),
  );
  const [decoys, quiet] = [some((part) => part === 'decoys'), some((part) => part === 'quiet')];
  const sum = (of: readonly PartResult[], rule: string, count: 'wanted' | 'found' | 'right' | 'wrong'): number =>
    of.reduce((total, { byRule }) => total + (byRule[rule]?.[count] ?? 0), 0);
  const rows = rules.map(({ name }) => {
    const shares = atStrength.map((of) => {
      const wanted = sum(of, name, 'wanted');
      return wanted === 0 ? '–' : `${sum(of, name, 'found')} of ${wanted}`;
    });
    const wrong = [atStrength.flat(), decoys, quiet].map((of) => sum(of, name, 'wrong'));
    return `| \`${name}\` | ${[...shares, sum(atStrength.flat(), name, 'right'), ...wrong].join(' | ')} |`;
  });
  const delays = urgent.map(([rule, scenario]) => {
    const of = some((part) => typeof part === 'object' && 'delayOf' in part && part.delayOf === rule);
    const minutes = of.map((one) => (one.minutes === undefined ? `more than ${MOST_MINUTES}` : String(one.minutes)));
    return `| \`${rule}\` | ${scenario} | ${minutes.join(', ')} |`;
  });
  const percent = strengths.map((strength) => `${Math.round(strength * 100)} %`);
  return `Seeds ${seeds.join(', ')}. Stories of ${DAYS} days, after ${LEAD_DAYS} quiet ones, with ${linesADay.toLocaleString('en')} lines a day, all ${guiltyNames.length} scenarios in each: ${atStrength.map(({ length }, at) => `${length} at ${percent[at] ?? ''}`).join(', ')}; ${decoys.length} with ${decoyNames.length} decoys and nothing else; ${quiet.length} of ${QUIET_DAYS} quiet days.

| rule | found at ${percent.join(' | ')} | findings right | wrong | wrong, of decoys | wrong, in quiet weeks |
| --- | ${'--- | '.repeat(percent.length)}--- | --- | --- | --- |
${rows.join('\n')}

Cases in a quiet week, by seed: ${quiet.map(({ cases }) => cases).join(', ')}.

| rule | scenario | minutes from its first guilty line to the finding, by seed |
| --- | --- | --- |
${delays.join('\n')}`;
}
