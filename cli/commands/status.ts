import * as v from 'valibot';
import { awsEnvironment } from '../../adapters/aws.ts';
import { readEnvironment } from '../../adapters/environment-variables.ts';
import { countIndices, type IndexCounts, refreshAll } from '../../adapters/search/counts.ts';
import { createQueueDepth } from '../../adapters/sqs/queue-depth.ts';
import { INDEX_GROUP } from '../../core/names.ts';
import { grouped } from '../../core/wording.ts';
import { table } from '../../local/runner/progress.ts';
import { print } from '../../local/terminal.ts';
import { type Command, readArguments } from '../command.ts';
import type { Manual } from '../manual.ts';
import { type Connection, connectionOptions, withConnection } from '../targets/connection.ts';
import { askStage, readStageLag, requireOnePlace, stageOptions } from '../targets/stage.ts';

const options = { ...stageOptions, ...connectionOptions } as const;

const manual: Manual = {
  about:
    'Shows the state of a running pipeline: offsets and lag of the topic, documents in each index, lines that no format accepted, dead letters, messages in the queue.',
  usage: ['npx kafkainsight status [OPTIONS]'],
  options,
};

const answerSchema = v.object({
  indices: v.object({
    documents: v.record(v.string(), v.number()),
    unparsed: v.number(),
    deadLetters: v.number(),
    ledgerEntries: v.number(),
  }),
  queues: v.object({ waiting: v.number(), givenUp: v.number() }),
});

export const status: Command = {
  manual,
  async run(args) {
    const { values, given } = readArguments(args, options);
    requireOnePlace(given);
    const parts =
      values.stage === undefined ? await withConnection(values, describeHere) : await describeStage(values.stage);
    print(parts.filter((part) => part !== '').join('\n'));
    return 0;
  },
};

async function describeHere(connection: Connection): Promise<string[]> {
  return Promise.all([describeTopic(connection), countHere(connection), describeQueuesHere(connection)]);
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

async function countHere({ engine }: Connection): Promise<string> {
  await refreshAll(engine);
  return describeIndices(await countIndices(engine));
}

/** Only a running `start` publishes where its queues are. */
async function describeQueuesHere({ environment }: Connection): Promise<string> {
  const { QUEUE_URL: queueUrl, DEAD_LETTER_QUEUE_URL: deadLetterQueueUrl } = environment;
  if (queueUrl === undefined || deadLetterQueueUrl === undefined) return '';
  const depth = createQueueDepth(readEnvironment(awsEnvironment, environment).aws);
  const [waiting, givenUp] = await Promise.all([depth(queueUrl), depth(deadLetterQueueUrl)]);
  return describeQueues({ waiting, givenUp });
}

/** The function inside the stage reports its contents; CloudWatch reports how far the topic is read, which the function may not see. */
async function describeStage(stage: string): Promise<string[]> {
  const [lag, { indices, queues }] = await Promise.all([
    describeLag(stage),
    askStage(stage, { question: 'status' }, answerSchema),
  ]);
  return [lag, describeIndices(indices), describeQueues(queues)];
}

async function describeLag(stage: string): Promise<string> {
  const { records: lag, seconds: age } = await readStageLag(stage);
  return table([
    ['topic', 'latest'],
    ['records that wait', lag === undefined ? '-' : grouped(lag)],
    ['seconds that the oldest waited', age === undefined ? '-' : grouped(Math.round(age))],
  ]);
}

function describeIndices({ documents, unparsed, deadLetters, ledgerEntries }: IndexCounts): string {
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

function describeQueues({ waiting, givenUp }: { readonly waiting: number; readonly givenUp: number }): string {
  return table([
    ['queue', 'messages'],
    ['waiting to be ingested', grouped(waiting)],
    ['given up (dead-letter queue)', grouped(givenUp)],
  ]);
}
