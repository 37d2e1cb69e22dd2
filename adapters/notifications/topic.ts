import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { KafkaInsightError } from '../../core/errors.ts';
import type { Message } from '../../core/notifications/message.ts';
import type { AwsConfiguration } from '../aws.ts';
import { emailOf } from './requests.ts';

/**
 * Sends messages as e-mails to the subscribers of a topic.
 *
 * @param endpoint an SNS other than AWS's
 */
export function createNotificationTopic(
  aws: AwsConfiguration,
  topicArn: string,
  endpoint?: string,
): (message: Message) => Promise<void> {
  const client = new SNSClient({
    region: aws.region,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 },
    ...(aws.credentials === undefined ? {} : { credentials: aws.credentials }),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  return async (message) => {
    const { subject, text } = emailOf(message);
    try {
      await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text }));
    } catch (error) {
      throw new KafkaInsightError(
        'NOTIFICATION_UNAVAILABLE',
        `SNS did not accept a message (${error instanceof Error ? error.name : 'unknown'}). It is sent again; check the topic and the role's permissions.`,
        { cause: error },
      );
    }
  };
}
