/** The policies of templates as AWS would see them, with an ARN in place of each reference. */
import type { Template } from 'aws-cdk-lib/assertions';

const ACCOUNT = '123456789012';
const REGION = 'us-east-1';
const UUID = '1b2c3d4e-5f67-8901-abcd-0a1b2c3d4e5f';

/** A policy, and the resource that it belongs to. */
export interface ConcretePolicy {
  /** `<stack>-<logical id>` */
  readonly owner: string;
  readonly document: object;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: object;
}
interface StackTemplate {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}
type Templates = Readonly<Record<string, StackTemplate>>;

const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** What `Ref` and `Fn::GetAtt` return of a resource (AWS CloudFormation Template Reference, "Return values" of each type). */
const returned: Readonly<Record<string, (id: string) => Readonly<Record<string, string>>>> = {
  'AWS::Cognito::IdentityPool': () => ({ Ref: `${REGION}:${UUID}` }),
  'AWS::Cognito::UserPool': () => ({ Arn: arn('cognito-idp', `userpool/${REGION}_a1B2c3D4e`) }),
  'AWS::EC2::VPC': () => ({ DefaultSecurityGroup: 'sg-0a1b2c3d4e5f67890' }),
  'AWS::IAM::Role': (id) => ({ Arn: `arn:aws:iam::${ACCOUNT}:role/${id}` }),
  'AWS::KMS::Key': () => ({ Arn: arn('kms', `key/${UUID}`) }),
  'AWS::Lambda::Function': (id) => ({ Arn: arn('lambda', `function:${id}`) }),
  'AWS::Logs::LogGroup': (id) => ({ Arn: arn('logs', `log-group:${id}:*`) }),
  'AWS::MSK::Cluster': (id) => ({ Arn: arn('kafka', `cluster/${id}/${UUID}-1`) }),
  'AWS::MSK::Topic': (id) => ({ TopicArn: arn('kafka', `topic/${id}/${UUID}-1/kafkainsight.logs`) }),
  'AWS::OpenSearchService::Domain': (id) => ({ Arn: arn('es', `domain/${id.toLowerCase()}`) }),
  'AWS::S3::Bucket': (id) => ({ Ref: id.toLowerCase(), Arn: `arn:aws:s3:::${id.toLowerCase()}` }),
  'AWS::SNS::Topic': (id) => ({ Ref: arn('sns', id) }),
  'AWS::SQS::Queue': (id) => ({ Arn: arn('sqs', id) }),
  'AWS::SecretsManager::Secret': (id) => ({ Ref: arn('secretsmanager', `secret:${id}-a1b2c3`) }),
};

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

/**
 * What every policy of a stage's templates allows: of identities, of resources and of endpoints. Left out are trust policies, which name no
 * resources, without which parliament regards a policy as malformed, and what is denied: `s3:*` without TLS is denied rightly, though most of its
 * actions know nothing of TLS.
 *
 * @param templates by the name of the stack, without what all names begin with
 */
export function concretePolicies(templates: Readonly<Record<string, Template>>): ConcretePolicy[] {
  const json = Object.fromEntries(
    Object.entries(templates).map(([stack, template]) => [stack, template.toJSON() as StackTemplate]),
  );
  return Object.entries(json).flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).flatMap(([id, { Properties = {} }]) =>
      documentsIn(Properties, (value) => resolve(value, stack, json)).map((document) => ({
        owner: `${stack}-${id}`,
        document,
      })),
    ),
  );
}

/** A policy is an object with statements, or its JSON (of AWS::Logs::ResourcePolicy). */
function documentsIn(value: unknown, resolved: (value: unknown) => unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isPolicy(value)) return [whatIsAllowed(resolved(value))];
  return Object.entries(value).flatMap(([name, child]: [string, unknown]) => {
    if (name === 'AssumeRolePolicyDocument') return [];
    const isText = name === 'PolicyDocument' && !isPolicy(child);
    return isText ? [whatIsAllowed(JSON.parse(String(resolved(child))))] : documentsIn(child, resolved);
  });
}

function isPolicy(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'Statement' in value;
}

function whatIsAllowed(policy: unknown): object {
  const { Statement, ...others } = policy as { readonly Statement: readonly { readonly Effect: string }[] };
  return { ...others, Statement: Statement.filter(({ Effect }) => Effect === 'Allow') };
}

function resolve(value: unknown, stack: string, templates: Templates): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => resolve(item, stack, templates));
  const [first, ...others] = Object.entries(value) as [string, unknown][];
  const [name, argument] = first ?? ['', undefined];
  const isFunction = others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
  return isFunction
    ? evaluate(name, argument, stack, templates)
    : Object.fromEntries(Object.entries(value).map(([key, child]) => [key, resolve(child, stack, templates)]));
}

function evaluate(name: string, argument: unknown, stack: string, templates: Templates): unknown {
  switch (name) {
    case 'Ref':
      return pseudoParameters[String(argument)] ?? returnedBy(String(argument), 'Ref', stack, templates);
    case 'Fn::GetAtt': {
      const [id, attribute] = argument as readonly [string, string];
      return returnedBy(id, attribute, stack, templates);
    }
    case 'Fn::Join': {
      const [separator, items] = argument as readonly [string, unknown];
      return (resolve(items, stack, templates) as readonly string[]).join(separator);
    }
    case 'Fn::GetStackOutput': {
      const { StackName, OutputName } = argument as { readonly StackName: string; readonly OutputName: string };
      const owner = Object.keys(templates).find((one) => StackName.endsWith(`-${one}`)) ?? '';
      return resolve(templates[owner]?.Outputs?.[OutputName]?.Value, owner, templates);
    }
    default:
      throw new Error(`Nothing is known of ${name}`);
  }
}

function returnedBy(id: string, attribute: string, stack: string, templates: Templates): string {
  const type = templates[stack]?.Resources[id]?.Type ?? 'nothing';
  const value = returned[type]?.(id)[attribute];
  if (value === undefined) throw new Error(`Nothing is known of ${attribute} of ${type} ${id} in the stack ${stack}`);
  return value;
}
