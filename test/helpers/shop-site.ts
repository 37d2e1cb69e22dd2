import assert from 'node:assert/strict';
import { SHOP_SITE_FILE } from '../../cli/targets/locations.ts';
import { readSiteFile } from '../../local/runner/site-file.ts';

/** What the generated shop tells of itself: what `npm start` shows its story with. */
export const shopSite = readSiteFile(SHOP_SITE_FILE, true) ?? assert.fail();
