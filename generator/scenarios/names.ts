/** The scenarios that may be laid over a story, in the order in which they begin. */
export const scenarioNames = [
  'slow-leak',
  'scraper',
  'outage',
  'campaign',
  'credential-stuffing',
  'account-takeover',
  'bad-deploy',
] as const;

/** One of the scenarios. */
export type ScenarioName = (typeof scenarioNames)[number];
