import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../../adapters/environment.ts';
import { makeCertificates } from './certificates.ts';
import { requirePasswords } from './passwords.ts';

/**
 * The first step of the compose file: refuses bad passwords, makes the certificates, and writes passwords as files for
 * those of our own services that need them. Each service mounts its own folder, and no other's.
 * Errors: CONFIGURATION_INVALID.
 */
export function makeSecrets(environment: Environment): void {
  const passwords = requirePasswords(environment);
  const folder = environment['SECRETS_FOLDER'] ?? '/secrets';
  const made = makeCertificates(folder, ['setup', 'pipeline'], Date.now());
  const files = {
    'setup/elastic-password': passwords.ELASTIC_PASSWORD,
    'setup/kibana-password': passwords.KIBANA_PASSWORD,
    'setup/search-password': passwords.PIPELINE_PASSWORD,
    'pipeline/search-password': passwords.PIPELINE_PASSWORD,
    'pipeline/kafka-password': passwords.KAFKA_PASSWORD,
  };
  for (const [file, password] of Object.entries(files)) {
    writeFileSync(path.join(folder, file), `${password}\n`, { mode: 0o600 });
  }
  process.stdout.write(`Passwords accepted; certificates ${made ? 'made' : 'unchanged'}.\n`);
}
