import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { fileId } from '../../core/files/file-id.ts';
import { isKeptEtag } from '../../core/files/kept-etag.ts';
import { PartHasher } from '../../core/files/part-hash.ts';
import type { LedgerPart } from '../../core/ledger/ledger-part.ts';
import { reconcileInbox } from '../../core/ledger/reconcile/inbox.ts';
import type { ObjectSummary } from '../../core/ports.ts';
import { indexed } from '../../test/helpers/indexed.ts';
import { BUCKET, documentsOf, type Harness, ingestHarness } from '../../test/helpers/ingest-harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-pseudonyms-'));
const keyFile = join(folder, 'key');
const KEY = '0123456789abcdef0123456789abcdef';
writeFileSync(keyFile, KEY);
const environment = { PSEUDONYM_KEY_FILE: keyFile, KEEP_ORIGINAL: 'always', USER_AGENT_DETAILS: 'true' };
after(() => {
  rmSync(folder, { recursive: true });
});

/** Marks that no other text holds: a name, and addresses that are reserved for documentation (RFC 5737, RFC 3849). */
const NAME = 'zyxwmarie';
const MAIL = `${NAME}@example.org`;
const ADDRESS = '198.51.100.77';
const ADDRESS_6 = '2001:db8:77::4d';
const MARKS = [NAME, ADDRESS, ADDRESS_6, '198.51.100', '2001:db8:77', '2001:0db8:0077'];

const at = '22/Nov/2026:10:02:52 +0000';
const json = (fields: object): string => JSON.stringify({ time: '2026-11-22T10:02:52Z', ...fields });

/** A line in each of the wrappers that there are. */
const wrapped = (line: string): readonly string[] => [
  `2026-11-22T10:02:52.1Z stdout F ${line}`,
  `2026-11-22T10:02:52.1Z stderr P ${line}`,
  `Nov 22 10:02:52 ${ADDRESS} app[7]: ${line}`,
  `<34>1 2026-11-22T10:02:52Z ${ADDRESS_6} app 7 ID [a@1 user="${NAME}"] ${line}`,
  JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2026-11-22T10:02:52.1Z', attrs: { owner: NAME } }),
  JSON.stringify({ log: line, kubernetes: { host: ADDRESS, pod_name: 'p', annotations: { owner: NAME, mail: MAIL } } }),
  JSON.stringify({ MESSAGE: line, _HOSTNAME: ADDRESS, _PID: '7', login: NAME }),
];

