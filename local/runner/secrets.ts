import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeAuthority } from '../compose/certificate-authority.ts';
import type { Guard } from '../engines/guard.ts';
import { makePrivateFolder, writePrivately } from '../setup/private-files.ts';
import { awsCredentials } from '../store/signature.ts';

/** The secrets that a run's servers share with their clients. */
export interface RunSecrets {
  /** Name and password, certificate and key of the brokers and of the search engine. */
  readonly guard: Guard;
  readonly passwordFile: string;
  /** The key of the local S3 and SQS, in the file format of the AWS CLI. */
  readonly storeCredentialsFile: string;
}

const SECRETS_FOLDER = 'secrets';
const USER = 'kafkainsight';
const PASSWORD_BYTES = 24;
/** A clock that is set back, or that was never set, must not make a certificate invalid. */
const VALID_FROM_MILLIS = Date.UTC(2000);
const VALID_DAYS = 36_500;

/**
 * The secrets of a data folder, in its `secrets/`: created at the first start, all of them or none, and kept until they are deleted. A
 * random password; a random key of the store; a certificate, by an authority whose key is never written. With them what other programs
 * need: configurations for curl and Kafka's tools, credentials for the AWS CLI. Only the owner can read them.
 */
export async function openSecrets(dataFolder: string): Promise<RunSecrets> {
  makePrivateFolder(dataFolder);
  const folder = resolve(dataFolder, SECRETS_FOLDER);
  if (!existsSync(folder)) await makeSecrets(folder);
  const file = (name: string): string => join(folder, name);
  const guard: Guard = {
    user: { name: USER, password: readFileSync(file('password'), 'utf8').trim() },
    authorityFile: file('authority.pem'),
    certificateFile: file('certificate.pem'),
    keyFile: file('key.pem'),
    keyStoreFile: file('key-store.pem'),
  };
  // Written each time, since they name files of this folder, which may have been moved.
  writePrivately(file('curl'), curlConfiguration(guard));
  writePrivately(file('kafka-client.properties'), kafkaClientProperties(guard));
  return { guard, passwordFile: file('password'), storeCredentialsFile: file('aws-credentials') };
}

/** Two concurrent starts end up with the secrets of one of them. */
async function makeSecrets(folder: string): Promise<void> {
  const partial = mkdtempSync(`${folder}-`);
  const authority = await makeAuthority('KafkaInsight on this machine', VALID_FROM_MILLIS, VALID_DAYS);
  const { certificate, key } = await authority.issue('KafkaInsight', ['localhost']);
  const files = {
    password: `${randomSecret()}\n`,
    'aws-credentials': awsCredentials(USER, randomSecret()),
    'authority.pem': authority.certificate,
    'certificate.pem': certificate,
    'key.pem': key,
    'key-store.pem': key + certificate,
  };
  for (const [name, content] of Object.entries(files)) writePrivately(join(partial, name), content);
  try {
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

/** Letters, digits, `-` and `_`: nothing that a shell, a URL or Kafka's JAAS configuration would change. */
function randomSecret(): string {
  return randomBytes(PASSWORD_BYTES).toString('base64url');
}

/** For `curl --config`; quoted values have backslash escapes. */
function curlConfiguration({ user, authorityFile }: Guard): string {
  return `user = "${user.name}:${user.password}"\ncacert = "${authorityFile.replace(/["\\]/g, '\\$&')}"\n`;
}

/** For `--command-config`, `--consumer.config` and `--producer.config`; in a properties file a backslash and what is not Latin-1 are escaped. */
function kafkaClientProperties({ user, authorityFile }: Guard): string {
  const login = 'org.apache.kafka.common.security.plain.PlainLoginModule';
  return `security.protocol=SASL_SSL
sasl.mechanism=PLAIN
sasl.jaas.config=${login} required username="${user.name}" password="${user.password}";
ssl.truststore.type=PEM
ssl.truststore.location=${propertyValue(authorityFile)}
`;
}

/** A value of a Java properties file (java.util.Properties, load): Latin-1, with \u escapes for all else. */
function propertyValue(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
