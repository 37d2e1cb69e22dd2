import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { preset, synthesise } from './synthesis.ts';

for (const stage of ['dev', 'prod'] as const) {
  describe(stage, () => {
    const { search } = synthesise(preset(stage)).templates;

    test('people sign in by Cognito, are added by administrators alone, and their group decides on their role', () => {
      search.hasResourceProperties('AWS::Cognito::UserPool', {
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
        MfaConfiguration: stage === 'prod' ? 'ON' : 'OPTIONAL',
        Policies: {
          PasswordPolicy: {
            MinimumLength: 14,
            RequireLowercase: true,
            RequireNumbers: true,
            RequireSymbols: true,
            RequireUppercase: true,
            TemporaryPasswordValidityDays: 7,
          },
        },
        DeletionProtection: stage === 'prod' ? 'ACTIVE' : 'INACTIVE',
      });
      // the service declares its own (Amazon OpenSearch Service Developer Guide, "Configuring identity providers")
      search.resourceCountIs('AWS::Cognito::UserPoolClient', 0);
      search.hasResourceProperties('AWS::Cognito::IdentityPool', {
        AllowUnauthenticatedIdentities: false,
        CognitoIdentityProviders: Match.absent(),
      });
      for (const group of ['admin', 'reader']) {
        search.hasResourceProperties('AWS::Cognito::UserPoolGroup', { GroupName: group, RoleArn: Match.anyValue() });
      }
      search.hasResourceProperties('AWS::OpenSearchService::Domain', {
        CognitoOptions: {
          Enabled: true,
          UserPoolId: Match.anyValue(),
          IdentityPoolId: Match.anyValue(),
          RoleArn: Match.anyValue(),
        },
      });
    });

    test('roles of people are taken on through the identity pool alone, by who is signed in', () => {
      const roles = Object.entries(search.findResources('AWS::IAM::Role') as Record<string, TrustingRole>);
      const trusts = roles
        .filter(([id]) => /^SignIn(?:Authenticated|admin|reader)/.test(id))
        .map(([, { Properties }]) => Properties.AssumeRolePolicyDocument.Statement);
      assert.equal(trusts.length, 3);
      for (const trust of trusts) {
        // "Configuring Amazon Cognito authentication for OpenSearch Dashboards", common configuration issues
        assert.partialDeepStrictEqual(trust, [
          {
            Action: 'sts:AssumeRoleWithWebIdentity',
            Effect: 'Allow',
            Principal: { Federated: 'cognito-identity.amazonaws.com' },
            Condition: {
              StringEquals: { 'cognito-identity.amazonaws.com:aud': { Ref: identityPoolOf(search) } },
              'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
            },
          },
        ]);
      }
    });

    test('nothing of the stage changes the identity pool, and what would set its roles anew has them put back', () => {
      const propertiesOf = (type: string): Readonly<Record<string, unknown>> => {
        const [found] = Object.values(search.findResources(type) as Record<string, { Properties: object }>);
        return { ...found?.Properties };
      };
      // no tags either: an update of the pool takes the provider away that the service has put into it
      assert.deepEqual(propertiesOf('AWS::Cognito::IdentityPool'), { AllowUnauthenticatedIdentities: false });
      const { IdentityPoolId, Roles, ...others } = propertiesOf('AWS::Cognito::IdentityPoolRoleAttachment');
      assert.deepEqual(others, {});
      // a function is called again when one of its properties changes
      const called = propertiesOf('Custom::RolesByToken');
      assert.deepEqual(
        [IdentityPoolId, Roles],
        [called['IdentityPoolId'], { authenticated: called['AuthenticatedRoleArn'] }],
      );
    });

    test('the domain waits for a name to sign in at and for the service to be allowed; the roles by token wait for it', () => {
      const dependsOn = (type: string): string[] => {
        const [found] = Object.values(search.findResources(type) as Record<string, { DependsOn: string | string[] }>);
        return [found?.DependsOn ?? []].flat().map((id) => id.replace(/[0-9A-F]{8}$/, ''));
      };
      const domain = dependsOn('AWS::OpenSearchService::Domain');
      for (const id of ['SignInUsersDomain', 'SignInServicePermissions', 'SignInAttachment']) {
        assert.ok(domain.includes(id), id);
      }
      assert.deepEqual(dependsOn('Custom::RolesByToken').includes('Domain'), true);
    });
  });
}

interface TrustingRole {
  readonly Properties: { readonly AssumeRolePolicyDocument: { readonly Statement: readonly object[] } };
}

function identityPoolOf(search: ReturnType<typeof synthesise>['templates']['search']): string {
  return Object.keys(search.findResources('AWS::Cognito::IdentityPool'))[0] ?? assert.fail('no identity pool');
}
