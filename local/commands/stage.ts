import * as v from 'valibot';
import { awsEnvironment } from '../../adapters/aws.ts';
import { readEnvironment } from '../../adapters/environment.ts';
import { invokeFunction } from '../../adapters/lambda/invoke.ts';
import type { ReconcileEvent } from '../../lambdas/reconcile/reconcile.ts';
import { KafkaInsightError } from '../../pipeline/errors.ts';
import { reconcileFunctionName } from '../../pipeline/names.ts';
import { usageError } from './command.ts';

/** The option that lets a command work on a deployed stage. */
export const stageOptions = { stage: { type: 'string' } } as const;

/** What `--help` says of it. */
export const STAGE_HELP = `  --stage NAME           ask this stage in AWS, with the usual AWS_REGION, AWS_PROFILE and so on (default: the local one)
`;

/**
 * Asks the function that stands inside a stage.
 *
 * @param schema what it answers to that question
 * @throws KafkaInsightError USAGE_INVALID, CONFIGURATION_INVALID where no region is set, FUNCTION_FAILED also where the answer is of
 *   another version, and what {@link invokeFunction} throws
 */
export async function askStage<const Schema extends v.GenericSchema>(
  stage: string,
  event: ReconcileEvent,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  if (!/^[a-z][a-z0-9]*$/.test(stage)) throw usageError(`--stage is ${stage}. It must be a stage's name, such as dev.`);
  const { aws } = readEnvironment(awsEnvironment, process.env);
  const name = reconcileFunctionName(stage);
  const answer = v.safeParse(schema, await invokeFunction(aws, name, event));
  if (answer.success) return answer.output;
  throw new KafkaInsightError(
    'FUNCTION_FAILED',
    `The function ${name} answered what this version does not understand. Deploy this version, or take the one that is deployed.`,
  );
}
