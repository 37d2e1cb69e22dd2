import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A server's certificate and its private key, as PEM. */
interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority that lives as long as this object: its private key is never written anywhere. */
export interface CertificateAuthority {
  /** As PEM. */
  readonly certificate: string;
  /** Makes a key and a certificate for a server that is reached by these names, by 127.0.0.1, and by other IP addresses (default: none). */
  issue(name: string, dnsNames: readonly string[], addresses?: readonly string[]): Promise<ServerCertificate>;
}

const DAY_MILLIS = 86_400_000;
const curve = { name: 'ECDSA', namedCurve: 'P-256' };
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };
const { KeyUsageFlags, ExtendedKeyUsage } = x509;

/**
 * Creates a certificate authority. Its certificate, and those that it issues, are valid for `days` from `fromMillis`.
 *
 * The extensions are those that RFC 5280 (4.2.1) requires of an authority and of what it issues.
 */
export async function makeAuthority(name: string, fromMillis: number, days: number): Promise<CertificateAuthority> {
  const validity = { notBefore: new Date(fromMillis), notAfter: new Date(fromMillis + days * DAY_MILLIS) };
  const keys = await webcrypto.subtle.generateKey(curve, false, ['sign', 'verify']);
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm,
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    certificate: `${own.toString('pem')}\n`,
    issue: async (server, dnsNames, addresses = []) => {
      const { publicKey, privateKey } = await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']);
      const issued = await x509.X509CertificateGenerator.create({
        subject: `CN=${server}`,
        issuer: own.subject,
        publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm,
        ...validity,
        extensions: [
          new x509.BasicConstraintsExtension(false),
          new x509.KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          // brokers connect to each other as clients
          new x509.ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
          new x509.SubjectAlternativeNameExtension([
            ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
            ...['127.0.0.1', ...addresses].map((value) => ({ type: 'ip' as const, value })),
          ]),
          await x509.SubjectKeyIdentifierExtension.create(publicKey),
          await x509.AuthorityKeyIdentifierExtension.create(own),
        ],
      });
      const key = KeyObject.from(privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
      return { certificate: `${issued.toString('pem')}\n`, key };
    },
  };
}
