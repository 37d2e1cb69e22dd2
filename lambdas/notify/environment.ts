import * as v from 'valibot';
import { type AwsConfiguration, awsEnvironment } from '../../adapters/aws.ts';
import { type Environment, readEnvironment, required } from '../../adapters/environment-variables.ts';
import { type Destination, destinationsSchema } from '../../core/notifications/settings.ts';

/** The configuration of the notify function. */
export interface NotifyConfiguration {
  readonly aws: AwsConfiguration;
  readonly destinations: readonly Destination[];
  /** The secret with the addresses and keys of destinations. */
  readonly secretId: string;
  /** The topic whose subscribers get e-mails. */
  readonly topicArn: string;
}

/** A variable with destinations as JSON. */
export const destinationsVariable = v.pipe(
  v.string(),
  v.parseJson(undefined, 'must be a JSON array of destinations'),
  destinationsSchema,
);

const notifyEnvironment = v.pipe(
  v.object({
    DESTINATIONS: destinationsVariable,
    DESTINATION_SECRET_ID: required('the secret with the addresses and keys of destinations'),
    TOPIC_ARN: required('the topic of e-mails'),
  }),
  v.transform(({ DESTINATIONS, DESTINATION_SECRET_ID, TOPIC_ARN }) => ({
    destinations: DESTINATIONS,
    secretId: DESTINATION_SECRET_ID,
    topicArn: TOPIC_ARN,
  })),
);

/** @throws KafkaInsightError CONFIGURATION_INVALID naming every problem at once */
export function readNotifyEnvironment(environment: Environment): NotifyConfiguration {
  return readEnvironment(v.intersect([awsEnvironment, notifyEnvironment]), environment);
}
