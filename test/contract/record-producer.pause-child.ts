/**
 * Produces a record, says so, waits for a line of input, produces another one with a time-out of two seconds, reports its outcome, and
 * ends once nothing is pending. Run by record-producer.pause.test.ts.
 */
import { once } from 'node:events';
import { createRecordProducer } from '../../adapters/kafka/producer.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { encodedRecords } from '../helpers/encoded-records.ts';

const [brokers = '', topic = ''] = process.argv.slice(2);
const producer = createRecordProducer(
  { brokers: brokers.split(','), security: 'plaintext', topic },
  { log: () => undefined, timeoutMillis: 2_000 },
);
const records = encodedRecords([{ key: 'key', value: Buffer.from('value'), kind: 'log' }]);
await producer.send(0, records);
process.stdout.write('produced\n');
await once(process.stdin, 'data');
process.stdin.destroy();
try {
  await producer.send(0, records);
} catch (error) {
  process.stdout.write(error instanceof KafkaInsightError ? error.code : String(error));
}
