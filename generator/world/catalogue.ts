import { type Printable, printable } from '../printable.ts';
import { type Choice, pick, type Random, whole, zipf } from '../random.ts';

/** The shop's address, as a prefix of referrers. */
const SHOP = 'https://www.summit-supply.example';

/** A page of the shop and the picture on it. */
export interface ShopPage {
  /** Path and query. */
  readonly target: Printable;
  /** The same as a referrer. */
  readonly url: Printable;
  readonly bytes: number;
  readonly image: ShopImage | undefined;
}

/** A picture on the asset server. */
export interface ShopImage {
  readonly path: Printable;
  readonly bytes: number;
}

/** Describes a page. */
export function createPage(target: string, bytes: number, image?: ShopImage): ShopPage {
  return { target: printable(target), url: printable(SHOP + target), bytes, image };
}

/** A product's page. */
interface Product extends ShopPage {
  /** The number by which the mobile app requests it. */
  readonly number: number;
}

/** The shop's pages. */
export interface Catalogue {
  readonly categories: Choice<ShopPage>;
  readonly products: Choice<Product>;
  /** The products in the order of the catalogue, for those who read all of it. */
  readonly allProducts: readonly Product[];
  readonly articles: Choice<ShopPage>;
  readonly searches: Choice<ShopPage>;
}

const CATEGORIES =
  'boots jackets backpacks tents sleeping-bags climbing headlamps cookware trousers poles maps sale'.split(' ');
const ADJECTIVES = 'alpine ridge summit trail glacier nordic ultra storm valley granite cedar aurora'.split(' ');
const NOUNS =
  'hiking-boot rain-jacket daypack two-person-tent down-bag rope headlamp gas-stove softshell trekking-pole harness base-layer'.split(
    ' ',
  );
const ARTICLES =
  'how-to-layer choosing-a-tent ten-winter-hikes care-for-down first-via-ferrata packing-light boot-fitting avalanche-basics huts-of-the-alps stove-guide hiking-with-kids maps-and-compass spring-skiing repair-not-replace trail-food trekking-poles-why sleeping-warm summer-storms crampons-explained leave-no-trace'.split(
    ' ',
  );
const SEARCHES =
  'hiking+boots rain+jacket tent sleeping+bag headlamp backpack+40l trekking+poles gas+stove climbing+rope crampons gaiters down+jacket water+filter snowshoes map+alps merino+socks gift+card size+guide bivy carabiner'.split(
    ' ',
  );
const PRODUCT_COUNT = 400;
const FIRST_PRODUCT_NUMBER = 1001;

function illustrated(random: Random, target: string, imagePath: string): ShopPage {
  return createPage(target, whole(random, 14_000, 62_000), {
    path: printable(imagePath),
    bytes: whole(random, 22_000, 180_000),
  });
}

/** Stocks the shop. */
export function createCatalogue(random: Random): Catalogue {
  const allProducts = Array.from({ length: PRODUCT_COUNT }, (_, index) => {
    const number = FIRST_PRODUCT_NUMBER + index;
    const target = `/p/${pick(random, ADJECTIVES)}-${pick(random, NOUNS)}-${number}`;
    return { ...illustrated(random, target, `/images/p/${number}.webp`), number };
  });
  const categories = CATEGORIES.map((name) => illustrated(random, `/c/${name}`, `/images/c/${name}.webp`));
  const articles = ARTICLES.map((name) => illustrated(random, `/blog/${name}`, `/images/blog/${name}.webp`));
  return {
    allProducts,
    products: zipf(allProducts, 0.9),
    categories: zipf(categories, 0.7),
    articles: zipf(articles, 1),
    searches: zipf(
      SEARCHES.map((terms) => createPage(`/search?q=${terms}`, whole(random, 9_000, 34_000))),
      0.9,
    ),
  };
}
