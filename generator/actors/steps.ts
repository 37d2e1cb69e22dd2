import { append, NONE, type Printable, printed } from '../printable.ts';
import { type Choice, weighted, whole } from '../random.ts';
import { createPage, type ShopPage } from '../world/catalogue.ts';
import { loadAssets } from './assets.ts';
import { signIn } from './sign-in.ts';
import type { VisitStep, Walk } from './walk.ts';

type Next = Choice<VisitStep | 'leave'>;

const afterHome: Next = weighted([
  ['category', 34],
  ['search', 14],
  ['product', 12],
  ['blog', 6],
  ['login', 6],
  ['help', 2],
  ['leave', 26],
]);
const afterCategory: Next = weighted([
  ['product', 56],
  ['category', 14],
  ['search', 6],
  ['home', 4],
  ['leave', 20],
]);
const afterProduct: Next = weighted([
  ['product', 26],
  ['category', 20],
  ['add', 13],
  ['search', 7],
  ['blog', 2],
  ['home', 3],
  ['leave', 29],
]);
const afterSearch: Next = weighted([
  ['product', 55],
  ['search', 16],
  ['category', 9],
  ['leave', 20],
]);
const afterArticle: Next = weighted([
  ['blog', 22],
  ['product', 16],
  ['category', 8],
  ['home', 6],
  ['leave', 48],
]);
const afterLanding: Next = weighted([
  ['product', 46],
  ['category', 16],
  ['leave', 38],
]);
const afterCart: Next = weighted([
  ['checkout', 40],
  ['product', 24],
  ['category', 16],
  ['leave', 20],
]);
const afterCheckout: Next = weighted([
  ['payment', 72],
  ['cart', 8],
  ['help', 4],
  ['leave', 16],
]);
const afterSignIn: Next = weighted([
  ['account', 34],
  ['category', 30],
  ['product', 20],
  ['cart', 8],
  ['leave', 8],
]);
const afterAccount: Next = weighted([
  ['account', 18],
  ['product', 22],
  ['category', 18],
  ['leave', 42],
]);
const afterComplete: Next = weighted([
  ['account', 25],
  ['home', 10],
  ['leave', 65],
]);
const afterHelp: Next = weighted([
  ['home', 20],
  ['account', 10],
  ['leave', 70],
]);

const HERO = { path: printed`/images/home/hero.webp`, bytes: 148_220 };
const HOME = createPage('/', 38_412, HERO);
const CART = createPage('/cart', 12_940);
const CHECKOUT = createPage('/checkout', 15_602);
const COMPLETE = createPage('/checkout/complete', 11_044);
const ADD = printed`/cart/add`;
const PAYMENT = printed`/checkout/payment`;
const NOTHING = printed``;
const SIGN_UP = createPage('/signup', 9_310);

const chooseAccountPage = weighted([
  [createPage('/account', 14_402), 5],
  [createPage('/account/orders', 17_950), 4],
  [createPage('/account/addresses', 10_121), 1],
]);
const chooseHelpPage = weighted([
  [createPage('/help/returns', 8_204), 4],
  [createPage('/help/delivery', 7_731), 3],
  [createPage('/help/contact', 5_480), 2],
]);

/** Share of links that are broken. */
const BROKEN_LINK_SHARE = 0.008;
const DECLINED_SHARE = 0.04;
/** Share of visitors who retry a form that failed. */
const RETRY_SHARE = 0.55;

/** Opens a page: the request, then what the page shows. */
function open(walk: Walk, { target, url, bytes, image }: ShopPage): void {
  const { random, journal } = walk.stage;
  const query = walk.entered ? NOTHING : walk.arrival.query;
  walk.entered = true;
  const answeredBytes = Math.round(bytes * (0.97 + 0.06 * random()));
  const status = journal.request(walk.client, {
    timeMillis: walk.timeMillis,
    method: 'GET',
    target: append(target, query),
    status: 200,
    bytes: answeredBytes,
    referrer: walk.referrer,
  });
  walk.referrer = append(url, query);
  if (status < 400) loadAssets(walk, image);
}

