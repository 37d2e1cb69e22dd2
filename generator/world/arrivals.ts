import { type Printable, printable, printed } from '../printable.ts';
import { type Choice, createChoice } from '../random.ts';
import type { ShopPage } from './catalogue.ts';

/** Where visits begin. */
type EntryStep = 'home' | 'category' | 'product' | 'blog';

/** How somebody came to the shop. */
export interface Arrival {
  /** `-` for those who typed the address, or whose mail program sends none. */
  readonly referrer: Printable;
  /** Query of the first request, `?` included; the campaign that led here. */
  readonly query: Printable;
  readonly step: EntryStep | 'landing';
  /** The landing page, where a campaign made one. */
  readonly landing?: ShopPage;
}

const NOTHING = printed``;

interface Origin {
  readonly referrer: string;
  readonly query?: Printable;
  readonly weight: number;
  readonly steps: Readonly<Partial<Record<EntryStep, number>>>;
}

/** The query that identifies a campaign's links. */
export const utm = (source: string, medium: string, campaign: string): Printable =>
  printable(`?utm_source=${source}&utm_medium=${medium}&utm_campaign=${campaign}`);

const FROM_SEARCH = { home: 2, category: 3, product: 4, blog: 1 };
const FROM_FRIENDS = { product: 6, blog: 3, home: 1 };

const ORIGINS: readonly Origin[] = [
  { referrer: '-', weight: 36, steps: { home: 7, category: 1, product: 2 } },
  { referrer: 'https://www.google.com/', weight: 28, steps: FROM_SEARCH },
  { referrer: 'https://www.bing.com/', weight: 4, steps: FROM_SEARCH },
  { referrer: 'https://duckduckgo.com/', weight: 3, steps: FROM_SEARCH },
  { referrer: 'https://www.ecosia.org/', weight: 1.5, steps: FROM_SEARCH },
  { referrer: 'https://chatgpt.com/', weight: 1.5, steps: FROM_FRIENDS },
  { referrer: 'https://l.instagram.com/', weight: 4, steps: FROM_FRIENDS },
  { referrer: 'https://l.facebook.com/', weight: 3, steps: FROM_FRIENDS },
  { referrer: 'https://www.youtube.com/', weight: 2, steps: FROM_FRIENDS },
  { referrer: 'https://www.reddit.com/', weight: 2, steps: FROM_FRIENDS },
  { referrer: 'https://www.hut-to-hut.example/gear', weight: 3, steps: { product: 1 } },
  { referrer: 'https://forum.ridgewalkers.example/t/boots', weight: 2, steps: { product: 3, category: 1 } },
  {
    referrer: '-',
    query: utm('newsletter', 'email', 'weekly-news'),
    weight: 3,
    steps: { category: 2, product: 2, blog: 1 },
  },
  { referrer: 'https://www.google.com/', query: utm('google', 'cpc', 'brand'), weight: 3, steps: { home: 1 } },
  {
    referrer: 'https://l.instagram.com/',
    query: utm('instagram', 'social', 'retargeting'),
    weight: 2,
    steps: { product: 1 },
  },
];

/** Draws how a visit begins, in an ordinary week. */
export const chooseArrival: Choice<Arrival> = (() => {
  const arrivals: Arrival[] = [];
  const weights: number[] = [];
  for (const { referrer, query = NOTHING, weight, steps } of ORIGINS) {
    const total = Object.values(steps).reduce((sum, share) => sum + share, 0);
    for (const step of ['home', 'category', 'product', 'blog'] as const) {
      const share = steps[step];
      if (share === undefined) continue;
      arrivals.push({ referrer: printable(referrer), query, step });
      weights.push((weight * share) / total);
    }
  }
  return createChoice(arrivals, weights);
})();
