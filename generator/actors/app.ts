import type { Method } from '../events.ts';
import type { Requester } from '../journal.ts';
import { NONE, type Printable, printed } from '../printable.ts';
import { type Choice, weighted, whole } from '../random.ts';
import type { Scene } from '../scene.ts';

/** What the mobile app requests from its gateway; it signs in with a token first. */
type Call = 'home' | 'product' | 'search' | 'cart' | 'order' | 'profile' | 'close';

const nextCall: Choice<Call> = weighted([
  ['product', 40],
  ['search', 16],
  ['home', 10],
  ['cart', 8],
  ['order', 2.5],
  ['profile', 3.5],
  ['close', 20],
]);

const SESSION = printed`/api/v2/session`;
const HOME = printed`/api/v2/home`;
const MISSING_PRODUCT = printed`/api/v2/products/0`;
const CART = printed`/api/v2/cart`;
const ORDERS = printed`/api/v2/orders`;
const PROFILE = printed`/api/v2/profile`;

const TOKEN_EXPIRED_SHARE = 0.05;
const MISSING_SHARE = 0.01;
const AT_HOME_SHARE = 0.5;
const MOST_CALLS = 60;

function call(stage: Scene, client: Requester, timeMillis: number, kind: Exclude<Call, 'close'>): void {
  const { random, journal, catalogue } = stage;
  const ask = (method: Method, target: Printable, status: number, bytes: number): void => {
    journal.request(client, { timeMillis, method, target, status, bytes, referrer: NONE });
  };
  switch (kind) {
    case 'home':
      ask('GET', HOME, 200, whole(random, 3_800, 5_200));
      break;
    case 'product':
      if (random() < MISSING_SHARE) ask('GET', MISSING_PRODUCT, 404, 61);
      else ask('GET', printed`/api/v2/products/${catalogue.products(random).number}`, 200, whole(random, 900, 2_600));
      break;
    case 'search':
      ask('GET', printed`/api/v2${catalogue.searches(random).target}`, 200, whole(random, 1_200, 9_000));
      break;
    case 'cart':
      if (random() < 0.2) ask('DELETE', CART, 204, 0);
      else ask('POST', CART, 201, whole(random, 200, 700));
      break;
    case 'order':
      ask('POST', ORDERS, 201, whole(random, 400, 900));
      break;
    case 'profile':
      ask('PUT', PROFILE, 200, whole(random, 300, 500));
      break;
  }
}

/** One use of the mobile app: a token, then calls until it is put away. */
export function useApp(stage: Scene, startMillis: number): void {
  const { random, journal } = stage;
  const visitor = stage.visitors(random);
  const client: Requester = {
    format: 'json',
    address: random() < AT_HOME_SHARE ? visitor.address : visitor.otherAddress,
    user: visitor.account,
    protocol: 'HTTP/2.0',
    userAgent: NONE,
    scenario: undefined,
  };
  let timeMillis = startMillis;
  const expired = random() < TOKEN_EXPIRED_SHARE;
  const status = journal.request(client, {
    timeMillis,
    method: 'POST',
    target: SESSION,
    status: expired ? 401 : 200,
    bytes: 412,
    referrer: NONE,
  });
  if (status >= 400) return;
  timeMillis += whole(random, 100, 600);
  call(stage, client, timeMillis, 'home');
  for (let count = 0; count < MOST_CALLS; count++) {
    const kind = nextCall(random);
    if (kind === 'close') return;
    timeMillis += stage.readingTimes(random) / 3;
    call(stage, client, Math.floor(timeMillis), kind);
  }
}
