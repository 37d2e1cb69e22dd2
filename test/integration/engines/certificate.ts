import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { TlsFiles } from '../../../local/engines/search-engine.ts';

/** A certificate for 127.0.0.1, good for a day, and the authority that signed it. */
export interface TestCertificate extends TlsFiles {
  /** Key and certificate in one file, as Kafka wants them. */
  readonly keyStoreFile: string;
}

/**
 * Makes a certificate authority and a server certificate signed by it, with openssl.
 * @param folder An existing folder for the files.
 * @param subjectAltName What the certificate is valid for.
 */
export function makeTestCertificate(folder: string, subjectAltName = 'IP:127.0.0.1,DNS:localhost'): TestCertificate {
  const file = (name: string): string => path.join(folder, name);
  const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-days',
    '1',
    '-subj',
    '/CN=KafkaInsight test authority',
    '-keyout',
    'authority-key.pem',
    '-out',
    'authority.pem',
  );
  openssl('req', ...key, '-subj', '/CN=KafkaInsight test server', '-keyout', 'key.pem', '-out', 'request.pem');
  writeFileSync(file('extensions'), `subjectAltName=${subjectAltName}\nextendedKeyUsage=serverAuth,clientAuth\n`);
  const signed = ['-CA', 'authority.pem', '-CAkey', 'authority-key.pem', '-CAcreateserial', '-days', '1'];
  openssl('x509', '-req', '-in', 'request.pem', ...signed, '-extfile', 'extensions', '-out', 'certificate.pem');
  const keyStoreFile = file('key-store.pem');
  writeFileSync(keyStoreFile, readFileSync(file('key.pem'), 'utf8') + readFileSync(file('certificate.pem'), 'utf8'));
  return {
    authorityFile: file('authority.pem'),
    certificateFile: file('certificate.pem'),
    keyFile: file('key.pem'),
    keyStoreFile,
  };
}
