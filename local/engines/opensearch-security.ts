import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import versions from '../../lib/versions.json' with { type: 'json' };
import type { Distribution } from './distribution.ts';
import { startDistribution } from './distribution-server.ts';
import type { Credentials, SearchEngineOptions, SearchServer, TlsFiles } from './search-engine.ts';

/** How to start OpenSearch with its security plugin. */
export interface OpenSearchSecurityOptions extends SearchEngineOptions {
  readonly tls: TlsFiles;
}

/** The plugin's own example: the hash, at work factor 12, of the password below. */
const administrator: Credentials = { name: 'admin', password: 'admin' };
const internalUsers = `_meta:
  type: internalusers
  config_version: 2
admin:
  hash: $2a$12$VcCDgh2NDk07JGN0rjGbM.Ad41qVR/YFJcgHp0UGns5JDymv..TOG
  reserved: true
  backend_roles: [admin]
`;

/**
 * Starts a real OpenSearch with the security plugin on 127.0.0.1, with TLS, and waits until its administrator can sign in.
 * @returns The engine, its `https` URL, and the administrator, whose role may use the security API.
 * @throws KafkaInsightError JAVA_MISSING, MAVEN_MISSING, DISK_FULL, PORT_TAKEN, ALREADY_RUNNING, ENGINE_FAILED
 */
export async function startOpenSearchSecurity(
  options: OpenSearchSecurityOptions,
): Promise<SearchServer & { readonly administrator: Credentials }> {
  const server = await startDistribution(
    {
      name: 'opensearch-security',
      title: 'OpenSearch with the security plugin',
      folderName: `opensearch-${versions.openSearchSecurity}`,
      script: 'opensearch',
      variables: 'OPENSEARCH',
      administrator,
      tls: options.tls,
      configure,
    },
    options,
  );
  return Object.assign(server, { administrator });
}

function configure({ home, configurationFolder }: Distribution, settings: string): void {
  const securityFolder = path.join(configurationFolder, 'opensearch-security');
  cpSync(path.join(home, 'plugins', 'opensearch-security', 'config'), securityFolder, { recursive: true });
  writeFileSync(path.join(securityFolder, 'internal_users.yml'), internalUsers);
  leaveOutUnpublished(path.join(home, 'plugins', 'opensearch-security', 'plugin-descriptor.properties'));
  const layers = ['transport', 'http'].map(
    (layer) => `plugins.security.ssl.${layer}.pemcert_filepath: certificate.pem
plugins.security.ssl.${layer}.pemkey_filepath: key.pem
plugins.security.ssl.${layer}.pemtrustedcas_filepath: authority.pem
`,
  );
  const security = `plugins.security.ssl.http.enabled: true
plugins.security.ssl.transport.enforce_hostname_verification: false
plugins.security.allow_default_init_securityindex: true
plugins.security.restapi.roles_enabled: [all_access]
`;
  writeFileSync(path.join(configurationFolder, 'opensearch.yml'), settings + security + layers.join(''));
}

/**
 * Removes a module from the list of those that the plugin extends: it is not published, and what the plugin adds to it has nothing to do
 * with security.
 */
function leaveOutUnpublished(descriptor: string): void {
  const text = readFileSync(descriptor, 'utf8');
  writeFileSync(descriptor, text.replace(/^extended\.plugins=.*$/m, 'extended.plugins='));
}
