/**
 * Checks docs/producers.md: its configurations against the topic, and what the two programs send with them against the resulting
 * documents.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { buildRecordDocument, copyOf } from '../../core/documents/documents.ts';
import { INBOX_PREFIX, LOG_TOPIC } from '../../core/names.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'producers.md'), 'utf8');
const blocks = Array.from(page.matchAll(/```yaml\n(.*?)```/gs), ([, text = '']) => text);
const [fluentBit = '', vector = '', vectorFiles = ''] = blocks;

/** The value of a setting in a block, as in `topic: kafkainsight.logs`. */
const setting = (block: string, name: string): string | undefined =>
  new RegExp(`^ +${name}: (.+)$`, 'm').exec(block)?.[1];

const LINE = '203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "GET /cart HTTP/1.1" 500 512 "-" "curl/8.5.0"';
const ARRIVED = Date.parse('2026-11-22T10:03:00Z');

function documentOf(value: string): Record<string, unknown> {
  const origin = { topic: LOG_TOPIC, partition: 0, offset: '7', timestampMillis: ARRIVED, ingestedMillis: ARRIVED };
  const options = { keepOriginal: 'failed', userAgentDetails: true } as const;
  const document = buildRecordDocument(Buffer.from(value), { ...origin, source: { prefix: '' } }, options);
  return JSON.parse(copyOf(document).toString()) as Record<string, unknown>;
}

/** The fields of LINE: Apache HTTP Server documentation, "Combined Log Format". */
function isAccessLine(document: Record<string, unknown>): void {
  assert.equal(document['event.dataset'], 'apache.access');
  assert.equal(document['source.ip'], '203.0.113.9');
  assert.equal(document['url.path'], '/cart');
  assert.equal(document['http.response.status_code'], 500);
  assert.equal(document['user_agent.name'], 'curl');
}

function isWholeLine(document: Record<string, unknown>): void {
  isAccessLine(document);
  assert.equal(document['@timestamp'], '2026-11-22T10:02:52.000Z');
  assert.equal(document['event.original'], LINE);
}

describe('docs/producers.md', () => {
  it('writes to the topic over IAM, or to the inbox', () => {
    assert.equal(blocks.length, 3);
    assert.equal(setting(fluentBit, 'topics'), LOG_TOPIC);
    assert.equal(setting(vector, 'topic'), LOG_TOPIC);
    for (const name of ['brokers', 'bootstrap_servers']) {
      const brokers = setting(fluentBit, name) ?? setting(vector, name) ?? '';
      assert.ok(
        brokers.split(',').every((broker) => broker.endsWith(':9098')),
        brokers,
      );
    }
    assert.equal(setting(fluentBit, 'aws_msk_iam'), 'true');
    assert.match(vector, /sasl:\n +aws_msk_iam:\n +enabled: true/);
    assert.ok(setting(vectorFiles, 'key_prefix')?.startsWith(INBOX_PREFIX));
  });

  it('Fluent Bit as it is set there sends the line, of which all fields are read', () => {
    assert.deepEqual([setting(fluentBit, 'format'), setting(fluentBit, 'raw_log_key')], ['raw', 'log']);
    isWholeLine(documentOf(LINE));
  });

  it("Fluent Bit's default sends JSON with a time in seconds and the line below log, of which all fields are read", () => {
    // plugins/out_kafka/kafka.c of fluent-bit: the time first, as a double, then the record of the tail input
    const document = documentOf(JSON.stringify({ '@timestamp': 1795341772.123456, log: LINE }));
    assert.equal(document['@timestamp'], '2026-11-22T10:02:52.123Z');
    isAccessLine(document);
  });

  it('Vector as it is set there sends the line, of which all fields are read', () => {
    assert.equal(setting(vector, 'codec'), 'text');
    isWholeLine(documentOf(LINE));
  });

  it("Vector's json codec keeps time, host, the line's fields and the rest", () => {
    // the event of Vector's file source (its reference, "Output data")
    const event = {
      file: '/var/log/apache2/access.log',
      host: 'web1',
      message: LINE,
      source_type: 'file',
      timestamp: '2026-11-22T10:02:52.100Z',
    };
    const document = documentOf(JSON.stringify(event));
    assert.equal(document['@timestamp'], '2026-11-22T10:02:52.100Z');
    assert.equal(document['host.hostname'], 'web1');
    isAccessLine(document);
    assert.deepEqual(document['kafkainsight.envelope.fields'], {
      file: '/var/log/apache2/access.log',
      source_type: 'file',
    });
  });
});
