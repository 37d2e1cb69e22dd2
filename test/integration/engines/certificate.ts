import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeAuthority } from '../../../local/compose/certificate-authority.ts';
import type { TlsFiles } from '../../../local/engines/search-engine.ts';

/** A certificate for localhost and 127.0.0.1, valid for a day, and the authority that signed it. */
export interface TestCertificate extends TlsFiles {
  /** Key and certificate in one file, the form that Kafka needs. */
  readonly keyStoreFile: string;
}

/**
 * Creates a certificate authority and a server certificate signed by it.
 * @param folder An existing folder for the files.
 * @param addresses IP addresses other than 127.0.0.1 at which the server is reached.
 */
export async function makeTestCertificate(folder: string, addresses: readonly string[] = []): Promise<TestCertificate> {
  const write = (name: string, content: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const authority = await makeAuthority('KafkaInsight test authority', Date.now(), 1);
  const { certificate, key } = await authority.issue('KafkaInsight test server', ['localhost'], addresses);
  return {
    authorityFile: write('authority.pem', authority.certificate),
    certificateFile: write('certificate.pem', certificate),
    keyFile: write('key.pem', key),
    keyStoreFile: write('key-store.pem', key + certificate),
  };
}
