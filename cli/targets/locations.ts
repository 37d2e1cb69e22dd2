import { join } from 'node:path';

const local = join(import.meta.dirname, '..', '..', 'local');

/** The folder for all data of a run. */
export const DATA_FOLDER = join(local, 'data');
/** The folder that files are dropped into. */
export const INBOX_FOLDER = join(local, 'inbox');
export const SAMPLE_FOLDER = join(local, 'sample-logs');
/** The sources, an optional file. */
export const SOURCES_FILE = join(local, 'sources.json');
/** What logs do not say about the site, an optional file. */
export const SITE_FILE = join(local, 'site.json');
/** The same of the generated shop: of its own logs, and an example for others. */
export const SHOP_SITE_FILE = join(local, '..', 'generator', 'site.json');
