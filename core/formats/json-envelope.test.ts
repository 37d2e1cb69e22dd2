import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { copyOf, createDocumentBuilder, type DocumentOptions } from '../documents/documents.ts';
import { LineSplitter } from '../files/lines.ts';

type Documents = readonly Readonly<Record<string, unknown>>[];

/** The documents of a content whose lines are held up to some length. */
function documentsOf(
  content: string,
  changes: Partial<DocumentOptions> = {},
  maxLineBytes?: number,
  texts: string[] = [],
): Documents {
  const millis = Date.parse('2026-11-22T12:00:00Z');
  const origin = { fileId: 'f', path: 'p', version: 1, modifiedMillis: millis, ingestedMillis: millis } as const;
  const builder = createDocumentBuilder(
    { ...origin, format: 'json', source: { prefix: '' } },
    { keepOriginal: 'failed', userAgentDetails: false, ...changes },
  );
  const documents: Documents[number][] = [];
  const splitter = new LineSplitter(
    (line) => {
      const keep = (document: Parameters<typeof copyOf>[0]): void => {
        texts.push(copyOf(document).toString());
        documents.push(JSON.parse(texts.at(-1) ?? '') as Documents[number]);
      };
      builder.buildEvents(line, keep);
    },
    { takesApart: true, ...(maxLineBytes !== undefined && { maxLineBytes }) },
  );
  splitter.push(Buffer.from(content));
  splitter.finish();
  return documents;
}

/** CloudWatch Logs user guide, "Log group-level subscription filters", the example of Kinesis Data Streams. */
const subscription = (events: readonly object[], more: object = {}): string =>
  JSON.stringify({
    owner: '111111111111',
    logGroup: 'CloudTrail/logs',
    logStream: '111111111111_CloudTrail/logs_us-east-1',
    subscriptionFilters: ['Destination'],
    messageType: 'DATA_MESSAGE',
    logEvents: events,
    ...more,
  });
const EVENTS = [
  { id: '31953106606966983378809025079804211143289615424298221568', timestamp: 1432826855000, message: 'one' },
  { id: '31953106606966983378809025079804211143289615424298221569', timestamp: 1432826855000, message: 'two' },
];
const KNOWN = {
  'cloud.account.id': '111111111111',
  'aws.cloudwatch.log_group': 'CloudTrail/logs',
  'aws.cloudwatch.log_stream': '111111111111_CloudTrail/logs_us-east-1',
};
const FILTERED = { subscriptionFilters: ['Destination'], messageType: 'DATA_MESSAGE' };

suite('what an envelope says of its events', () => {
  test('is kept with each of them, under the names of ECS and Elastic where there are some', () => {
    const documents = documentsOf(subscription(EVENTS, { behind: { number: 12345678901234567890n.toString() } }));
    assert.deepEqual(
      documents.map(({ message }) => message),
      ['one', 'two'],
    );
    const fields = { ...FILTERED, behind: { number: '12345678901234567890' } };
    for (const document of documents) {
      assert.partialDeepStrictEqual(document, { ...KNOWN, 'kafkainsight.envelope.fields': fields });
      assert.equal(document['kafkainsight.envelope.incomplete'], undefined);
    }
  });

  // CloudTrail record contents, "recipientAccountId"; the account that owns the log group may be another one
  test('gives way to what an event says itself, so that no field comes twice', () => {
    const record = { eventSource: 's3.amazonaws.com', eventName: 'x', recipientAccountId: '222222222222' };
    const events = [{ ...EVENTS[0], message: JSON.stringify(record) }];
    const texts: string[] = [];
    const [document] = documentsOf(subscription(events), {}, undefined, texts);
    assert.equal(document?.['cloud.account.id'], '222222222222');
    assert.equal(texts[0]?.split('"cloud.account.id"').length, 2);
    assert.equal(document['aws.cloudwatch.log_group'], KNOWN['aws.cloudwatch.log_group']);
  });

  test('is that of the envelope which holds the event, where several stand in a line', () => {
    const other = subscription([{ message: 'three' }], { logGroup: 'other' });
    const groups = documentsOf(`${subscription(EVENTS)}${other}{"message":"four"}`).map((document) => [
      document['message'],
      document['aws.cloudwatch.log_group'],
    ]);
    assert.deepEqual(groups, [
      ['one', 'CloudTrail/logs'],
      ['two', 'CloudTrail/logs'],
      ['three', 'other'],
      ['four', undefined],
    ]);
  });

  test('keeps CloudWatch’s keys for CloudWatch, and has no fields where it says nothing', () => {
    const [record] = documentsOf('{"owner":"me","Records":[{"eventName":"x"}]}');
    assert.deepEqual(record?.['kafkainsight.envelope.fields'], { owner: 'me' });
    assert.equal(record['cloud.account.id'], undefined);
    assert.deepEqual(
      Object.keys(documentsOf('{"Records":[{"eventName":"x"}]}')[0] ?? {}).filter((key) => key.includes('envelope')),
      [],
    );
  });

  test('is left out where it is over 8 KiB, or fits no flattened field, and that is said', () => {
    for (const more of [{ text: 'x'.repeat(8 * 1024) }, { '\0': 1 }]) {
      const [document] = documentsOf(subscription(EVENTS, more));
      assert.partialDeepStrictEqual(document, { ...KNOWN, 'kafkainsight.envelope.incomplete': true });
      assert.equal(document?.['kafkainsight.envelope.fields'], undefined);
    }
  });

  test('of a line that is too long to be held is what stands before the array, and that is said', () => {
    const many = Array.from({ length: 40 }, () => EVENTS).flat();
    const line = subscription(many, { behind: 'its events' });
    const documents = documentsOf(line, {}, 1024);
    assert.equal(documents.length, many.length);
    for (const document of documents) {
      assert.partialDeepStrictEqual(document, {
        ...KNOWN,
        'kafkainsight.envelope.fields': FILTERED,
        'kafkainsight.envelope.incomplete': true,
      });
    }
    assert.deepEqual(
      documentsOf(`${line}\n${subscription(EVENTS)}`, {}, 1024).map(
        (document) => document['kafkainsight.envelope.incomplete'],
      ),
      [...many.map(() => true), undefined, undefined],
    );
  });

  test('names nobody where names are replaced: of what no field takes, only what is known to be none', () => {
    const line = subscription(EVENTS, { requestedBy: 'alice' });
    const [document] = documentsOf(line, { pseudonymKey: Buffer.from('0123456789abcdef') });
    assert.partialDeepStrictEqual(document, {
      ...KNOWN,
      'kafkainsight.envelope.fields': FILTERED,
      'kafkainsight.envelope.incomplete': true,
    });
    assert.ok(!JSON.stringify(document).includes('alice'));
  });
});
