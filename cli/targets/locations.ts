import { join } from 'node:path';

const local = join(import.meta.dirname, '..', '..', 'local');

/** Where a run keeps everything that it has to remember. */
export const DATA_FOLDER = join(local, 'data');
/** Where files are dropped. */
export const INBOX_FOLDER = join(local, 'inbox');
export const SAMPLE_FOLDER = join(local, 'sample-logs');
/** What is known of the files below each prefix; optional. */
export const SOURCES_FILE = join(local, 'sources.json');
