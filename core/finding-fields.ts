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

/** Fields of the tallies that findings are judged by; the tallies are in the document, and not indexed. */
export const baselineFields = {
  'event.dataset': 'keyword',
  'event.id': 'keyword',
  'event.start': 'date',
  'event.ingested': 'date',
  'rule.name': 'keyword',
  'rule.version': 'keyword',
  'kafkainsight.baseline.bucket': 'keyword',
} as const satisfies Fields;

/** What the first request of a visit says about where it came from and with what: the values of these fields, where the log has them. */
export const visitOriginFields = [
  'log.file.path',
  'source.geo.country_iso_code',
  'user_agent.device.name',
  'user_agent.name',
  'user_agent.os.name',
  'kafkainsight.campaign.content',
  'kafkainsight.campaign.medium',
  'kafkainsight.campaign.name',
  'kafkainsight.campaign.source',
  'kafkainsight.campaign.term',
  'kafkainsight.referrer.domain',
] as const;

/** Fields of visits. Those of the logs say of a visit what they say of the request that it began with. */
export const visitFields = {
  '@timestamp': 'date',
  'event.dataset': 'keyword',
  'event.kind': 'keyword',
  'event.id': 'keyword',
  'event.start': 'date',
  'event.end': 'date',
  'event.duration': 'long',
  'event.ingested': 'date',
  'log.file.path': 'long_keyword',
  'source.address': 'keyword',
  'source.geo.country_iso_code': 'keyword',
  'user_agent.device.name': 'keyword',
  'user_agent.name': 'keyword',
  'user_agent.os.name': 'keyword',
  'kafkainsight.campaign.content': 'keyword',
  'kafkainsight.campaign.medium': 'keyword',
  'kafkainsight.campaign.name': 'keyword',
  'kafkainsight.campaign.source': 'keyword',
  'kafkainsight.campaign.term': 'keyword',
  'kafkainsight.goal': 'keyword',
  'kafkainsight.referrer.domain': 'keyword',
  'kafkainsight.visit.bounces': 'long',
  'kafkainsight.visit.conversions': 'long',
  'kafkainsight.visit.entry_page': 'long_keyword',
  'kafkainsight.visit.exit_page': 'long_keyword',
  'kafkainsight.visit.pages': 'long',
  'kafkainsight.visit.returning': 'boolean',
  'kafkainsight.visitor.id': 'keyword',
} as const satisfies Fields;
