import type { Rule } from '../rule.ts';
import { judgeRequests, requestsOf } from './requests-by-address.ts';

/** Somebody hides behind the name of a search engine. */
export const falseCrawler: Rule = {
  ...requestsOf({ field: 'kafkainsight.client.verified', is: 'false' }),
  name: 'false-crawler',
  version: 1,
  sentence:
    'One address uses the name of a crawler whose operator has other networks, for more requests than others do.',
  trap: 'A crawler from its operator’s networks, however much it reads. One whose operator publishes none.',
  needs:
    'source.ip and user_agent.original, with the tables of networks ([enrichment.md](enrichment.md)). It knows the crawlers of Google, Bing, Apple, Yandex, Meta and Amazon.',
  judge: (evidence) =>
    judgeRequests(evidence, ({ entity, count }) => ({
      numbers: { requests: count },
      text: `${entity} made ${count} requests under the name of a crawler that does not come from its network.`,
    })),
};
