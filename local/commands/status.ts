import { awsEnvironment } from '../../adapters/aws.ts';
import { readEnvironment } from '../../adapters/environment.ts';
import { createQueueDepth } from '../../adapters/sqs/queue-depth.ts';
import { countIndices, refreshAll } from '../../lambdas/reconcile/counts.ts';
import { INDEX_GROUP } from '../../pipeline/names.ts';
import { grouped, table } from '../runner/progress.ts';
import { type Command, readArguments } from './command.ts';
import { type Connection, CONNECTION_HELP, connectionOptions, withConnection } from './connection.ts';

const help = `Shows how far a running pipeline is: offsets and lag of the topic, documents of each index, lines that no format accepted,
dead letters, messages of the queue.

Usage: npx kafkainsight status [OPTIONS]

${CONNECTION_HELP}`;

export const status: Command = {
  help,
  async run(args) {
    const { values } = readArguments(args, connectionOptions);
    process.stdout.write(await withConnection(values, describe));
    return 0;
  },
};

async function describe(connection: Connection): Promise<string> {
  const [topic, indices, queues] = await Promise.all([
    describeTopic(connection),
    describeIndices(connection),
    describeQueues(connection),
  ]);
  return [topic, indices, queues].filter((part) => part !== '').join('\n');
}

async function describeTopic({ topic }: Connection): Promise<string> {
  const partitions = await topic.progress(INDEX_GROUP);
  const lag = partitions.reduce((sum, partition) => sum + partition.lag, 0n);
  return table([
    ['partition', 'oldest', 'next', 'indexed up to', 'lag'],
    ...partitions.map(({ partition, low, high, committed, lag: behind }) => [
      String(partition),
      String(low),
      String(high),
      committed === undefined ? '-' : String(committed),
      grouped(Number(behind)),
    ]),
    ['all', '', '', '', grouped(Number(lag))],
  ]);
}

async function describeIndices({ engine }: Connection): Promise<string> {
  await refreshAll(engine);
  const { documents, unparsed, deadLetters, ledgerEntries } = await countIndices(engine);
  const total = Object.values(documents).reduce((sum, count) => sum + count, 0);
  return table([
    ['index', 'documents'],
    ...Object.entries(documents).map(([index, count]) => [index, grouped(count)]),
    ['all logs', grouped(total)],
    ['unparsed lines among them', grouped(unparsed)],
    ['dead letters', grouped(deadLetters)],
    ['parts of files in the ledger', grouped(ledgerEntries)],
  ]);
}

/** Only a running `start` says where its queues are. */
async function describeQueues({ environment }: Connection): Promise<string> {
  const { QUEUE_URL: queueUrl, DEAD_LETTER_QUEUE_URL: deadLetterQueueUrl } = environment;
  if (queueUrl === undefined || deadLetterQueueUrl === undefined) return '';
  const depth = createQueueDepth(readEnvironment(awsEnvironment, environment).aws);
  const [waiting, givenUp] = await Promise.all([depth(queueUrl), depth(deadLetterQueueUrl)]);
  return table([
    ['queue', 'messages'],
    ['waiting to be ingested', grouped(waiting)],
    ['given up (dead-letter queue)', grouped(givenUp)],
  ]);
}
