import * as v from 'valibot';
import type { SearchEngineKind } from '../../core/ports.ts';
import type { AwsCredentials, CredentialEnvironment } from '../aws.ts';
import { credentialsOf, credentialVariables } from '../aws.ts';
import { certificateFile, oneOf, required, textOfFile } from '../environment-variables.ts';

/** How a client authenticates. */
export type SearchAuthentication =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'basic';
      readonly username: string;
      /** A function, so that printing the configuration does not print the password. */
      readonly password: () => string;
    }
  | {
      /** AWS Signature Version 4 for the service `es`. */
      readonly kind: 'sigv4';
      readonly region: string;
      /** Absent: the AWS default credential chain. */
      readonly credentials?: AwsCredentials;
    };

/** How a client reaches the search engine. */
export interface SearchConfiguration {
  readonly engine: SearchEngineKind;
  /** Scheme, host and port. */
  readonly url: string;
  readonly authentication: SearchAuthentication;
  /** PEM text of the authority that signed the engine's certificate. Default: the authorities that Node knows. */
  readonly ca?: string;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * SEARCH_ENGINE, SEARCH_URL, SEARCH_AUTHENTICATION, SEARCH_USERNAME, SEARCH_PASSWORD_FILE, SEARCH_CA_FILE and (for
 * `sigv4`) AWS_REGION with the credentials that Lambda sets, read to `{ search }`.
 */
export const searchEnvironment = v.pipe(
  v.object({
    SEARCH_ENGINE: oneOf(['opensearch', 'elasticsearch']),
    SEARCH_URL: v.pipe(
      required('the URL of the search engine'),
      v.check((url) => url === '' || /^https?:$/.test(parsed(url)?.protocol ?? ''), 'must be an http or https URL'),
      v.check((url) => (parsed(url)?.username ?? '') === '', 'must hold no user name: set SEARCH_USERNAME instead'),
    ),
    SEARCH_AUTHENTICATION: oneOf(['sigv4', 'basic', 'none']),
    SEARCH_USERNAME: v.optional(v.string()),
    SEARCH_PASSWORD_FILE: v.optional(v.pipe(textOfFile(), v.trim(), v.nonEmpty('names an empty file'))),
    SEARCH_CA_FILE: v.optional(certificateFile()),
    AWS_REGION: v.optional(v.string()),
    ...credentialVariables,
  }),
  v.forward(
    v.partialCheck(
      [['SEARCH_AUTHENTICATION'], ['SEARCH_USERNAME']],
      (environment) => environment.SEARCH_AUTHENTICATION !== 'basic' || environment.SEARCH_USERNAME !== undefined,
      'is missing; SEARCH_AUTHENTICATION=basic needs it',
    ),
    ['SEARCH_USERNAME'],
  ),
  v.forward(
    v.partialCheck(
      [['SEARCH_AUTHENTICATION'], ['SEARCH_PASSWORD_FILE']],
      (environment) => environment.SEARCH_AUTHENTICATION !== 'basic' || environment.SEARCH_PASSWORD_FILE !== undefined,
      'is missing; SEARCH_AUTHENTICATION=basic needs it',
    ),
    ['SEARCH_PASSWORD_FILE'],
  ),
  v.forward(
    v.partialCheck(
      [['SEARCH_AUTHENTICATION'], ['AWS_REGION']],
      (environment) => environment.SEARCH_AUTHENTICATION !== 'sigv4' || environment.AWS_REGION !== undefined,
      'is missing; SEARCH_AUTHENTICATION=sigv4 needs it',
    ),
    ['AWS_REGION'],
  ),
  v.forward(
    v.partialCheck(
      [['SEARCH_ENGINE'], ['SEARCH_AUTHENTICATION']],
      ({ SEARCH_ENGINE, SEARCH_AUTHENTICATION }) => SEARCH_ENGINE === 'opensearch' || SEARCH_AUTHENTICATION !== 'sigv4',
      'must be basic or none: Elasticsearch does not support AWS signatures',
    ),
    ['SEARCH_AUTHENTICATION'],
  ),
  v.forward(
    v.partialCheck(
      [['SEARCH_URL'], ['SEARCH_AUTHENTICATION']],
      ({ SEARCH_URL, SEARCH_AUTHENTICATION }) => SEARCH_AUTHENTICATION === 'none' || isPrivate(SEARCH_URL),
      'must be an https URL: over http the credentials could be read on the way',
    ),
    ['SEARCH_URL'],
  ),
  v.transform((environment): { readonly search: SearchConfiguration } => ({
    search: {
      engine: environment.SEARCH_ENGINE,
      url: environment.SEARCH_URL,
      authentication: authenticationOf(environment),
      ...(environment.SEARCH_CA_FILE === undefined ? {} : { ca: environment.SEARCH_CA_FILE }),
    },
  })),
);

function parsed(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}

/** Whether only the two ends can read what is sent there. */
function isPrivate(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || LOOPBACK.has(hostname);
}

interface Identity extends CredentialEnvironment {
  readonly SEARCH_AUTHENTICATION: SearchAuthentication['kind'];
  readonly SEARCH_USERNAME?: string | undefined;
  readonly SEARCH_PASSWORD_FILE?: string | undefined;
  readonly AWS_REGION?: string | undefined;
}

function authenticationOf(environment: Identity): SearchAuthentication {
  const kind = environment.SEARCH_AUTHENTICATION;
  const { SEARCH_USERNAME: username = '', SEARCH_PASSWORD_FILE: password = '', AWS_REGION: region = '' } = environment;
  switch (kind) {
    case 'none':
      return { kind };
    case 'basic':
      return { kind, username, password: () => password };
    case 'sigv4': {
      const credentials = credentialsOf(environment);
      return { kind, region, ...(credentials === undefined ? {} : { credentials }) };
    }
  }
}
