import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { connect as tlsConnect, createServer } from 'node:tls';
import { AUTHORITY_FILE, makeCertificates, SERVER_NAMES } from './certificates.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-certificates-'));
const DAY_MILLIS = 86_400_000;
const authority = (): string => readFileSync(path.join(folder, 'pipeline', AUTHORITY_FILE), 'utf8');

before(async () => {
  assert.equal(await makeCertificates(folder, ['pipeline'], Date.now()), true);
});
after(() => {
  rmSync(folder, { recursive: true });
});

/**
 * Connects as a client that knows only the authority: OpenSSL, inside Node, checks the chain and its purpose, Node checks the name (RFC
 * 9525).
 */
async function connect(server: string, name: string): Promise<void> {
  const read = (file: string): string => readFileSync(path.join(folder, server, file), 'utf8');
  const keyStore = read('key-store.pem');
  assert.equal(keyStore, read('key.pem') + read('certificate.pem'));
  // this rejects a key of another certificate
  const listening = createServer({ key: keyStore, cert: keyStore }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  try {
    const client = tlsConnect({ port, host: '127.0.0.1', servername: name, ca: read(AUTHORITY_FILE) });
    await once(client, 'secureConnect');
    client.destroy();
  } finally {
    listening.close();
  }
}

for (const [server, names] of Object.entries(SERVER_NAMES)) {
  test(`a client trusts ${server} by each of its names, and by no other`, async () => {
    for (const name of names) await connect(server, name);
    await assert.rejects(connect(server, 'example.org'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    const issued = new X509Certificate(readFileSync(path.join(folder, server, 'certificate.pem')));
    assert.ok(issued.checkIssued(new X509Certificate(authority())));
    assert.equal(issued.ca, false);
    assert.equal(issued.checkIP('127.0.0.1'), '127.0.0.1');
    // id-kp-serverAuth and id-kp-clientAuth (RFC 5280, 4.2.1.12)
    assert.deepEqual(issued.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  });
}

test('the key of the authority is nowhere', () => {
  assert.deepEqual(readdirSync(path.join(folder, 'pipeline')), [AUTHORITY_FILE]);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  assert.ok(!files.some((file) => file.includes('authority')));
});

test('what is good is kept; what is about to expire, missing or of another authority is made anew', async () => {
  const first = authority();
  assert.equal(await makeCertificates(folder, ['pipeline'], Date.now()), false);
  assert.equal(authority(), first);
  // 730 days, of which the last 30 are for renewing
  assert.equal(await makeCertificates(folder, ['pipeline'], Date.now() + 699 * DAY_MILLIS), false);
  assert.equal(await makeCertificates(folder, ['pipeline'], Date.now() + 701 * DAY_MILLIS), true);
  const second = authority();
  assert.notEqual(second, first);
  rmSync(path.join(folder, 'kafka', 'key.pem'));
  assert.equal(await makeCertificates(folder, ['pipeline'], Date.now()), true);
  assert.ok(existsSync(path.join(folder, 'kafka', 'key.pem')));
  writeFileSync(path.join(folder, 'kibana', AUTHORITY_FILE), second);
  assert.equal(await makeCertificates(folder, ['pipeline'], Date.now()), true);
  assert.equal(await makeCertificates(folder, ['pipeline', 'another'], Date.now()), true);
});
