import { CfnOutput, CustomResource, Duration, Fn, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnIdentityPool,
  CfnIdentityPoolRoleAttachment,
  CfnUserPoolGroup,
  Mfa,
  UserPool,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Policy, type PolicyStatement, Role, ServicePrincipal, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Domain } from 'aws-cdk-lib/aws-opensearchservice';
import { Construct } from 'constructs';
import type { Stage } from '../configuration/stage.ts';
import { acknowledgeRules } from './acknowledge-rules.ts';
import { nodeFunction } from './node-function.ts';
import { acknowledgeWildcards, allow } from './permissions.ts';
import { removalPolicyOf } from './removal-policy.ts';

const MIN_PASSWORD_CHARACTERS = 14;
const MEMORY_MIB = 256;
/** Twice what it waits for permissions. */
const FUNCTION_TIMEOUT = Duration.minutes(2);
/** When CloudFormation gives up on a function that did not even load; the default is an hour. */
const SERVICE_TIMEOUT = Duration.minutes(5);

/** The groups of people: each has an IAM role, which the security plugin knows as a backend role. */
type Group = 'admin' | 'reader';

/**
 * Sign-in to OpenSearch Dashboards with Amazon Cognito: a user pool that only administrators add users to, and an identity pool that
 * gives each the role of their group. The roles have no IAM permissions: the domain's policy admits every signed request, and its
 * security plugin decides by the role's name ("Fine-grained access control in Amazon OpenSearch Service").
 */