/** Lines that name a person in every place that a format has for one, and addresses anywhere. */
const files: Readonly<Record<string, readonly string[]>> = {
  'common.log': [
    `${ADDRESS} - ${NAME} [${at}] "GET /a?ip=${ADDRESS}&user=${NAME}&x=1 HTTP/1.1" 200 1`,
    `${ADDRESS_6} - ${NAME} [${at}] "GET /${ADDRESS_6} HTTP/1.1" 200 1`,
    `${ADDRESS}, ${ADDRESS_6}, 10.0.0.1 - - [${at}] "GET / HTTP/1.1" 200 1 extra ${ADDRESS}`,
    `${ADDRESS}:4711 - - [${at}] "GET http://${ADDRESS}:80/ HTTP/1.1" 200 1`,
  ],
  'combined.log': [
    `${ADDRESS} - ${NAME} [${at}] "GET / HTTP/1.1" 200 1 "http://${ADDRESS}/?email=${MAIL}" "curl/8.5.0"`,
    `www.example.org ${ADDRESS} - ${NAME} [${at}] "GET / HTTP/1.1" 200 1 "-" "curl" "${ADDRESS}, ${ADDRESS_6}"`,
    `${ADDRESS} - - [${at}] "GET /?mail=${NAME}%40example.org HTTP/1.1" 200 1 "-" "bot (+${MAIL}; ${ADDRESS_6})"`,
  ],
  'error.log': [
    `[Sun Nov 22 10:02:52 2026] [core:error] [pid 7] [client ${ADDRESS}:80] AH00124: from ${ADDRESS}: user=${NAME}`,
    `[Sun Nov 22 10:02:52 2026] [core:error] [pid 7] [client ${ADDRESS_6}:80] mail to ${MAIL} from [${ADDRESS_6}]:25`,
    `[Sun Nov 22 10:02:52 2026] [auth:error] [pid 7] [client ${ADDRESS}] [remote ${ADDRESS_6}:80] bounced`,
  ],
  'rfc3164.log': [
    `<34>Nov 22 10:02:52 ${ADDRESS} sshd[7]: Connection from ${ADDRESS} port 22; user=${NAME} rhost=${ADDRESS_6}`,
    `<34>Nov 22 10:02:52 host su: login="${NAME}" email: ${MAIL}, (${ADDRESS})`,
  ],
  'rfc5424.log': [
    `<34>1 2026-11-22T10:02:52Z ${ADDRESS} su 7 ID [a@1 user="${NAME}" ip="${ADDRESS}"][b@1 mail="${MAIL}"] from ${ADDRESS_6}`,
    `<34>1 2026-11-22T10:02:52Z ${ADDRESS_6} su 7 ID - username=${NAME}`,
  ],
  'plain.txt': [`connection from ${ADDRESS}, then ${ADDRESS_6}; user=${NAME} <${MAIL}>`, `\u001b[31m${ADDRESS}\tx`],
  'wrapped.log': [
    `${ADDRESS} - ${NAME} [${at}] "GET /a?ip=${ADDRESS_6}&user=${NAME} HTTP/1.1" 200 1 "-" "bot (+${MAIL})"`,
    `[Sun Nov 22 10:02:52 2026] [core:error] [pid 7] [client ${ADDRESS}:80] from ${ADDRESS_6}: user=${NAME}`,
    `<34>Nov 22 10:02:52 ${ADDRESS} sshd[7]: Connection from ${ADDRESS} port 22; user=${NAME} rhost=${ADDRESS_6}`,
    `connection from ${ADDRESS}; user=${NAME} <${MAIL}>`,
    json({ user: { name: NAME, full_name: NAME }, ip: ADDRESS, outer: { owner: NAME }, message: `mail ${MAIL}` }),
  ].flatMap((line) => [...wrapped(line), ...wrapped(wrapped(line)[0] ?? '')]),
  'json.log': [
    ...['user', 'username', 'user_name', 'remote_user', 'login', 'account', 'principal', 'full_name', 'displayName'],
    ...['userId', 'user_id', 'email', 'mail', 'sub', 'actor', 'owner', 'firstName', 'last_name', 'assignee'],
  ].flatMap((key) => [
    json({ [key]: NAME }),
    json({ [key]: [NAME, NAME] }),
    json({ [key]: { first: NAME, list: [{ deep: NAME }] } }),
    json({ outer: { [key]: NAME } }),
    json({ outer: [{ [key.toUpperCase()]: NAME }] }),
  ]),
  'addresses.json': [
    ...['remote_addr', 'ip', 'client_ip', 'sourceIPAddress', 'x_forwarded_for', 'host', 'anything', 'message'],
  ].flatMap((key) => [
    json({ [key]: ADDRESS }),
    json({ [key]: [ADDRESS, ADDRESS_6] }),
    json({ [key]: `${ADDRESS}, ${ADDRESS_6}` }),
    json({ outer: { [key]: [{ deep: `${ADDRESS}:80` }] } }),
    json({ method: 'GET', path: '/', [key]: ADDRESS_6 }),
  ]),
  'nested.json': [
    json({ user: { name: NAME, full_name: NAME, email: MAIL, id: NAME, roles: [NAME] } }),
    json({ 'user.full_name': NAME, 'user.email': MAIL, 'client.user.name': NAME }),
    json({ 'user.name': NAME, 'user.id': [NAME], message: `from ${ADDRESS}\nmail ${MAIL}` }),
    json({ userIdentity: { userName: NAME, sessionContext: { sessionIssuer: { userName: NAME } } } }),
    json({ headers: { 'X-Forwarded-For': [`${ADDRESS}, ${ADDRESS_6}`], From: [MAIL] } }),
    `[${json({ user: NAME })},${json({ ip: ADDRESS })}]`,
    `{"owner":"1","requestedBy":"${NAME}","${ADDRESS}":1,"logEvents":[{"message":"${ADDRESS}","user":"${NAME}"}],"by":"${MAIL}"}`,
    String.raw`{"time":"2026-11-22T10:02:52Z","a":"\u003198.51.100.77","message":"\u007ayxwmarie\u0040example.org"}`,
  ],
};

