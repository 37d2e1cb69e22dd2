import * as v from 'valibot';
import type { AwsConfiguration } from '../adapters/aws.ts';
import { textOfFile } from '../adapters/environment-variables.ts';
import { networkTableLoader } from '../adapters/networks/network-table.ts';
import type { DocumentOptions } from '../core/documents/documents.ts';
import { KafkaInsightError } from '../core/errors.ts';
import { type Source, sourceOf, sourceSchema } from '../core/files/sources.ts';
import type { Site } from '../core/site/site.ts';
import { siteVariable } from './site-variable.ts';

/** How lines become documents; the same for every function of a stage. */
export interface DocumentConfiguration {
  readonly sources: readonly Source[];
  /** How records of other producers are read, which have no path. */
  readonly recordSource: Source;
  /** What is known of the site; absent where nothing is. */
  readonly site?: Site;
  readonly keepOriginal: 'failed' | 'always';
  readonly userAgentDetails: boolean;
  /** The file with the table of networks; absent where addresses are not located. */
  readonly networksFile?: string;
  /** The key of the pseudonyms, or the secret that holds it; absent where there are none. */
  readonly pseudonyms?: { readonly key: Uint8Array } | { readonly secretId: string };
}

/** The shortest key of pseudonyms, 128 bits: NIST SP 800-131A (section 10) disallows HMAC keys below 112. */
const MIN_KEY_BYTES = 16;
const KEY_TOO_SHORT = `must hold at least ${MIN_KEY_BYTES} bytes: a shorter key can be guessed`;

/**
 * SOURCES, SITE, KEEP_ORIGINAL, USER_AGENT_DETAILS, NETWORKS_FILE and PSEUDONYM_SECRET_ID or PSEUDONYM_KEY_FILE, read to `{ documents }`.
 */
export const documentEnvironment = v.pipe(
  v.object({
    SOURCES: v.optional(
      v.pipe(v.string(), v.parseJson(undefined, 'must be a JSON array of sources'), v.array(sourceSchema)),
      '[]',
    ),
    SITE: siteVariable,
    KEEP_ORIGINAL: v.optional(v.picklist(['failed', 'always'], 'must be failed or always'), 'failed'),
    USER_AGENT_DETAILS: v.optional(v.picklist(['true', 'false'], 'must be true or false'), 'true'),
    NETWORKS_FILE: v.optional(v.string()),
    PSEUDONYM_SECRET_ID: v.optional(v.string()),
    PSEUDONYM_KEY_FILE: v.optional(
      v.pipe(
        textOfFile(),
        v.transform((text) => Buffer.from(text.trim())),
        v.check((key) => key.length >= MIN_KEY_BYTES, KEY_TOO_SHORT),
      ),
    ),
  }),
  v.check(
    ({ PSEUDONYM_SECRET_ID, PSEUDONYM_KEY_FILE }) =>
      PSEUDONYM_SECRET_ID === undefined || PSEUDONYM_KEY_FILE === undefined,
    'PSEUDONYM_SECRET_ID and PSEUDONYM_KEY_FILE exclude each other',
  ),
  v.transform(
    ({
      SOURCES,
      SITE,
      KEEP_ORIGINAL,
      USER_AGENT_DETAILS,
      NETWORKS_FILE,
      ...pseudonyms
    }): { readonly documents: DocumentConfiguration } => ({
      documents: {
        sources: SOURCES,
        recordSource: sourceOf(SOURCES, ''),
        ...(SITE && { site: SITE }),
        keepOriginal: KEEP_ORIGINAL,
        userAgentDetails: USER_AGENT_DETAILS === 'true',
        ...(NETWORKS_FILE !== undefined && { networksFile: NETWORKS_FILE }),
        ...(pseudonyms.PSEUDONYM_KEY_FILE && { pseudonyms: { key: pseudonyms.PSEUDONYM_KEY_FILE } }),
        ...(pseudonyms.PSEUDONYM_SECRET_ID !== undefined && {
          pseudonyms: { secretId: pseudonyms.PSEUDONYM_SECRET_ID },
        }),
      },
    }),
  ),
);

/**
 * Returns the options of documents; a secret is read at the first call and cached. A failure is retried at the next call.
 *
 * @throws KafkaInsightError SECRET_UNAVAILABLE
 */
export function documentOptionsLoader(
  { keepOriginal, userAgentDetails, site, networksFile, pseudonyms }: DocumentConfiguration,
  aws: AwsConfiguration,
): () => Promise<DocumentOptions> {
  const networks = networksFile === undefined ? {} : { networks: networkTableLoader(networksFile) };
  const open = { keepOriginal, userAgentDetails, ...(site && { site }), ...networks };
  let options: Promise<DocumentOptions> | undefined;

  async function load(): Promise<DocumentOptions> {
    if (pseudonyms === undefined) return open;
    const pseudonymKey = 'key' in pseudonyms ? pseudonyms.key : await readKey(aws, pseudonyms.secretId);
    return { ...open, pseudonymKey };
  }

  return async () => {
    try {
      return await (options ??= load());
    } catch (error) {
      options = undefined;
      throw error;
    }
  };
}

async function readKey(aws: AwsConfiguration, secretId: string): Promise<Uint8Array> {
  // an AWS client, which the index function otherwise needs only for its first dead letter
  const { readSecret } = await import('../adapters/secrets/secret.ts');
  const key = await readSecret(aws, secretId);
  if (key.length >= MIN_KEY_BYTES) return key;
  throw new KafkaInsightError(
    'SECRET_UNAVAILABLE',
    `The secret ${secretId} ${KEY_TOO_SHORT}. Give it a longer random value; until then nothing is ingested.`,
  );
}
