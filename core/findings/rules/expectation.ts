import { counted } from '../../wording.ts';
import type { Baseline } from '../rule.ts';

const bases = {
  'hour of the week': 'going by this hour of other weeks',
  'windows before': 'going by the hours before',
} as const satisfies Record<Baseline['basis'], string>;

/** How often something was expected in an hour, and why, as the end of a sentence: `going by the hours before, none was expected`. */
export function expectationText(expected: number, baseline: Pick<Baseline, 'basis'> | undefined): string {
  const number = expected === 0 ? 'none' : String(expected);
  const text = `${number} ${expected <= 1 && Number.isInteger(expected) ? 'was' : 'were'} expected`;
  return baseline === undefined ? text : `${bases[baseline.basis]}, ${text}`;
}

/** How long something took, within a sentence: `an hour`, `6 hours`. */
export function hoursText(hours: number): string {
  return hours === 1 ? 'an hour' : counted(hours, 'hour');
}
