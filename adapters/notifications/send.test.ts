import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Message } from '../../core/notifications/message.ts';
import { type AnsweringServer, answeringServer } from '../../test/helpers/http-server.ts';
import { readSecrets } from './secrets.ts';
import { sendMessage, type SendOptions } from './send.ts';
import { signatureHeaders } from './webhook-signature.ts';

const NOW = 1_614_265_330_000;
/** Key, id, time, body and signature of the test vector of Standard Webhooks (libraries/javascript/src/index.test.ts, "sign function works"). */
const vector = {
  key: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const ROUTING_KEY = 'R015ABCDEFGHIJKLMNOPQRSTUVWXYZ01';
/** An entity as an attacker would choose it. */
const HOSTILE = '/a*b*<!channel>[x](https://evil.example)&';

const message: Message = {
  id: 'notice-1',
  key: 'case-1',
  kind: 'opened',
  confidence: 'high',
  title: '[prod] Found: path-failures',
  text: `${HOSTILE} failed 12 times in an hour.`,
  facts: [{ label: 'Who or what', value: HOSTILE }],
  proof: ['shop/access.log at byte 12, 2026-11-30T21:05:07.000Z'],
  link: 'https://logs.example/app/dashboards#/view/kafkainsight-bugs',
  sinceMillis: Date.UTC(2026, 10, 30, 21),
};

let server: AnsweringServer;
let status = 200;
let headers: Readonly<Record<string, string>> = {};

const options = (): SendOptions => ({
  secrets: {
    slack: `${server.url}/services/T0/B0/secret`,
    teams: `${server.url}/workflows/secret?sig=secret`,
    pager: ROUTING_KEY,
    own: `${server.url}/own-secret`,
    signingKey: vector.key,
  },
  email: () => Promise.reject(new Error('no e-mail')),
  pagerDutyUrl: `${server.url}/v2/enqueue`,
  now: () => NOW,
});

function seen(): {
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
} {
  assert.equal(server.seen.length, 1);
  const [request] = server.seen;
  assert.ok(request?.method === 'POST');
  assert.equal(request.headers['content-type'], 'application/json');
  return { path: request.path, headers: request.headers, body: JSON.parse(request.body.toString()) };
}

/** All objects in a value. */
function* objectsIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Readonly<Record<string, unknown>>;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

describe('sending to a server that records', () => {
  before(async () => {
    server = await answeringServer((response) => {
      response.writeHead(status, headers).end('ok');
    });
  });
  beforeEach(() => {
    server.seen.length = 0;
    status = 200;
    headers = {};
  });
  after(() => server.close());

  it('Slack: blocks of plain text, so that no entity is markup', async () => {
    await sendMessage({ name: 'slack', kind: 'slack' }, message, options());
    const { path, body } = seen();
    assert.equal(path, '/services/T0/B0/secret');
    const texts = [...objectsIn(body)].filter(
      (one) => 'text' in one && 'type' in one && typeof one['text'] === 'string',
    );
    assert.ok(texts.some(({ text }) => String(text).includes(HOSTILE)));
    assert.ok(texts.every(({ type }) => type === 'plain_text'));
    const { text, blocks } = body as { text: string; blocks: { type: string; elements?: { url: string }[] }[] };
    assert.equal(text, message.title);
    assert.deepEqual(
      blocks.map(({ type }) => type),
      ['header', 'section', 'actions'],
    );
    assert.equal(blocks[2]?.elements?.[0]?.url, message.link);
  });

  it('Teams: an Adaptive Card whose data are in text runs, which are no Markdown', async () => {
    await sendMessage({ name: 'teams', kind: 'teams' }, message, options());
    const { path, body } = seen();
    assert.equal(path, '/workflows/secret?sig=secret');
    const { type, attachments } = body as { type: string; attachments: { contentType: string; content: object }[] };
    assert.equal(type, 'message');
    assert.equal(attachments[0]?.contentType, 'application/vnd.microsoft.card.adaptive');
    const holding = [...objectsIn(body)].filter(({ text }) => typeof text === 'string' && text.includes(HOSTILE));
    assert.equal(holding.length, 2);
    assert.ok(holding.every((one) => one['type'] === 'TextRun'));
    assert.ok([...objectsIn(body)].some((one) => one['type'] === 'Action.OpenUrl' && one['url'] === message.link));
  });

  it('PagerDuty: the case is the incident, which its withdrawal resolves', async () => {
    await sendMessage({ name: 'pager', kind: 'pagerduty' }, message, options());
    const { path, body } = seen();
    assert.equal(path, '/v2/enqueue');
    assert.deepEqual(body, {
      routing_key: ROUTING_KEY,
      dedup_key: 'case-1',
      event_action: 'trigger',
      payload: {
        summary: `${message.title}: ${message.text}`,
        source: 'kafkainsight',
        severity: 'error',
        timestamp: '2026-11-30T21:00:00.000Z',
        custom_details: { 'Who or what': HOSTILE, proof: message.proof },
      },
      links: [{ href: message.link, text: 'Show the lines' }],
    });
    server.seen.length = 0;
    await sendMessage({ name: 'pager', kind: 'pagerduty' }, { ...message, kind: 'withdrawn' }, options());
    assert.deepEqual(seen().body, { routing_key: ROUTING_KEY, dedup_key: 'case-1', event_action: 'resolve' });
  });

  it('a webhook: signed, with the id of the message', async () => {
    await sendMessage({ name: 'own', kind: 'webhook' }, message, options());
    const { path, headers: got, body } = seen();
    assert.equal(path, '/own-secret');
    assert.equal(got['webhook-id'], 'notice-1');
    assert.equal(got['webhook-timestamp'], '1614265330');
    const raw = server.seen[0]?.body.toString() ?? '';
    assert.equal(got['webhook-signature'], signatureHeaders(vector.key, 'notice-1', NOW, raw)['webhook-signature']);
    const { type, data } = body as { type: string; data: Readonly<Record<string, unknown>> };
    assert.equal(type, 'case.opened');
    assert.equal(data['key'], 'case-1');
    assert.equal(data['since'], '2026-11-30T21:00:00.000Z');
  });

  for (const [code, got] of [
    ['NOTIFICATION_UNAVAILABLE', 429],
    ['NOTIFICATION_UNAVAILABLE', 503],
    ['NOTIFICATION_REFUSED', 404],
    ['NOTIFICATION_REFUSED', 302],
  ] as const) {
    it(`HTTP ${got} is ${code}, and its message names no address`, async () => {
      status = got;
      headers = { location: `${server.url}/elsewhere` };
      await assert.rejects(sendMessage({ name: 'slack', kind: 'slack' }, message, options()), (error: Error) => {
        assert.equal((error as Error & { code: string }).code, code);
        assert.match(error.message, new RegExp(`destination slack returned HTTP ${got}`));
        assert.doesNotMatch(error.message, /secret|127\.0\.0\.1/);
        return true;
      });
      assert.equal(server.seen.length, 1);
    });
  }

  it('a server that is not there is NOTIFICATION_UNAVAILABLE, without the address', async () => {
    const gone = await answeringServer(() => undefined);
    await gone.close();
    const secrets = { slack: `${gone.url}/secret` };
    await assert.rejects(
      sendMessage({ name: 'slack', kind: 'slack' }, message, { ...options(), secrets }),
      ({ message: text }: Error) => text.includes('ECONNREFUSED') && !/secret|127\.0\.0\.1/.test(text),
    );
  });
});

describe('the signature of a webhook', () => {
  it('is that of Standard Webhooks', () => {
    const { key, id, body, signature } = vector;
    assert.equal(signatureHeaders(key, id, NOW, body)['webhook-signature'], signature);
    assert.equal(signatureHeaders(key.slice('whsec_'.length), id, NOW, body)['webhook-signature'], signature);
  });
});

describe('the secrets of destinations', () => {
  const destinations = [
    { name: 'slack', kind: 'slack', messagesPerHour: 10 },
    { name: 'pager', kind: 'pagerduty', messagesPerHour: 10 },
    { name: 'own', kind: 'webhook', messagesPerHour: 10 },
    { name: 'mail', kind: 'email', addresses: ['a@shop.example'], messagesPerHour: 10 },
  ] as const;
  const whole = {
    slack: 'https://hooks.example/a',
    pager: ROUTING_KEY,
    own: 'https://own.example/',
    signingKey: vector.key,
  };

  it('are read where they are whole; more than is needed is no problem', () => {
    assert.deepEqual(readSecrets(JSON.stringify(whole), destinations, 'a file'), whole);
    assert.deepEqual(readSecrets('{"signingKey":"unused"}', [], 'a file'), { signingKey: 'unused' });
  });

  it('are refused with everything that is wrong, and without a value', () => {
    const wrong = {
      slack: 'http://hooks.example/hidden',
      pager: 'hidden',
      own: 'https://own.example/',
      signingKey: 'aGlkZGVu',
    };
    for (const text of [JSON.stringify(wrong), '{"slack": hidden', '["hidden"]', '{}']) {
      assert.throws(
        () => readSecrets(text, destinations, 'a file'),
        ({ message: said }: Error) => said.includes('secrets of destinations in a file') && !/hidden|aGlk/.test(said),
      );
    }
    assert.throws(
      () => readSecrets(JSON.stringify(wrong), destinations, 'a file'),
      /slack must[^]*pager must[^]*signingKey must/,
    );
  });
});
