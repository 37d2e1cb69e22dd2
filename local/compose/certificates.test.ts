import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { AUTHORITY_FILE, makeCertificates, SERVER_NAMES } from './certificates.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-certificates-'));
const DAY_MILLIS = 86_400_000;
const authority = (): string => readFileSync(path.join(folder, 'pipeline', AUTHORITY_FILE), 'utf8');

before(() => {
  assert.equal(makeCertificates(folder, ['pipeline'], Date.now()), true);
});
after(() => {
  rmSync(folder, { recursive: true });
});

for (const [server, names] of Object.entries(SERVER_NAMES)) {
  test(`openssl verifies the certificate of ${server} for each of its names, and for no other`, () => {
    const at = (file: string): string => path.join(folder, server, file);
    const verify = (name: string): string =>
      execFileSync(
        'openssl',
        [
          'verify',
          '-x509_strict',
          '-purpose',
          'sslserver',
          '-CAfile',
          at(AUTHORITY_FILE),
          '-verify_hostname',
          name,
          at('certificate.pem'),
        ],
        { encoding: 'utf8', stdio: 'pipe' },
      );
    for (const name of names) assert.match(verify(name), /: OK$/m);
    assert.throws(() => verify('example.org'), /hostname mismatch/i);
    const publicKeys = [
      ['x509', '-pubkey', '-noout', '-in', at('certificate.pem')],
      ['pkey', '-pubout', '-in', at('key.pem')],
    ].map((args) => execFileSync('openssl', args, { encoding: 'utf8' }));
    assert.equal(publicKeys[0], publicKeys[1]);
  });
}

test('the key of the authority is nowhere', () => {
  assert.deepEqual(readdirSync(path.join(folder, 'pipeline')), [AUTHORITY_FILE]);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  assert.ok(!files.some((file) => file.includes('authority')));
});

test('what is good is kept; what is about to expire, missing or of another authority is made anew', () => {
  const first = authority();
  assert.equal(makeCertificates(folder, ['pipeline'], Date.now()), false);
  assert.equal(authority(), first);
  // 730 days, of which the last 30 are for renewing
  assert.equal(makeCertificates(folder, ['pipeline'], Date.now() + 699 * DAY_MILLIS), false);
  assert.equal(makeCertificates(folder, ['pipeline'], Date.now() + 701 * DAY_MILLIS), true);
  const second = authority();
  assert.notEqual(second, first);
  rmSync(path.join(folder, 'kafka', 'key.pem'));
  assert.equal(makeCertificates(folder, ['pipeline'], Date.now()), true);
  assert.ok(existsSync(path.join(folder, 'kafka', 'key.pem')));
  writeFileSync(path.join(folder, 'kibana', AUTHORITY_FILE), second);
  assert.equal(makeCertificates(folder, ['pipeline'], Date.now()), true);
  assert.equal(makeCertificates(folder, ['pipeline', 'another'], Date.now()), true);
});
