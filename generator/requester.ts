import type { AccessFormat } from './events.ts';
import type { Requester } from './journal.ts';
import { NONE, type Printable } from './printable.ts';
import type { ScenarioName } from './scenarios/names.ts';

/** A client that is not signed in, and does not speak HTTP/2. Its lines are those of the scenario, if any. */
export function requester(
  scenario: ScenarioName | undefined,
  address: Printable,
  userAgent: Printable,
  format: AccessFormat = 'apache_combined',
): Requester {
  return { format, address, user: NONE, protocol: 'HTTP/1.1', userAgent, scenario };
}
