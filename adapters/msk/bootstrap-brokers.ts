import { GetBootstrapBrokersCommand, KafkaClient } from '@aws-sdk/client-kafka';
import { KafkaInsightError } from '../../core/errors.ts';

/**
 * The endpoints at which a cluster's brokers accept IAM (Amazon MSK API reference, GetBootstrapBrokers).
 *
 * @param endpoint of an MSK other than AWS's
 * @returns `host:port` with commas between
 * @throws KafkaInsightError PROVISIONING_FAILED
 */
export async function readBootstrapBrokers(clusterArn: string, region: string, endpoint?: string): Promise<string> {
  const client = new KafkaClient({ region, ...(endpoint === undefined ? {} : { endpoint }) });
  try {
    const answer = await client.send(new GetBootstrapBrokersCommand({ ClusterArn: clusterArn }));
    if (answer.BootstrapBrokerStringSaslIam !== undefined) return answer.BootstrapBrokerStringSaslIam;
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new KafkaInsightError(
      'PROVISIONING_FAILED',
      `MSK returned no bootstrap brokers for ${clusterArn}: ${reason}. Check the cluster's state and the permissions of the function's role.`,
      { cause },
    );
  } finally {
    client.destroy();
  }
  throw new KafkaInsightError(
    'PROVISIONING_FAILED',
    `The cluster ${clusterArn} has no brokers that accept IAM. Enable IAM in its client authentication, and deploy again.`,
  );
}
