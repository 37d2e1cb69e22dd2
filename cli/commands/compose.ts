import { existsSync } from 'node:fs';
import { startContainers, stopContainers } from '../../local/compose/host/containers.ts';
import { docker } from '../../local/compose/host/docker.ts';
import { COMPOSE_FILE_FOLDER, initEnvFile } from '../../local/compose/host/env-file.ts';
import { print, printError } from '../../local/terminal.ts';
import { type Command, readArguments, refuseBeside, usageError, wordOption } from '../command.ts';
import type { DocumentedOptions, Manual } from '../manual.ts';
import { DATA_FOLDER, INBOX_FOLDER, SHOP_SITE_FILE, SITE_FILE, SOURCES_FILE } from '../targets/locations.ts';

const options = {
  init: { type: 'boolean', default: false, help: 'Write local/.env with random passwords first, if there is none.' },
  brokers: {
    type: 'string',
    default: '1',
    value: 'N',
    help: 'Kafka brokers, 1 or 3; with 3 a new topic has three copies.',
  },
  generate: {
    type: 'boolean',
    default: false,
    help: 'Also write logs with a story in them, as if they were dropped into the inbox.',
  },
  down: { type: 'boolean', default: false, help: 'Stop everything, and keep the data.' },
  volumes: { type: 'boolean', default: false, help: 'With --down: delete the data too, certificates included.' },
} as const satisfies DocumentedOptions;

const manual: Manual = {
  about:
    'Runs Kafka, Elasticsearch, Kibana and the pipeline as containers, with TLS and passwords, from local/compose.yaml: checks that everything it needs is available, starts the containers, waits until every service is healthy, and prints the addresses. It needs Docker.',
  usage: ['npm run compose [-- OPTIONS]'],
  options,
  examples: ['npm run compose -- --init', 'npm run compose -- --generate', 'npm run compose -- --down --volumes'],
};

export const compose: Command = {
  manual,
  async run(args) {
    const { values, given } = readArguments(args, options);
    refuseBeside(given, 'down', ['init', 'generate', 'brokers']);
    if (values.volumes && !values.down) throw usageError('--volumes goes with --down.');
    if (values.down) {
      await stopContainers(docker, DATA_FOLDER, values.volumes);
      return 0;
    }
    const brokers = wordOption('brokers', values.brokers, ['1', '3']);
    if (values.init && initEnvFile(COMPOSE_FILE_FOLDER)) {
      printError('Written: local/.env, with random passwords.\n');
    }
    const places = {
      composeFolder: COMPOSE_FILE_FOLDER,
      dataFolder: DATA_FOLDER,
      inboxFolder: INBOX_FOLDER,
      sourcesFile: SOURCES_FILE,
      // without a site of one's own, what is generated is the shop's
      siteFile: values.generate && !existsSync(SITE_FILE) ? SHOP_SITE_FILE : SITE_FILE,
    };
    const extent = { brokers: brokers === '3' ? 3 : 1, generate: values.generate } as const;
    print(await startContainers(docker, places, extent));
    return 0;
  },
};
