import assert from 'node:assert/strict';
import { SHOP_SITE_FILE } from '../../cli/targets/locations.ts';
import { readSiteFile } from '../../local/runner/site-file.ts';

/** The site of the generated shop, with which `npm start` shows its story. */
export const shopSite = readSiteFile(SHOP_SITE_FILE, true) ?? assert.fail();
