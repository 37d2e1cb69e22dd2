import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import versions from '../../lib/versions.json' with { type: 'json' };
import { writePrivately } from '../setup/private-files.ts';
import type { Distribution } from './distribution.ts';
import { startDistribution } from './distribution-server.ts';
import type { Credentials, SearchEngineOptions, SearchServer, TlsFiles } from './search-engine.ts';

/** How to start Elasticsearch. */
export interface ElasticsearchOptions extends SearchEngineOptions {
  /** A user with all permissions; the password has at least 6 characters. */
  readonly administrator: Credentials;
  /** Default: no TLS. */
  readonly tls?: TlsFiles;
  /** Folders of modules that are missing in Maven's build. Default: none. */
  readonly modules?: readonly string[];
}

/**
 * Starts a real Elasticsearch on 127.0.0.1, with X-Pack's security, and waits until the administrator can sign in.
 * @throws KafkaInsightError JAVA_MISSING, MAVEN_MISSING, DISK_FULL, PORT_TAKEN, ALREADY_RUNNING, ENGINE_FAILED
 */
export async function startElasticsearch(options: ElasticsearchOptions): Promise<SearchServer> {
  const { administrator, tls, modules = [] } = options;
  return startDistribution(
    {
      name: 'elasticsearch',
      title: 'Elasticsearch',
      folderName: `elasticsearch-${versions.elasticsearch}`,
      script: 'elasticsearch',
      variables: 'ES',
      administrator,
      tls,
      configure: (distribution, settings) => {
        const { home, configurationFolder } = distribution;
        writeFileSync(path.join(configurationFolder, 'elasticsearch.yml'), settings + securitySettings(tls));
        for (const module of modules)
          cpSync(module, path.join(home, 'modules', path.basename(module)), { recursive: true });
        addUser(distribution, administrator);
      },
    },
    options,
  );
}

function securitySettings(tls: TlsFiles | undefined): string {
  const files = `xpack.security.http.ssl.certificate: certificate.pem
xpack.security.http.ssl.key: key.pem
`;
  return `xpack.security.enabled: true
xpack.security.enrollment.enabled: false
xpack.security.http.ssl.enabled: ${tls !== undefined}
${tls === undefined ? '' : files}`;
}

/**
 * Creates the user in the file realm, which exists before any index. It writes the files that `elasticsearch-users` would write:
 * everybody on the machine could read the arguments of that program.
 */
function addUser({ configurationFolder }: Distribution, { name, password }: Credentials): void {
  writePrivately(path.join(configurationFolder, 'users'), `${name}:${passwordHash(password)}\n`);
  writePrivately(path.join(configurationFolder, 'users_roles'), `superuser:${name}\n`);
}

/** The format of Elasticsearch's `pbkdf2_10000` (org.elasticsearch.xpack.core.security.authc.support.Hasher): HMAC-SHA-512, 32 bytes. */
function passwordHash(password: string): string {
  const salt = randomBytes(32);
  const hash = pbkdf2Sync(password, salt, 10_000, 32, 'sha512');
  return `{PBKDF2}10000$${salt.toString('base64')}$${hash.toString('base64')}`;
}
