import type { ErrorReport } from '../journal.ts';
import { NONE, printable, printed } from '../printable.ts';
import { pick, whole } from '../random.ts';
import { requester } from '../requester.ts';
import type { Scene } from '../scene.ts';
import { hostileAddress } from '../world/addresses.ts';
import { chooseCrawler } from '../world/agents.ts';

const HOSTS_A_CRAWLER = 12;
const MOST_PAGES = 24;
const GONE_SHARE = 0.05;
const NOT_FOUND_BYTES = 5_214;
const ROBOTS = printed`/robots.txt`;

/** The crawler of a search engine or of a language model reads some of the shop. */
export function crawl(stage: Scene, startMillis: number): void {
  const { random, journal, catalogue } = stage;
  const { userAgent, network } = chooseCrawler(random);
  const client = requester(undefined, printed`${network}.${whole(random, 1, 1 + HOSTS_A_CRAWLER)}`, userAgent);
  let timeMillis = startMillis;
  journal.request(client, { timeMillis, method: 'GET', target: ROBOTS, status: 200, bytes: 312, referrer: NONE });
  for (let count = whole(random, 1, MOST_PAGES); count > 0; count--) {
    timeMillis += whole(random, 900, 12_000);
    if (random() < GONE_SHARE) {
      const gone = printed`/p/discontinued-${whole(random, 100, 140)}`;
      journal.request(client, {
        timeMillis,
        method: 'GET',
        target: gone,
        status: 404,
        bytes: NOT_FOUND_BYTES,
        referrer: NONE,
      });
      continue;
    }
    const page = random() < 0.8 ? pick(random, catalogue.allProducts) : catalogue.articles(random);
    journal.request(client, {
      timeMillis,
      method: 'GET',
      target: page.target,
      status: 200,
      bytes: page.bytes,
      referrer: NONE,
    });
  }
}

const ABSENT_PATHS = ['/.env', '/wp-login.php', '/xmlrpc.php', '/phpmyadmin/', '/admin/'].map(printable);
const FORBIDDEN_PATHS = ['/.git/config', '/server-status'].map(printable);
const FORBIDDEN_SHARE = 0.3;
const PROBE_AGENT = printed`Mozilla/5.0 (compatible; probe/1.0)`;
const AUTHORISATION = printed`authz_core`;
const ERROR = printed`error`;

/** Some stranger's script looks for holes, as happens to every server: a few requests, all refused. */
export function probe({ random, journal }: Scene, startMillis: number): void {
  const client = requester(undefined, hostileAddress(random), PROBE_AGENT);
  let timeMillis = startMillis;
  for (let count = whole(random, 2, 6); count > 0; count--) {
    timeMillis += whole(random, 120, 900);
    if (random() >= FORBIDDEN_SHARE) {
      journal.request(client, {
        timeMillis,
        method: 'GET',
        target: pick(random, ABSENT_PATHS),
        status: 404,
        bytes: NOT_FOUND_BYTES,
        referrer: NONE,
      });
      continue;
    }
    const path = pick(random, FORBIDDEN_PATHS);
    const fault: ErrorReport = {
      module: AUTHORISATION,
      level: ERROR,
      message: printed`AH01630: client denied by server configuration: /var/www/shop${path}`,
    };
    journal.request(client, { timeMillis, method: 'GET', target: path, status: 403, bytes: 199, referrer: NONE });
    journal.fault(client.address, timeMillis, fault);
  }
}
