import { type DeliveryName, deliveryNames } from './deliveries.ts';
import type { Stage } from './stage.ts';

/** Services that write to a bucket under S3's own keys alone, as their pages in lib/constructs/deliveries.ts say. */
const withoutKeys: readonly DeliveryName[] = ['alb', 'elb', 's3'];

/** What is wrong with the deliveries of a stage, in the user's terms. */
export function deliveryRules({ deliveries = [], encryptionKey }: Stage): readonly string[] {
  return deliveries.flatMap((name, index) => [
    ...(deliveryNames.includes(name)
      ? []
      : [`deliveries contains "${name}"; the services are ${deliveryNames.join(', ')}`]),
    ...(deliveries.indexOf(name) === index ? [] : [`deliveries names "${name}" twice; name each service once`]),
    ...(encryptionKey !== undefined && withoutKeys.includes(name)
      ? [
          `deliveries names "${name}" with encryptionKey; it writes to buckets under S3's own keys alone, so drop its files by other means, or leave the key out`,
        ]
      : []),
  ]);
}
