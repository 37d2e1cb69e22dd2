import * as v from 'valibot';
import { awsEnvironment } from '../../adapters/aws.ts';
import { latestValues } from '../../adapters/cloudwatch/latest-values.ts';
import { readEnvironment } from '../../adapters/environment-variables.ts';
import { invokeFunction } from '../../adapters/lambda/invoke.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { METRIC_NAMESPACE, metricDimensions, metricNames } from '../../core/metric-names.ts';
import { INDEX_GROUP, inspectFunctionName, kafkaClusterName, LOG_TOPIC } from '../../core/names.ts';
import type { ReconcileEvent } from '../../lambdas/inspect/reconcile.ts';
import { clusterNameOf } from '../../lib/configuration/existing.ts';
import { stages } from '../../lib/configuration/stages.ts';
import { refuseBeside, usageError } from '../command.ts';
import type { DocumentedOptions } from '../manual.ts';

/** The option that lets a command work on a deployed stage. */
export const stageOptions = {
  stage: {
    type: 'string',
    value: 'NAME',
    help: 'Work on this stage in AWS, with the usual AWS_REGION, AWS_PROFILE and so on, instead of the local pipeline.',
  },
} as const satisfies DocumentedOptions;

/** Options that would contradict the stage. */
const LOCAL_OPTIONS = ['bucket', 'data', 'kafka-brokers', 'opensearch-url'];

/** Rejects options that contradict `--stage` or `--bucket`. Errors: USAGE_INVALID. */
export function requireOnePlace(given: ReadonlySet<string>): void {
  refuseBeside(given, 'stage', LOCAL_OPTIONS);
  refuseBeside(given, 'bucket', ['data']);
}

/**
 * Asks the function inside a stage.
 *
 * @param schema of its response to that question
 * @throws KafkaInsightError USAGE_INVALID, CONFIGURATION_INVALID where no region is set, FUNCTION_FAILED also where the response is of
 *   another version, and what {@link invokeFunction} throws
 */
export async function askStage<const Schema extends v.GenericSchema>(
  stage: string,
  event: ReconcileEvent,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  checkStage(stage);
  return askFunction(inspectFunctionName(stage), event, schema);
}

/** Errors: USAGE_INVALID where it is not a valid name of a stage. */
export function checkStage(stage: string): void {
  if (!/^[a-z][a-z0-9]*$/.test(stage)) throw usageError(`--stage is ${stage}. It must be a stage's name, such as dev.`);
}

/** Like {@link askStage}, for any function. */
export async function askFunction<const Schema extends v.GenericSchema>(
  name: string,
  event: object,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const { aws } = readEnvironment(awsEnvironment, process.env);
  const answer = v.safeParse(schema, await invokeFunction(aws, name, event));
  if (answer.success) return answer.output;
  throw new KafkaInsightError(
    'FUNCTION_FAILED',
    `The function ${name} returned what this version does not understand. Deploy this version, or use the version that is deployed.`,
  );
}

/** How far the indexer of a stage lags behind, according to CloudWatch's latest values; unknown values are absent. */
export interface StageLag {
  readonly records?: number | undefined;
  /** How long the oldest record in the last minute's batches had waited. */
  readonly seconds?: number | undefined;
}

/** How far the topic of a stage is read: the functions of a stage cannot see it, but CloudWatch can. Errors: AWS_*. */
export async function readStageLag(stage: string): Promise<StageLag> {
  const { aws } = readEnvironment(awsEnvironment, process.env);
  const configured = stages.find(({ name }) => name === stage);
  const cluster = configured === undefined ? kafkaClusterName(stage) : clusterNameOf(configured);
  const group = { 'Cluster Name': cluster, 'Consumer Group': INDEX_GROUP, Topic: LOG_TOPIC };
  const [records, seconds] = await latestValues(aws, [
    { namespace: 'AWS/Kafka', name: 'SumOffsetLag', dimensions: group, statistic: 'Maximum' },
    {
      namespace: METRIC_NAMESPACE,
      name: metricNames.indexer.oldestRecord,
      dimensions: metricDimensions(stage, 'indexer'),
      statistic: 'Maximum',
    },
  ]);
  return { records, seconds };
}
