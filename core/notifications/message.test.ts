import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Case } from '../findings/cases.ts';
import type { ProvingLine } from '../findings/proof.ts';
import { caseMessage, plainText, summaryMessage } from './message.ts';

const one: Case = {
  id: 'Zm9vYmFyYmF6cXV4MTIzNA'.slice(0, 20),
  rule: 'address-many-accounts',
  cause: '',
  fromMillis: Date.UTC(2026, 10, 30, 21),
  toMillis: Date.UTC(2026, 10, 30, 23),
  state: 'open',
  confidence: 'high',
  findings: 1_152,
  entities: 1_152,
  someEntities: ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'],
  text: '192.0.2.1 was refused for 9 accounts that it never got into, of 9 that it tried.',
};
const line = (offset: number): ProvingLine => ({
  id: `id-${offset}`,
  index: 'kafkainsight-logs-apache.access-2026.11',
  timeMillis: Date.UTC(2026, 10, 30, 21, 5, 7),
  path: 'shop/access.log',
  offset,
});
const context = { sentence: 'One address is refused for many accounts.', link: 'https://logs.example/#x' };

test('a message says what, since when, how many, how sure, and where three lines are', () => {
  const notice = { id: 'n', key: 'k', kind: 'opened', of: one } as const;
  const message = caseMessage(notice, { ...context, proof: [0, 120, 240, 360].map(line) }, 'prod');
  assert.equal(message.title, '[prod] Found: address-many-accounts');
  assert.equal(
    plainText(message),
    `192.0.2.1 was refused for 9 accounts that it never got into, of 9 that it tried.

What: One address is refused for many accounts.
Since: 2026-11-30T21:00:00.000Z
Until: 2026-11-30T23:00:00.000Z
How many: 1,152 findings of 1,152 entities
How sure: high
Who or what: 192.0.2.1, 192.0.2.2, 192.0.2.3, and 1,149 others
Case: ${one.id}

Lines that prove it:
- shop/access.log at byte 0, 2026-11-30T21:05:07.000Z
- shop/access.log at byte 120, 2026-11-30T21:05:07.000Z
- shop/access.log at byte 240, 2026-11-30T21:05:07.000Z

https://logs.example/#x`,
  );
});

test('a record is named by its place in the topic', () => {
  const { id, index, timeMillis } = line(0);
  const record: ProvingLine = { id, index, timeMillis, topic: 'kafkainsight.logs', partition: 3, recordOffset: 42 };
  const message = caseMessage({ id: 'n', key: 'k', kind: 'grown', of: one }, { ...context, proof: [record] }, 'prod');
  assert.deepEqual(message.proof, ['kafkainsight.logs partition 3 offset 42, 2026-11-30T21:05:07.000Z']);
});

test('what an attacker wrote into a line stays one line of visible text, and short', () => {
  // U+202E reverses the text after it, U+2028 ends a line
  const entity = `/a\r\nCase: fake\u202Efdp.exe\u2028${'x'.repeat(2_000)}`;
  const of = { ...one, someEntities: [entity], entities: 1, text: `${entity} failed.` };
  const path = `in\nbox/${'y'.repeat(2_000)}`;
  const message = caseMessage(
    { id: 'n', key: 'k', kind: 'opened', of },
    { ...context, proof: [{ ...line(0), path }] },
    'dev',
  );
  for (const text of [message.text, ...message.facts.map(({ value }) => value), ...message.proof]) {
    assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    assert.ok(text.length < 400, text);
  }
});

test('a summary lists cases, and how many there are beside them', () => {
  const of = Array.from({ length: 25 }, (_, index) => ({ ...one, id: `c${index}`, confidence: 'medium' as const }));
  const message = summaryMessage({ id: 's', key: 's', kind: 'summary', of }, context.link, 'prod');
  assert.equal(message.title, '[prod] 25 more cases');
  assert.equal(message.facts.length, 20);
  assert.match(message.text, /The first 20:/);
  assert.equal(message.confidence, 'medium');
});
