import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, type LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { createTopicAdmin } from '../../adapters/kafka/admin.ts';
import type { KafkaConfiguration } from '../../adapters/kafka/configuration.ts';
import { type DeliveredEvent, toLambdaEvent } from '../../local/runner/kafka-event.ts';
import { type KafkaSource, startKafkaSource } from '../../local/runner/kafka-source.ts';

/** Above the function's own time limit. */
const TIMEOUT_MILLIS = 320_000;
const COORDINATOR_MILLIS = 60_000;

/** The event source mapping of the topic. */
export interface TopicMapping {
  /** Made by Lambda; another one is another mapping. */
  readonly id: string;
  /** ARN of the function that it invokes. */
  readonly function: string;
  readonly properties: MappingProperties;
}

/** Of AWS::Lambda::EventSourceMapping (CloudFormation User Guide). */
interface MappingProperties {
  readonly Topics: readonly string[];
  readonly BatchSize: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly AmazonManagedKafkaEventSourceConfig: { readonly ConsumerGroupId: string };
  readonly ProvisionedPollerConfig?: { readonly MinimumPollers: number };
}

/**
 * The event source mapping of the topic, as it was deployed.
 *
 * @param templateFile of the stack that it is in: the emulator keeps neither topic nor consumer group
 */
export async function topicMapping(lambda: LambdaClient, templateFile: string): Promise<TopicMapping> {
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  const mapping = EventSourceMappings.find(({ EventSourceArn = '' }) => EventSourceArn.includes(':kafka:'));
  const { Resources } = JSON.parse(readFileSync(templateFile, 'utf8')) as {
    readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: unknown }>>;
  };
  const resource = Object.values(Resources).find(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping');
  if (mapping?.UUID === undefined || mapping.FunctionArn === undefined || resource === undefined)
    throw new Error('No event source mapping reads the topic');
  return { id: mapping.UUID, function: mapping.FunctionArn, properties: resource.Properties as MappingProperties };
}

/**
 * Plays Lambda's poller, which the emulator lacks: reads the topic by the settings of the deployed mapping, and invokes the deployed
 * function. What the answer of a batch means is the local runner's to say, as everywhere.
 */
export async function startPoller(
  lambda: LambdaClient,
  mapping: TopicMapping,
  brokers: readonly string[],
  onFailure: (error: unknown) => void,
): Promise<KafkaSource> {
  const { function: functionName, properties } = mapping;
  const pollers = properties.ProvisionedPollerConfig?.MinimumPollers;
  const consumerGroupId = properties.AmazonManagedKafkaEventSourceConfig.ConsumerGroupId;
  const kafka = { brokers, security: 'plaintext', topic: properties.Topics[0] ?? '' } as const;
  await untilCoordinated(kafka, consumerGroupId);
  const handler = async (event: DeliveredEvent): Promise<unknown> => {
    const Payload = JSON.stringify(toLambdaEvent(event));
    const answer = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload }));
    const text = answer.Payload?.transformToString() ?? 'null';
    if (answer.FunctionError !== undefined) throw new Error(`${functionName}: ${text}`);
    return JSON.parse(text);
  };
  return startKafkaSource(
    handler,
    kafka,
    {
      functionName,
      timeoutMillis: TIMEOUT_MILLIS,
      consumerGroupId,
      batchSize: properties.BatchSize,
      maxBatchingWindowMillis: 1000 * (properties.MaximumBatchingWindowInSeconds ?? 0.5),
      pollingMode: pollers === undefined ? 'on-demand' : 'provisioned',
      pollers: pollers ?? 1,
      backOff: { baseMillis: 500, capMillis: 5000 },
    },
    { onFailure },
  );
}

/** Of a cluster's first group the coordinator is still loading for a moment; no failure that follows is that. */
async function untilCoordinated(kafka: KafkaConfiguration, groupId: string): Promise<void> {
  const topic = createTopicAdmin(kafka, { log: () => undefined });
  const deadline = Date.now() + COORDINATOR_MILLIS;
  try {
    for (;;) {
      const failure = await topic.progress(groupId).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure === undefined) return;
      if (Date.now() > deadline) throw new Error('The group has no coordinator', { cause: failure });
      await sleep(500);
    }
  } finally {
    await topic.close();
  }
}
