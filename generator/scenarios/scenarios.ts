import { planAccountTakeover } from './account-takeover.ts';
import { planAttackStrings, planOddSearches } from './attack-strings.ts';
import { planBadDeploy } from './bad-deploy.ts';
import { planBrokenCheckout, planWindowShoppers } from './broken-checkout.ts';
import { planCampaign } from './campaign.ts';
import { planChangedFormat, planStrayLines } from './changed-format.ts';
import { planClickFraud, planLinkPreviews } from './click-fraud.ts';
import { planClockJump, planLateBatches, planSummerTime } from './clocks.ts';
import { planCredentialStuffing } from './credential-stuffing.ts';
import {
  planBatchJob,
  planHoliday,
  planLaunch,
  planLoadTest,
  planOffice,
  planRelaunch,
  planSynchronisingClient,
  planTraveller,
} from './decoys.ts';
import { planFailingDeployment } from './failing-deployment.ts';
import { planFalseCrawler } from './false-crawler.ts';
import { planLostChannel } from './lost-channel.ts';
import type { ScenarioName } from './names.ts';
import { planNetworkStuffing } from './network-stuffing.ts';
import { planOutage } from './outage.ts';
import { planPasswordList } from './password-list.ts';
import { planProbing } from './probing.ts';
import { planRareErrors } from './rare-errors.ts';
import { planBrowsingOffice, planDeepCrawl, planLinkChecker, planPriceComparison } from './readers.ts';
import { planReferrerSpam, planSmallBlog } from './referrer-spam.ts';
import { planFailingRelease, planReleases } from './releases.ts';
import type { PlanScenario } from './scenario.ts';
import { planScraper } from './scraper.ts';
import { planSilentError } from './silent-error.ts';
import { planBatchedSource, planSilentSource } from './silent-source.ts';
import { planSlowLeak } from './slow-leak.ts';
import { planBusyGateway, planSlowPath, planTimedGateway } from './slow-path.ts';
import { planSlowSpraying } from './slow-spraying.ts';
import { planGatewaySessions, planStolenSession } from './stolen-session.ts';

/** How each scenario is planned. */
export const scenarioPlans: Readonly<Record<ScenarioName, PlanScenario>> = {
  'slow-leak': planSlowLeak,
  scraper: planScraper,
  outage: planOutage,
  campaign: planCampaign,
  'credential-stuffing': planCredentialStuffing,
  'account-takeover': planAccountTakeover,
  'bad-deploy': planBadDeploy,
  'slow-spraying': planSlowSpraying,
  'password-list': planPasswordList,
  probing: planProbing,
  'network-stuffing': planNetworkStuffing,
  'attack-strings': planAttackStrings,
  'false-crawler': planFalseCrawler,
  'silent-source': planSilentSource,
  'click-fraud': planClickFraud,
  'broken-checkout': planBrokenCheckout,
  'changed-format': planChangedFormat,
  'lost-channel': planLostChannel,
  'clock-jump': planClockJump,
  'failing-release': planFailingRelease,
  'referrer-spam': planReferrerSpam,
  'slow-path': planSlowPath,
  'silent-error': planSilentError,
  'failing-deployment': planFailingDeployment,
  'stolen-session': planStolenSession,
  office: planOffice,
  'synchronising-client': planSynchronisingClient,
  holiday: planHoliday,
  launch: planLaunch,
  relaunch: planRelaunch,
  traveller: planTraveller,
  'batch-job': planBatchJob,
  'load-test': planLoadTest,
  'odd-searches': planOddSearches,
  'batched-source': planBatchedSource,
  'link-previews': planLinkPreviews,
  'window-shoppers': planWindowShoppers,
  'rare-errors': planRareErrors,
  'stray-lines': planStrayLines,
  'late-batches': planLateBatches,
  'summer-time': planSummerTime,
  releases: planReleases,
  'deep-crawl': planDeepCrawl,
  'link-checker': planLinkChecker,
  'price-comparison': planPriceComparison,
  'browsing-office': planBrowsingOffice,
  'small-blog': planSmallBlog,
  'timed-gateway': planTimedGateway,
  'busy-gateway': planBusyGateway,
  'gateway-sessions': planGatewaySessions,
};