/** Sends a form. Returns whether it was accepted. */
function send(walk: Walk, path: Printable, status: number, bytes: number): boolean {
  const answered = walk.stage.journal.request(walk.client, {
    timeMillis: walk.timeMillis,
    method: 'POST',
    target: path,
    status,
    bytes,
    referrer: walk.referrer,
  });
  if (answered < 400) walk.timeMillis += whole(walk.stage.random, 60, 400);
  return answered < 400;
}

/** After a form that failed: some try again, the others leave. */
function afterFailure(walk: Walk, step: VisitStep): VisitStep | 'leave' {
  return walk.stage.random() < RETRY_SHARE ? step : 'leave';
}

function openBrokenLink(walk: Walk): void {
  const { random, journal } = walk.stage;
  const target = printed`/p/discontinued-${whole(random, 100, 140)}`;
  journal.request(walk.client, {
    timeMillis: walk.timeMillis,
    method: 'GET',
    target,
    status: 404,
    bytes: 5214,
    referrer: walk.referrer,
  });
  walk.entered = true;
}

/** Each step makes its requests and returns the next one. */
export const steps: Readonly<Record<VisitStep, (walk: Walk) => VisitStep | 'leave'>> = {
  home(walk) {
    open(walk, HOME);
    return afterHome(walk.stage.random);
  },
  category(walk) {
    open(walk, walk.stage.catalogue.categories(walk.stage.random));
    return afterCategory(walk.stage.random);
  },
  product(walk) {
    const { random, catalogue } = walk.stage;
    if (random() < BROKEN_LINK_SHARE) openBrokenLink(walk);
    else open(walk, catalogue.products(random));
    return afterProduct(random);
  },
  blog(walk) {
    open(walk, walk.stage.catalogue.articles(walk.stage.random));
    return afterArticle(walk.stage.random);
  },
  landing(walk) {
    open(walk, walk.arrival.landing ?? HOME);
    return afterLanding(walk.stage.random);
  },
  search(walk) {
    open(walk, walk.stage.catalogue.searches(walk.stage.random));
    return afterSearch(walk.stage.random);
  },
  add(walk) {
    if (!send(walk, ADD, 302, 0)) return afterFailure(walk, 'add');
    return steps.cart(walk);
  },
  cart(walk) {
    open(walk, CART);
    return afterCart(walk.stage.random);
  },
  checkout(walk) {
    if (walk.client.user === NONE && walk.visitor.registered) signIn(walk);
    open(walk, CHECKOUT);
    return afterCheckout(walk.stage.random);
  },
  payment(walk) {
    const declined = walk.stage.random() < DECLINED_SHARE;
    if (!send(walk, PAYMENT, declined ? 422 : 302, declined ? 3_120 : 0)) return afterFailure(walk, 'payment');
    return steps.complete(walk);
  },
  complete(walk) {
    open(walk, COMPLETE);
    return afterComplete(walk.stage.random);
  },
  login(walk) {
    if (walk.client.user !== NONE) return steps.account(walk);
    if (!walk.visitor.registered) return steps.signup(walk);
    return signIn(walk) ? afterSignIn(walk.stage.random) : 'leave';
  },
  signup(walk) {
    open(walk, SIGN_UP);
    walk.timeMillis += whole(walk.stage.random, 15_000, 90_000);
    if (!send(walk, SIGN_UP.target, 302, 0)) return afterFailure(walk, 'signup');
    walk.client.user = walk.visitor.account;
    return afterSignIn(walk.stage.random);
  },
  account(walk) {
    if (walk.client.user === NONE && !(walk.visitor.registered && signIn(walk))) return 'leave';
    open(walk, chooseAccountPage(walk.stage.random));
    return afterAccount(walk.stage.random);
  },
  help(walk) {
    open(walk, chooseHelpPage(walk.stage.random));
    return afterHelp(walk.stage.random);
  },
};