async function ingestAll(): Promise<Harness> {
  const harness = ingestHarness({ environment });
  for (const [name, lines] of Object.entries(files)) {
    assert.deepEqual(await harness.drop(`inbox/${name}`, `${lines.join('\n')}\n`), []);
  }
  return harness;
}

/** All that is left of the files outside of the inbox. */
function traces({ producer, log, metrics, store }: Harness): readonly string[] {
  const others = [...store.objects].filter(([key]) => !key.startsWith(`${BUCKET}/inbox/`));
  return [
    ...producer.records().flatMap(({ key, value }) => [key, value.toString()]),
    ...log.lines.map((line) => JSON.stringify(line)),
    JSON.stringify(metrics.sums),
    ...others.flatMap(([key, { body }]) => [key, body.toString()]),
  ];
}

suite('where names are replaced by pseudonyms', () => {
  test('neither a name nor an address is left anywhere, whatever the format', async () => {
    const harness = await ingestAll();
    const lines = Object.values(files).flat().length;
    assert.ok(documentsOf(harness, 'log').size >= lines);
    for (const trace of traces(harness)) {
      const decoded = trace.replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      );
      for (const mark of MARKS) assert.ok(!decoded.toLowerCase().includes(mark), `${mark} in ${trace}`);
    }
    await indexed(harness.producer.records());
  });

  test('no hash of the content is left from which a line could be guessed', async () => {
    const harness = ingestHarness({ environment });
    const content = `${files['common.log']?.[0] ?? ''}\n`;
    await harness.drop('inbox/a.log', content);
    const bytes = Buffer.from(content);
    const hasher = new PartHasher(0, 1024);
    hasher.add(bytes, 0);
    const digests = ['md5', 'sha1', 'sha256'].flatMap((name) => {
      const digest = createHash(name).update(bytes).digest();
      return [digest.toString('hex'), digest.toString('base64url'), digest.toString('base64')];
    });
    const guesses = [fileId(BUCKET, 'inbox/a.log', bytes), hasher.take(0).hash, ...digests];
    for (const trace of traces(harness)) {
      for (const guess of guesses) assert.ok(!trace.includes(guess.slice(0, 13)), `${guess} in ${trace}`);
    }
  });

  test('a file is the same at every delivery, under every name, and another than without the key', async () => {
    const harness = ingestHarness({ environment });
    const content = `${(files['common.log'] ?? []).join('\n')}\n`;
    await harness.drop('inbox/a.log', content);
    const ids = [...documentsOf(harness, 'log').keys()];
    await harness.drop('inbox/a.log', content);
    await harness.drop('inbox/a.log.1', content);
    assert.deepEqual([...documentsOf(harness, 'log').keys()], ids);
    const [entry] = documentsOf(harness, 'ledger').values();
    const idKey = Buffer.from(KEY);
    assert.equal(fileId(BUCKET, 'inbox/a.log', Buffer.from(content), idKey), entry?.['kafkainsight.file.id']);
  });

  test('the ledger knows the object that it is of from another', async () => {
    const harness = ingestHarness({ environment });
    await harness.drop('inbox/a.log', 'a line\n');
    const { etag, sizeBytes, storedMillis } = await harness.store.head(BUCKET, 'inbox/a.log');
    const object: ObjectSummary = { key: 'inbox/a.log', etag, sizeBytes, storedMillis };
    const [entry] = documentsOf(harness, 'ledger').values();
    assert.ok(entry);
    const kept = String(entry['kafkainsight.file.etag']);
    assert.ok(isKeptEtag(kept, object));
    assert.ok(!isKeptEtag(kept, { ...object, sizeBytes: sizeBytes + 1 }));
    assert.ok(!isKeptEtag(kept, { ...object, storedMillis: storedMillis + 1000 }));
    const parts = [{ key: object.key, etag: kept } as LedgerPart];
    assert.deepEqual(reconcileInbox([object], parts, Infinity), []);
    const other = { ...object, etag: '"other"', storedMillis: storedMillis + 1000 };
    assert.deepEqual(
      reconcileInbox([other], parts, Infinity).map(({ kind }) => kind),
      ['NOT_INGESTED'],
    );
  });
});
