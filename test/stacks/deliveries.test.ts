import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template } from 'aws-cdk-lib/assertions';
import { type DeliveryName, deliveryNames } from '../../lib/configuration/deliveries.ts';
import type { Stage } from '../../lib/configuration/stage.ts';
import { stageProblems } from '../../lib/configuration/validate.ts';
import { preset, synthesise } from './synthesis.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string;
  readonly Principal: { readonly Service?: string };
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function statementsIn(template: Template): readonly Statement[] {
  const policies = template.findResources('AWS::S3::BucketPolicy') as Record<
    string,
    { readonly Properties: { readonly PolicyDocument: { readonly Statement: readonly Statement[] } } }
  >;
  return Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

/** A resource below the bucket, without the bucket; empty for the bucket itself. */
function pathOf(resource: unknown): string {
  const join = (resource as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] })['Fn::Join'];
  return (join?.[1] ?? [])
    .map((part) => (typeof part === 'string' ? part : 'Ref' in (part as object) ? 'ACCOUNT' : ''))
    .join('');
}

/** The statements that a delivery adds to those of a stage without. */
function added(name: DeliveryName): readonly unknown[] {
  const without = new Set(
    statementsIn(synthesise(preset('dev')).templates.storage).map((each) => JSON.stringify(each)),
  );
  return statementsIn(synthesise(preset('dev', { deliveries: [name] })).templates.storage)
    .filter((statement) => !without.has(JSON.stringify(statement)))
    .map(({ Effect, Action, Principal, Resource, Condition }) => [
      `${Effect} ${Action}`,
      Principal.Service,
      pathOf(Resource),
      Condition,
    ]);
}

const Ref = 'AWS::AccountId';

// The pages of AWS that lib/constructs/deliveries.ts names, statement by statement.
test('a service that delivers logs writes below its own folder of the inbox, for this account', () => {
  const own = { 'aws:SourceAccount': { Ref } };
  const arnOf = (service: string, region: unknown, resource: string): object => ({
    'Fn::Join': [
      '',
      [
        'arn:',
        { Ref: 'AWS::Partition' },
        ...(typeof region === 'string' ? [`:${service}:${region}:`] : [`:${service}:`, region, ':']),
        { Ref },
        `:${resource}`,
      ],
    ],
  });
  const acl = { 's3:x-amz-acl': 'bucket-owner-full-control' };
  const logs = { 'aws:SourceArn': arnOf('logs', { Ref: 'AWS::Region' }, '*') };
  const vended = (folder: string): unknown[] => [
    [
      'Allow s3:PutObject',
      'delivery.logs.amazonaws.com',
      `/inbox/${folder}/AWSLogs/ACCOUNT/*`,
      { StringEquals: { ...acl, ...own }, ArnLike: logs },
    ],
    ['Allow s3:GetBucketAcl', 'delivery.logs.amazonaws.com', '', { StringEquals: own, ArnLike: logs }],
  ];
  const balancer = (folder: string): unknown[] => [
    [
      'Allow s3:PutObject',
      'logdelivery.elasticloadbalancing.amazonaws.com',
      `/inbox/${folder}/AWSLogs/ACCOUNT/*`,
      undefined,
    ],
  ];
  const trails = { 'aws:SourceArn': arnOf('cloudtrail', '*', 'trail/*') };
  const expected: Readonly<Record<DeliveryName, readonly unknown[]>> = {
    alb: balancer('alb'),
    elb: balancer('elb'),
    nlb: vended('nlb'),
    'vpc-flow': vended('vpc-flow'),
    'route53-resolver': vended('route53-resolver'),
    cloudfront: [
      [
        'Allow s3:PutObject',
        'delivery.logs.amazonaws.com',
        '/inbox/cloudfront/AWSLogs/ACCOUNT/*',
        {
          StringEquals: { ...acl, ...own },
          ArnLike: { 'aws:SourceArn': arnOf('logs', 'us-east-1', 'delivery-source:*') },
        },
      ],
    ],
    s3: [
      [
        'Allow s3:PutObject',
        'logging.s3.amazonaws.com',
        '/inbox/s3/*',
        {
          StringEquals: own,
          ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::*']] } },
        },
      ],
    ],
    cloudtrail: [
      [
        'Allow s3:PutObject',
        'cloudtrail.amazonaws.com',
        '/inbox/cloudtrail/AWSLogs/ACCOUNT/*',
        { StringEquals: { ...acl, ...own }, ArnLike: trails },
      ],
      ['Allow s3:GetBucketAcl', 'cloudtrail.amazonaws.com', '', { StringEquals: own, ArnLike: trails }],
    ],
  };
  for (const name of deliveryNames) assert.deepEqual(added(name), expected[name], name);
});

test('a service that cannot deliver, one twice, and one that cannot use the key are each named', () => {
  const encryptionKey = 'arn:aws:kms:eu-west-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const problems = (changes: Partial<Stage>): readonly string[] => stageProblems(preset('dev', changes));
  assert.deepEqual(problems({ deliveries: deliveryNames }), []);
  assert.deepEqual(problems({ deliveries: ['nlb', 'cloudtrail'], encryptionKey }), []);
  assert.match(
    problems({ deliveries: ['waf'] as never }).join(),
    /deliveries contains "waf"; the services are alb, cloudfront, /,
  );
  assert.match(problems({ deliveries: ['alb', 'nlb', 'alb'] }).join(), /^[^,]*deliveries names "alb" twice/);
  assert.match(
    problems({ deliveries: ['nlb', 'elb'], encryptionKey }).join(),
    /^[^,]*deliveries names "elb" with encryptionKey/,
  );
});
