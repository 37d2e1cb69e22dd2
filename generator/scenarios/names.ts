/** The scenarios that may be laid over a story, in the order in which they begin. Dashboards show them. */
export const scenarioNames = [
  'slow-leak',
  'scraper',
  'outage',
  'campaign',
  'credential-stuffing',
  'account-takeover',
  'bad-deploy',
] as const;

/** More of them, which no dashboard is about: they are there to measure what rules find. */
export const trialNames = [
  'slow-spraying',
  'password-list',
  'probing',
  'network-stuffing',
  'attack-strings',
  'false-crawler',
  'silent-source',
  'click-fraud',
  'broken-checkout',
  'changed-format',
  'lost-channel',
  'clock-jump',
  'failing-release',
  'referrer-spam',
  'slow-path',
  'silent-error',
  'failing-deployment',
  'stolen-session',
] as const;

/** What looks like trouble but is not: whatever a rule finds in it is wrong. */
export const decoyNames = [
  'office',
  'synchronising-client',
  'holiday',
  'launch',
  'relaunch',
  'traveller',
  'batch-job',
  'load-test',
  'odd-searches',
  'batched-source',
  'link-previews',
  'window-shoppers',
  'rare-errors',
  'stray-lines',
  'late-batches',
  'summer-time',
  'releases',
  'deep-crawl',
  'link-checker',
  'price-comparison',
  'browsing-office',
  'small-blog',
  'busy-gateway',
  'timed-gateway',
  'gateway-sessions',
] as const;

/** All that may be requested by name. */
export const allScenarioNames = [...scenarioNames, ...trialNames, ...decoyNames] as const;

/** One of the scenarios. */
export type ScenarioName = (typeof allScenarioNames)[number];
