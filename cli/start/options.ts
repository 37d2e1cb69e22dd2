import type { DocumentedOptions } from '../manual.ts';
import { serverOptions } from '../targets/connection.ts';
import { DATA_FOLDER, INBOX_FOLDER, SITE_FILE, SOURCES_FILE } from '../targets/locations.ts';

/** The options of `npm start`. */
export const startOptions = {
  once: {
    type: 'boolean',
    default: false,
    help: 'Process the files (all of local/sample-logs/ if none is named) and end. The exit code is 0 only if every line of every file is a document in the index; otherwise it is 1, and the output says what is missing.',
  },
  fresh: { type: 'boolean', default: false, help: 'Start with empty data folders.' },
  ...serverOptions,
  'no-story': {
    type: 'boolean',
    default: false,
    help: 'Do not load the sample story at the first start with an empty inbox.',
  },
  engine: {
    type: 'string',
    default: 'opensearch',
    value: 'NAME',
    help: 'Search engine to start: opensearch, or elasticsearch as in the compose file. Each has its own data.',
  },
  brokers: { type: 'string', default: '1', value: 'N', help: 'Kafka brokers to start, 1 to 3.' },
  partitions: { type: 'string', default: '4', value: 'N', help: 'Partitions of the topic when it is created.' },
  'polling-mode': {
    type: 'string',
    default: 'provisioned',
    value: 'MODE',
    help: 'The polling mode of Lambda to imitate: provisioned or on-demand.',
  },
  sources: {
    type: 'string',
    default: SOURCES_FILE,
    value: 'FILE',
    help: 'The sources: format, time zone and dataset of the files below each prefix, as JSON.',
    shownDefault: 'local/sources.json, if it exists',
  },
  site: {
    type: 'string',
    default: SITE_FILE,
    value: 'FILE',
    help: 'Settings of the site that logs do not contain: hosts, sign-in, goals and networks, as JSON.',
    shownDefault: 'local/site.json, if it exists',
  },
  data: {
    type: 'string',
    default: DATA_FOLDER,
    value: 'FOLDER',
    help: 'The folder for all data.',
    shownDefault: 'local/data/',
  },
  inbox: {
    type: 'string',
    default: INBOX_FOLDER,
    value: 'FOLDER',
    help: 'The folder to watch.',
    shownDefault: 'local/inbox/',
  },
  'any-ports': { type: 'boolean', default: false, help: 'Use any free ports instead of the usual ones.' },
} as const satisfies DocumentedOptions;
