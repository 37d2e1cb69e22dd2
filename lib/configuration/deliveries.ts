/** Services of AWS that can put their logs into the bucket themselves. */
export const deliveryNames = [
  'alb',
  'cloudfront',
  'cloudtrail',
  'elb',
  'nlb',
  'route53-resolver',
  's3',
  'vpc-flow',
] as const;
/** One of them; its logs are below `inbox/<name>/`. */
export type DeliveryName = (typeof deliveryNames)[number];
