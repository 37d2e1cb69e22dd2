import { planAccountTakeover } from './account-takeover.ts';
import { planBadDeploy } from './bad-deploy.ts';
import { planCampaign } from './campaign.ts';
import { planCredentialStuffing } from './credential-stuffing.ts';
import type { ScenarioName } from './names.ts';
import { planOutage } from './outage.ts';
import type { PlanScenario } from './scenario.ts';
import { planScraper } from './scraper.ts';
import { planSlowLeak } from './slow-leak.ts';

/** How each scenario is planned. */
export const scenarioPlans: Readonly<Record<ScenarioName, PlanScenario>> = {
  'slow-leak': planSlowLeak,
  scraper: planScraper,
  outage: planOutage,
  campaign: planCampaign,
  'credential-stuffing': planCredentialStuffing,
  'account-takeover': planAccountTakeover,
  'bad-deploy': planBadDeploy,
};
