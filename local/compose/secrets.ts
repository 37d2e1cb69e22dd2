import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../../adapters/environment-variables.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { awsCredentials } from '../store/signature.ts';
import { makeCertificates } from './certificates.ts';
import { requirePasswords } from './passwords.ts';
import { PIPELINE_USER } from './setup.ts';

/**
 * The first step of the compose file: rejects bad passwords, creates the certificates, and writes passwords as files for those of our
 * services that need them. Each service mounts only its own folder. Errors: CONFIGURATION_INVALID; FILE_UNWRITABLE where the volumes do
 * not belong to this user.
 */
export async function makeSecrets(environment: Environment): Promise<void> {
  const passwords = requirePasswords(environment);
  const folder = environment['SECRETS_FOLDER'] ?? '/secrets';
  const made = await writing(async () => {
    const areNew = await makeCertificates(folder, ['setup', 'pipeline'], Date.now());
    for (const [file, password] of Object.entries(passwordFiles(passwords))) {
      writeFileSync(path.join(folder, file), `${password}\n`, { mode: 0o600 });
    }
    return areNew;
  });
  process.stdout.write(`Passwords accepted; certificates ${made ? 'made' : 'unchanged'}.\n`);
}

function passwordFiles(passwords: ReturnType<typeof requirePasswords>): Readonly<Record<string, string>> {
  return {
    'setup/elastic-password': passwords.ELASTIC_PASSWORD,
    'setup/kibana-password': passwords.KIBANA_PASSWORD,
    'setup/search-password': passwords.PIPELINE_PASSWORD,
    'pipeline/search-password': passwords.PIPELINE_PASSWORD,
    'pipeline/kafka-password': passwords.KAFKA_PASSWORD,
    'pipeline/store-credentials': awsCredentials(PIPELINE_USER, passwords.PIPELINE_PASSWORD),
  };
}

/** Runs work that writes to the volumes, and turns an error of the file system into one that names file and reason. */
async function writing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, path: file } = cause as NodeJS.ErrnoException;
    if (code === undefined || file === undefined) throw cause;
    throw new KafkaInsightError(
      'FILE_UNWRITABLE',
      `${file} cannot be written (${code}); user ${process.getuid?.() ?? 'unknown'} must own the volumes of secrets. ` +
        'If another version created them: run docker compose down, remove the volumes kafkainsight_secrets-* with docker volume rm, and start again.',
      { cause },
    );
  }
}
