import type { Rule } from '../rule.ts';
import { addressManyAccounts } from './address-many-accounts.ts';
import { pathFailures } from './path-failures.ts';

/** Every rule, in the order in which docs/findings.md has them. */
export const rules: readonly Rule[] = [pathFailures, addressManyAccounts];
