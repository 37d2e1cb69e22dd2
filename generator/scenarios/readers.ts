/** Who reads many pages and may: decoys for the scraper. */
import { visit } from '../actors/visit.ts';
import { NONE, type Printable, printed } from '../printable.ts';
import { pick, whole } from '../random.ts';
import { requester } from '../requester.ts';
import type { Scene } from '../scene.ts';
import { residentialAddress } from '../world/addresses.ts';
import { chooseAgent } from '../world/agents.ts';
import type { ShopPage } from '../world/catalogue.ts';
import type { ScenarioName } from './names.ts';
import { chooseWindow, createLabel, type PlanScenario, steadySurge } from './scenario.ts';

/** A machine that reads pages one after the other, from the first one again when it is through. */
function pageReader(
  { journal }: Scene,
  scenario: ScenarioName,
  { address, userAgent }: { readonly address: Printable; readonly userAgent: Printable },
  pages: readonly ShopPage[],
): (startMillis: number) => void {
  const client = requester(scenario, address, userAgent);
  let read = 0;
  return (timeMillis) => {
    const page = pages[read++ % pages.length];
    if (page === undefined) return;
    const { target, bytes } = page;
    journal.request(client, { timeMillis, method: 'GET', target, status: 200, bytes, referrer: NONE });
  };
}

/** A search engine reads the whole catalogue at once, from its network. */
export const planDeepCrawl: PlanScenario = ({ stage, span }) => {
  const window = chooseWindow(stage.random, span, 0.25, 0.02);
  const address = printed`66.249.66.${whole(stage.random, 20, 40)}`;
  const userAgent = printed`Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`;
  return {
    label: createLabel('deep-crawl', window, { culprits: [{ field: 'source.ip', values: [address] }] }),
    surge: steadySurge(window, 0.5),
    begin: pageReader(stage, 'deep-crawl', { address, userAgent }, stage.catalogue.allProducts),
  };
};

/** The shop looks for broken links of its own, every page, from within. */
export const planLinkChecker: PlanScenario = ({ stage, span }) => {
  const window = chooseWindow(stage.random, span, 0.55, 0.02);
  const client = { address: printed`10.0.7.21`, userAgent: printed`LinkChecker/10.5` };
  return {
    label: createLabel('link-checker', window, { culprits: [{ field: 'source.ip', values: [client.address] }] }),
    surge: steadySurge(window, 0.4),
    begin: pageReader(stage, 'link-checker', client, stage.catalogue.allProducts),
  };
};

/** Every fourth product is compared. */
const COMPARED = 4;

/** A partner looks up the prices of some products, hour after hour, and did so before the story began. */
export const planPriceComparison: PlanScenario = ({ stage, span }) => {
  const client = { address: printed`212.227.0.99`, userAgent: printed`PriceCompass/3.2 (+https://prices.example/bot)` };
  const compared = stage.catalogue.allProducts.filter((_, at) => at % COMPARED === 0);
  return {
    label: createLabel('price-comparison', span, { culprits: [{ field: 'source.ip', values: [client.address] }] }),
    surge: steadySurge(span, 0.05),
    begin: pageReader(stage, 'price-comparison', client, compared),
  };
};

const COLLEAGUES = 40;

/** A firm whose people all look for equipment, behind one address (NAT). */
export const planBrowsingOffice: PlanScenario = ({ stage, span, visitors }) => {
  const { random } = stage;
  const window = chooseWindow(random, span, 0.35, 0.03);
  const address = residentialAddress(random);
  const colleagues = Array.from({ length: COLLEAGUES }, () => ({
    ...pick(random, visitors),
    address,
    otherAddress: address,
    agent: chooseAgent(random),
  }));
  return {
    label: createLabel('browsing-office', window, { culprits: [{ field: 'source.ip', values: [address] }] }),
    surge: steadySurge(window, 0.6),
    begin(startMillis) {
      visit(stage, startMillis, { visitor: pick(random, colleagues), scenario: 'browsing-office' });
    },
  };
};
