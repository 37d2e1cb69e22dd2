import type { Rule } from '../rule.ts';
import { takeover } from './account-takeover.ts';
import { addressManyAccounts } from './address-many-accounts.ts';
import { answeredAttack } from './answered-attack.ts';
import { channelLoss } from './channel-loss.ts';
import { campaignMachines, campaignSurge, channelSurge } from './channels.ts';
import { clockJump } from './clock-jump.ts';
import { conversionDrop } from './conversion-drop.ts';
import { agentManyAccounts, networkManyAccounts } from './distributed-stuffing.ts';
import { failingDeployment } from './failing-deployment.ts';
import { failingRelease } from './failing-release.ts';
import { falseCrawler } from './false-crawler.ts';
import { newErrorCode, newErrorPattern } from './new-error.ts';
import { pathFailures } from './path-failures.ts';
import { probing } from './probing.ts';
import { referrerSpam } from './referrer-spam.ts';
import { scraper } from './scraper.ts';
import { datasetSilence, hostSilence } from './silence.ts';
import { slowLeak } from './slow-leak.ts';
import { slowPath } from './slow-path.ts';
import { slowSpraying } from './slow-spraying.ts';
import { stolenSession } from './stolen-session.ts';
import { unreadLines } from './unread-lines.ts';

/** Every rule, in the order in which docs/findings.md has them. */
export const rules: readonly Rule[] = [
  pathFailures,
  newErrorCode,
  newErrorPattern,
  slowLeak,
  slowPath,
  failingRelease,
  failingDeployment,
  addressManyAccounts,
  agentManyAccounts,
  networkManyAccounts,
  slowSpraying,
  takeover,
  stolenSession,
  probing,
  answeredAttack,
  falseCrawler,
  scraper,
  datasetSilence,
  hostSilence,
  unreadLines,
  clockJump,
  channelSurge,
  channelLoss,
  campaignSurge,
  campaignMachines,
  referrerSpam,
  conversionDrop,
];
