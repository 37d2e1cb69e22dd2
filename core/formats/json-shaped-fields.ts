import type { JsonField } from './json-field.ts';
import { findingTime, guardDutyFields, writeFinding } from './json-guardduty-fields.ts';
import type { JsonLine } from './json-line.ts';
import { elasticsearchAction, serviceFields, writeServiceEvent } from './json-service-fields.ts';
import { vaultFields, writeVaultOutcome } from './json-vault-fields.ts';
import { zeekFields } from './json-zeek-fields.ts';

/** Keys that say what other keys are about: before these. */
export const firstShapedFields: readonly JsonField[] = [...findingTime, elasticsearchAction];

/** Keys of the services that json-shapes.ts recognises, and of Zeek. */
export const shapedFields: readonly JsonField[] = [...vaultFields, ...guardDutyFields, ...serviceFields, ...zeekFields];

/** Writes what follows from all of such a line. */
export function writeShaped(line: JsonLine): void {
  if (line.logger === 'vault') writeVaultOutcome(line);
  else if (line.logger === 'guardduty') writeFinding(line);
  else writeServiceEvent(line);
}
