import type { Fields } from './fields.ts';

/** What findings and their cases have in common. */
const commonFindingFields = {
  '@timestamp': 'date',
  'event.dataset': 'keyword',
  'event.kind': 'keyword',
  'event.id': 'keyword',
  'event.start': 'date',
  'event.end': 'date',
  'event.ingested': 'date',
  message: 'text',
  'rule.name': 'keyword',
  'rule.version': 'keyword',
  'kafkainsight.finding.confidence': 'keyword',
  'kafkainsight.finding.entity': 'keyword',
} as const satisfies Fields;

/** Fields of findings; the lines that prove one are in the document, and not indexed. */
export const findingFields = {
  ...commonFindingFields,
  'kafkainsight.finding.case': 'keyword',
  'kafkainsight.finding.entity_field': 'keyword',
  'kafkainsight.finding.numbers': 'flattened',
  'kafkainsight.finding.status': 'keyword',
} as const satisfies Fields;

/** Fields of cases, and of what somebody does not want to see. */
export const caseFields = {
  ...commonFindingFields,
  'kafkainsight.case.cause': 'keyword',
  'kafkainsight.case.entities': 'long',
  'kafkainsight.case.findings': 'long',
  'kafkainsight.case.lines': 'long_keyword',
  'kafkainsight.case.merged_into': 'keyword',
  'kafkainsight.case.state': 'keyword',
} as const satisfies Fields;

/** Fields of the tallies that findings are judged by. */
export const baselineFields = {
  'event.dataset': 'keyword',
  'event.id': 'keyword',
  'event.start': 'date',
  'event.ingested': 'date',
  'rule.name': 'keyword',
  'rule.version': 'keyword',
  'kafkainsight.finding.entity': 'keyword',
  'kafkainsight.baseline.hits': 'long',
  'kafkainsight.baseline.total': 'long',
} as const satisfies Fields;
