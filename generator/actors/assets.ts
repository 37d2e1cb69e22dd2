import { NONE, printed } from '../printable.ts';
import { whole } from '../random.ts';
import type { ShopImage } from '../world/catalogue.ts';
import type { Walk } from './walk.ts';

/** What every page needs, and its bytes. */
const SITE_ASSETS = [
  [printed`/assets/site.7c1e5a.css`, 48_730],
  [printed`/assets/app.d40b92.js`, 182_455],
  [printed`/assets/inter-latin.woff2`, 47_292],
  [printed`/assets/logo.svg`, 3_918],
  [printed`/favicon.ico`, 15_086],
] as const;

/** The script is requested again on later visits, and is mostly unchanged. */
const REVALIDATED = printed`/assets/app.d40b92.js`;
const REVALIDATION_SHARE = 0.25;
const CACHED_IMAGE_SHARE = 0.35;

/** Loads what a page shows from the asset server, unless the visitor's browser has it. */
export function loadAssets({ stage, assetClient, visitor, timeMillis }: Walk, image: ShopImage | undefined): void {
  const { random, journal } = stage;
  if (!journal.wants('apache_common')) return;
  let loadedMillis = timeMillis + 40;
  if (!visitor.cached) {
    visitor.cached = true;
    for (const [path, bytes] of SITE_ASSETS) {
      loadedMillis += whole(random, 4, 60);
      journal.request(assetClient, {
        timeMillis: loadedMillis,
        method: 'GET',
        target: path,
        status: 200,
        bytes,
        referrer: NONE,
      });
    }
  } else if (random() < REVALIDATION_SHARE) {
    journal.request(assetClient, {
      timeMillis: loadedMillis + whole(random, 4, 60),
      method: 'GET',
      target: REVALIDATED,
      status: 304,
      bytes: 0,
      referrer: NONE,
    });
  }
  if (image !== undefined && random() >= CACHED_IMAGE_SHARE)
    journal.request(assetClient, {
      timeMillis: loadedMillis + whole(random, 10, 180),
      method: 'GET',
      target: image.path,
      status: 200,
      bytes: image.bytes,
      referrer: NONE,
    });
}
