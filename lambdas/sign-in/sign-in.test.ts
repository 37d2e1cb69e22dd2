import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import * as v from 'valibot';
import { callCustomResource, type CustomResourceAnswer } from '../../test/helpers/custom-resource.ts';
import { type AnsweringServer, answeringServer } from '../../test/helpers/http-server.ts';
import { keptLog } from '../../test/helpers/kept-log.ts';
import { sleepingClock } from '../../test/helpers/sleeping-clock.ts';
import { createSignInHandler } from './sign-in.ts';

// the SDK signs with these; nothing checks them here
process.env['AWS_ACCESS_KEY_ID'] = 'a';
process.env['AWS_SECRET_ACCESS_KEY'] = 'b';

const POOL = 'eu-central-1:11111111-2222-3333-4444-555555555555';
const PROVIDER = 'cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEf123';
const ROLE = 'arn:aws:iam::123456789012:role/kafkainsight-dev-authenticated';
const properties = { IdentityPoolId: POOL, UserPoolProvider: PROVIDER, AuthenticatedRoleArn: ROLE };
const byToken = { Type: 'Token', AmbiguousRoleResolution: 'Deny' };

/** The body of SetIdentityPoolRoles (Amazon Cognito Federated Identities API reference). */
const rolesSchema = v.strictObject({
  IdentityPoolId: v.literal(POOL),
  Roles: v.record(v.picklist(['authenticated', 'unauthenticated']), v.string()),
  RoleMappings: v.record(
    v.string(),
    v.strictObject({ Type: v.literal('Token'), AmbiguousRoleResolution: v.picklist(['AuthenticatedRole', 'Deny']) }),
  ),
});

let cognito: AnsweringServer;
let providers: { ProviderName: string; ClientId: string; ServerSideTokenCheck: boolean }[];
let roles: { Roles?: object; RoleMappings?: Record<string, object> };

/** JSON 1.1: a header names the action. A mapping of a provider that the pool lacks is rejected. */
function cognitoAnswer(target: string, body: unknown): readonly [number, object] {
  switch (target) {
    case 'AWSCognitoIdentityService.DescribeIdentityPool':
      return [200, { IdentityPoolId: POOL, IdentityPoolName: 'p', CognitoIdentityProviders: providers }];
    case 'AWSCognitoIdentityService.GetIdentityPoolRoles':
      return [200, { IdentityPoolId: POOL, ...roles }];
    case 'AWSCognitoIdentityService.SetIdentityPoolRoles': {
      const { Roles, RoleMappings } = v.parse(rolesSchema, body);
      const known = providers.map(({ ProviderName, ClientId }) => `${ProviderName}:${ClientId}`);
      const unknown = Object.keys(RoleMappings).find((key) => key.startsWith('cognito-idp.') && !known.includes(key));
      if (unknown !== undefined) {
        const message = `${unknown} is not a valid RoleMapping ProviderName or is not a configured provider.`;
        return [400, { __type: 'InvalidParameterException', message }];
      }
      roles = { Roles, RoleMappings };
      return [200, {}];
    }
    default:
      return [400, { __type: 'UnknownOperationException' }];
  }
}

async function attach(type: 'Create' | 'Update' | 'Delete' = 'Create'): Promise<CustomResourceAnswer> {
  const environment = { AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL_COGNITO_IDENTITY: cognito.url };
  return (await callCustomResource(createSignInHandler(environment, keptLog(), sleepingClock()), type, properties))
    .answer;
}

describe('the custom resource of the sign-in', () => {
  beforeEach(async () => {
    providers = [{ ProviderName: PROVIDER, ClientId: 'client1', ServerSideTokenCheck: true }];
    roles = { Roles: { authenticated: ROLE } };
    cognito = await answeringServer((response, { headers, body }) => {
      const [status, answer] = cognitoAnswer(String(headers['x-amz-target']), JSON.parse(body.toString()));
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
    });
  });
  afterEach(() => cognito.close());

  it('the group decides by the token, and who is in none gets nothing; the second time nothing is set', async () => {
    assert.deepEqual((await attach()).Data, { Outcome: 'updated' });
    assert.deepEqual(roles, { Roles: { authenticated: ROLE }, RoleMappings: { [`${PROVIDER}:client1`]: byToken } });
    const asked = cognito.seen.length;
    assert.deepEqual((await attach('Update')).Data, { Outcome: 'unchanged' });
    assert.equal(cognito.seen.length, asked + 2);
  });

  it('what others have set stays; what is of an app client that is gone goes, since it would be refused', async () => {
    roles = {
      Roles: {
        authenticated: 'arn:aws:iam::123456789012:role/other',
        unauthenticated: 'arn:aws:iam::123456789012:role/u',
      },
      RoleMappings: {
        [`${PROVIDER}:gone`]: byToken,
        [`${PROVIDER}:client1`]: { Type: 'Token', AmbiguousRoleResolution: 'AuthenticatedRole' },
        'graph.facebook.com': { Type: 'Token', AmbiguousRoleResolution: 'AuthenticatedRole' },
      },
    };
    assert.deepEqual((await attach()).Data, { Outcome: 'updated' });
    assert.deepEqual(roles, {
      Roles: { authenticated: ROLE, unauthenticated: 'arn:aws:iam::123456789012:role/u' },
      RoleMappings: {
        'graph.facebook.com': { Type: 'Token', AmbiguousRoleResolution: 'AuthenticatedRole' },
        [`${PROVIDER}:client1`]: byToken,
      },
    });
  });

  it('without the app client that the domain makes, the deployment fails and says when to try again', async () => {
    providers = [{ ProviderName: `${PROVIDER}x`, ClientId: 'other', ServerSideTokenCheck: true }];
    const { Status, Reason } = await attach();
    assert.equal(Status, 'FAILED');
    assert.match(Reason ?? '', /no app client.*deploy again when the domain/);
  });

  it('a refusal of Cognito fails the deployment with what it said', async () => {
    await cognito.close();
    cognito = await answeringServer((response) => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ __type: 'NotAuthorizedException', message: 'Access denied' }));
    });
    const { Status, Reason } = await attach();
    assert.equal(Status, 'FAILED');
    assert.match(Reason ?? '', /NotAuthorizedException: Access denied/);
  });

  it('deletion asks nothing and succeeds', async () => {
    assert.equal((await attach('Delete')).Status, 'SUCCESS');
    assert.equal(cognito.seen.length, 0);
  });
});