export class DashboardsSignIn extends Construct {
  readonly #roles: Readonly<Record<Group, Role>>;
  readonly #userPool: UserPool;
  readonly #userPoolDomain: UserPoolDomain;
  readonly #identityPool: CfnIdentityPool;
  /** The role of users in no group: it has no permissions, and sign-in refuses them before it is used. */
  readonly #authenticated: Role;
  readonly #attachment: CfnIdentityPoolRoleAttachment;
  readonly #serviceRole: Role;
  readonly #servicePolicy: Policy;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.#userPool = this.#makeUserPool(stage);
    this.#userPoolDomain = this.#userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `kafkainsight-${stage.name}-${uniquePart(Stack.of(this))}` },
    });
    // no provider: OpenSearch Service adds the one of the app client that it creates, and a template would remove it again
    this.#identityPool = new CfnIdentityPool(this, 'IdentityPool', { allowUnauthenticatedIdentities: false });
    this.#authenticated = this.#makeRole('Authenticated', 'signed in, in no group');
    this.#roles = { admin: this.#makeGroup('admin', 0), reader: this.#makeGroup('reader', 1) };
    this.#attachment = new CfnIdentityPoolRoleAttachment(this, 'Attachment', {
      identityPoolId: this.#identityPool.ref,
      roles: { authenticated: this.#authenticated.roleArn },
    });
    this.#serviceRole = new Role(this, 'Service', {
      assumedBy: new ServicePrincipal('opensearchservice.amazonaws.com'),
      description: 'KafkaInsight: OpenSearch Service signs people in to Dashboards',
    });
    this.#servicePolicy = this.#makeServicePolicy();
    new CfnOutput(scope, 'UserPool', {
      value: this.#userPool.userPoolId,
      description: 'Add people with: aws cognito-idp admin-create-user, admin-add-user-to-group (admin or reader)',
    });
  }

  /** The backend roles of the groups. */
  get people(): { readonly readers: readonly string[]; readonly admins: readonly string[] } {
    return { readers: [this.#roles.reader.roleArn], admins: [this.#roles.admin.roleArn] };
  }

  /** The domain's options for Cognito. */
  get options(): { readonly userPoolId: string; readonly identityPoolId: string; readonly role: Role } {
    return {
      userPoolId: this.#userPool.userPoolId,
      identityPoolId: this.#identityPool.ref,
      role: this.#serviceRole,
    };
  }

  /**
   * Lets the group decide on the role, once the domain has created its app client; done by a function outside the VPC with the given
   * role.
   */
  attachRolesAfter(domain: Domain, role: Role): void {
    // the domain is rejected without the user pool's domain name, and while the service's role lacks its permissions
    domain.node.addDependency(this.#userPoolDomain, this.#servicePolicy, this.#attachment);
    const handler = nodeFunction(this, {
      name: 'sign-in',
      description: 'Lets the group of who signs in to Dashboards decide on the role',
      role,
      permissions: [
        allow(['cognito-identity:DescribeIdentityPool', 'cognito-identity:GetIdentityPoolRoles'], [this.#poolArn]),
        setRoles(),
        this.#passRoles([this.#authenticated]),
      ],
      memoryMib: MEMORY_MIB,
      timeout: FUNCTION_TIMEOUT,
      environment: {},
    });
    const attached = new CustomResource(this, 'RolesByToken', {
      resourceType: 'Custom::RolesByToken',
      serviceToken: handler.functionArn,
      serviceTimeout: SERVICE_TIMEOUT,
      properties: {
        IdentityPoolId: this.#identityPool.ref,
        UserPoolProvider: this.#userPool.userPoolProviderName,
        AuthenticatedRoleArn: this.#authenticated.roleArn,
        // a new domain creates a new app client
        Domain: domain.domainArn,
      },
    });
    attached.node.addDependency(domain);
  }

  #makeUserPool(stage: Stage): UserPool {
    const retained = stage.data === 'retained';
    const pool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { username: true, email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: retained ? Mfa.REQUIRED : Mfa.OPTIONAL,
      mfaSecondFactor: { sms: false, otp: true },
      passwordPolicy: {
        minLength: MIN_PASSWORD_CHARACTERS,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(7),
      },
      deletionProtection: retained,
      removalPolicy: removalPolicyOf(stage),
    });
    acknowledgeRules(pool, {
      COG8: 'Costs by the user and month; nobody but administrators adds users here.',
      ...(retained ? {} : { COG2: 'A stage to try things out in: a second factor can be set up, and need not be.' }),
    });
    return pool;
  }

  #makeGroup(name: Group, precedence: number): Role {
    const role = this.#makeRole(name, `group ${name}`);
    new CfnUserPoolGroup(this, `${name}-group`, {
      userPoolId: this.#userPool.userPoolId,
      groupName: name,
      roleArn: role.roleArn,
      precedence,
    });
    return role;
  }

  /** The trust policy of "Configuring Amazon Cognito authentication for OpenSearch Dashboards". */
  #makeRole(id: string, who: string): Role {
    return new Role(this, id, {
      assumedBy: new WebIdentityPrincipal('cognito-identity.amazonaws.com', {
        StringEquals: { 'cognito-identity.amazonaws.com:aud': this.#identityPool.ref },
        'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
      }),
      description: `KafkaInsight dashboards: ${who}`,
    });
  }

  /**
   * What OpenSearch Service needs to create its app client and to sign people in: AWS's managed policy
   * AmazonOpenSearchServiceCognitoAccess (version 2), for these pools and roles instead of all.
   */
  #makeServicePolicy(): Policy {
    const statements = [
      allow(
        [
          'cognito-idp:AdminInitiateAuth',
          'cognito-idp:AdminUserGlobalSignOut',
          'cognito-idp:CreateUserPoolClient',
          'cognito-idp:DeleteUserPoolClient',
          'cognito-idp:DescribeUserPool',
          'cognito-idp:DescribeUserPoolClient',
          'cognito-idp:ListUserPoolClients',
          'cognito-idp:UpdateUserPoolClient',
        ],
        [this.#userPool.userPoolArn],
      ),
      allow(
        [
          'cognito-identity:DescribeIdentityPool',
          'cognito-identity:GetIdentityPoolRoles',
          'cognito-identity:UpdateIdentityPool',
        ],
        [this.#poolArn],
      ),
      setRoles(),
      this.#passRoles([this.#authenticated, ...Object.values(this.#roles)]),
    ];
    const policy = new Policy(this, 'ServicePermissions', { roles: [this.#serviceRole], statements });
    acknowledgeWildcards(policy, statements);
    return policy;
  }

  get #poolArn(): string {
    return Stack.of(this).formatArn({
      service: 'cognito-identity',
      resource: 'identitypool',
      resourceName: this.#identityPool.ref,
    });
  }

  #passRoles(roles: readonly Role[]): PolicyStatement {
    const statement = allow(
      ['iam:PassRole'],
      roles.map(({ roleArn }) => roleArn),
    );
    statement.addCondition('StringEquals', { 'iam:PassedToService': 'cognito-identity.amazonaws.com' });
    return statement;
  }
}

function setRoles(): PolicyStatement {
  return allow(
    ['cognito-identity:SetIdentityPoolRoles'],
    ['*'],
    'The action has no resource types: AWS also allows it on all resources in AmazonOpenSearchServiceCognitoAccess.',
  );
}

/** A part of the stack's id that no other stack has; domains of user pools share one name space a region. */
function uniquePart(stack: Stack): string {
  const uuid = Fn.select(2, Fn.split('/', stack.stackId));
  return Fn.select(0, Fn.split('-', uuid));
}
