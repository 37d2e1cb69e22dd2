import { Aws } from 'aws-cdk-lib';
import { type PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { INBOX_PREFIX } from '../../core/names.ts';
import type { DeliveryName } from '../configuration/deliveries.ts';
import { allow } from './permissions.ts';

/** How a service of AWS writes logs into a bucket, as the page of its documentation says. */
interface Delivery {
  readonly principal: string;
  /** What the service puts after the prefix that it is given. */
  readonly path: string;
  /** ARNs of what it writes for; absent where the page has no condition, and one is reported to refuse everything. */
  readonly sourceArn?: string;
  /** Whether it asks for this account's ownership of each object, as its page's policy demands. */
  readonly sendsAcl: boolean;
  /** Whether it looks at the bucket before it writes. */
  readonly checksBucket: boolean;
}

const OWN_FOLDER = `AWSLogs/${Aws.ACCOUNT_ID}/*`;
const arn = (service: string, region: string, resource: string): string =>
  `arn:${Aws.PARTITION}:${service}:${region}:${Aws.ACCOUNT_ID}:${resource}`;

/** The service that delivers the logs of several others. */
const vended = {
  principal: 'delivery.logs.amazonaws.com',
  path: OWN_FOLDER,
  sourceArn: arn('logs', Aws.REGION, '*'),
  sendsAcl: true,
  checksBucket: true,
} as const;
/** The folder of the account is all that keeps other accounts' load balancers out: their logs are below their own. */
const loadBalancer = {
  principal: 'logdelivery.elasticloadbalancing.amazonaws.com',
  path: OWN_FOLDER,
  sendsAcl: false,
  checksBucket: false,
} as const;

/** Pages below docs.aws.amazon.com. */
const deliveries: Readonly<Record<DeliveryName, Delivery>> = {
  // elasticloadbalancing/latest/application/enable-access-logging.html
  alb: loadBalancer,
  // elasticloadbalancing/latest/classic/enable-access-logs.html
  elb: loadBalancer,
  // elasticloadbalancing/latest/network/enable-access-logs.html
  nlb: vended,
  // AmazonCloudFront/latest/DeveloperGuide/standard-logging.html and AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html;
  // the sources of CloudFront are in us-east-1, wherever the bucket is
  cloudfront: { ...vended, sourceArn: arn('logs', 'us-east-1', 'delivery-source:*'), checksBucket: false },
  // AmazonS3/latest/userguide/enable-server-access-logging.html
  s3: {
    principal: 'logging.s3.amazonaws.com',
    path: '*',
    sourceArn: `arn:${Aws.PARTITION}:s3:::*`,
    sendsAcl: false,
    checksBucket: false,
  },
  // vpc/latest/userguide/flow-logs-s3-permissions.html
  'vpc-flow': vended,
  // Route53/latest/DeveloperGuide/resolver-query-logs-choosing-target-resource.html
  'route53-resolver': vended,
  // awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
  cloudtrail: {
    principal: 'cloudtrail.amazonaws.com',
    path: OWN_FOLDER,
    sourceArn: arn('cloudtrail', '*', 'trail/*'),
    sendsAcl: true,
    checksBucket: true,
  },
};

/** Lets the services that a stage names write below `inbox/<name>/`, and nowhere else. */
export function letDeliver(bucket: Bucket, names: readonly DeliveryName[]): void {
  for (const statement of names.flatMap((name) => statementsOf(bucket, name))) bucket.addToResourcePolicy(statement);
}

function statementsOf(bucket: Bucket, name: DeliveryName): PolicyStatement[] {
  const { path, sendsAcl, checksBucket, ...by } = deliveries[name];
  const write = allow(['s3:PutObject'], [bucket.arnForObjects(`${INBOX_PREFIX}${name}/${path}`)]);
  if (sendsAcl) write.addCondition('StringEquals', { 's3:x-amz-acl': 'bucket-owner-full-control' });
  const statements = checksBucket ? [write, allow(['s3:GetBucketAcl'], [bucket.bucketArn])] : [write];
  for (const statement of statements) limit(statement, by);
  return statements;
}

function limit(statement: PolicyStatement, { principal, sourceArn }: Pick<Delivery, 'principal' | 'sourceArn'>): void {
  statement.addPrincipals(new ServicePrincipal(principal));
  if (sourceArn === undefined) return;
  statement.addCondition('StringEquals', { 'aws:SourceAccount': Aws.ACCOUNT_ID });
  statement.addCondition('ArnLike', { 'aws:SourceArn': sourceArn });
}
