import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../../../adapters/environment-variables.ts';
import { COMPOSE_FOLDER, writeRunFile } from '../../runner/run-file.ts';
import { makePrivateFolder, writePrivately } from '../../setup/private-files.ts';
import { awsCredentials } from '../../store/signature.ts';
import { queueUrl } from '../../store/sqs-endpoint.ts';
import { DEAD_LETTER_QUEUE, LOCAL_BUCKET, WORK_QUEUE } from '../../store/store.ts';
import { AUTHORITY_FILE } from '../certificates.ts';
import { PIPELINE_USER } from '../setup.ts';
import { portOf } from './env-file.ts';

const BROKER_PORTS = ['KAFKA_PORT', 'KAFKA_PORT_2', 'KAFKA_PORT_3'] as const;

/** Where programs on this machine find the authority's certificate. */
export function authorityFile(dataFolder: string): string {
  return path.join(dataFolder, COMPOSE_FOLDER, AUTHORITY_FILE);
}

/**
 * Tells the other commands how to reach the containers from this machine: the ports on 127.0.0.1, the authority's certificate and the
 * pipeline's user. Passwords go to files that only their owner can read.
 */
export function writeConnection(dataFolder: string, variables: Environment, brokers: 1 | 3 = 1): void {
  const folder = path.join(dataFolder, COMPOSE_FOLDER);
  makePrivateFolder(folder);
  const secretFile = (name: string, secret = ''): string => writePrivately(path.join(folder, name), secret);
  const store = `http://127.0.0.1:${portOf(variables, 'STORE_PORT')}`;
  const environment = {
    KAFKA_BROKERS: BROKER_PORTS.slice(0, brokers)
      .map((name) => `localhost:${portOf(variables, name)}`)
      .join(','),
    KAFKA_SECURITY: 'password',
    KAFKA_CA_FILE: authorityFile(dataFolder),
    KAFKA_USERNAME: PIPELINE_USER,
    KAFKA_PASSWORD_FILE: secretFile('kafka-password', variables['KAFKA_PASSWORD']),
    SEARCH_ENGINE: 'elasticsearch',
    SEARCH_URL: `https://localhost:${portOf(variables, 'ELASTICSEARCH_PORT')}`,
    SEARCH_AUTHENTICATION: 'basic',
    SEARCH_USERNAME: PIPELINE_USER,
    SEARCH_PASSWORD_FILE: secretFile('search-password', variables['PIPELINE_PASSWORD']),
    SEARCH_CA_FILE: authorityFile(dataFolder),
    // as in compose.yaml
    RETENTION_DAYS: '365',
    AWS_REGION: 'local',
    AWS_ENDPOINT_URL_S3: store,
    AWS_ENDPOINT_URL_SQS: store,
    AWS_ENDPOINT_CREDENTIALS_FILE: secretFile(
      'store-credentials',
      awsCredentials(PIPELINE_USER, variables['PIPELINE_PASSWORD'] ?? ''),
    ),
    BUCKET: LOCAL_BUCKET,
    QUEUE_URL: queueUrl(store, WORK_QUEUE),
    DEAD_LETTER_QUEUE_URL: queueUrl(store, DEAD_LETTER_QUEUE),
  };
  writeRunFile(folder, { environment });
}

/** Removes what {@link writeConnection} wrote. */
export function removeConnection(dataFolder: string): void {
  rmSync(path.join(dataFolder, COMPOSE_FOLDER), { recursive: true, force: true });
}
