/** Findings and cases for the suite of finding stores. */
import type { Case } from '../../core/findings/cases.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { addressManyAccounts as rule } from '../../core/findings/rules/address-many-accounts.ts';
import { HOUR_MILLIS as HOUR } from '../../core/time/units.ts';

/** A finding of one hour. */
export const finding = (id: string, fromMillis: number): Finding => ({
  id,
  rule: rule.name,
  ruleVersion: 1,
  entityField: 'source.address',
  entity: '198.51.100.1',
  cause: '',
  status: 'open',
  confidence: 'high',
  numbers: { accounts: 3, expected: 0.1 },
  text: 'It was refused.',
  fromMillis,
  toMillis: fromMillis + HOUR,
  proof: [{ id: 'id-1', index: 'i', timeMillis: fromMillis, path: 'inbox/a.log', offset: 100 }],
});

/** The case of one finding. */
export const oneCase = (id: string, fromMillis: number): Case => ({
  id,
  rule: rule.name,
  cause: '',
  state: 'open',
  confidence: 'high',
  findings: 1,
  entities: 1,
  someEntities: ['198.51.100.1'],
  text: 'It was refused.',
  fromMillis,
  toMillis: fromMillis + HOUR,
});
