import * as v from 'valibot';
import { createIdentityPool, type IdentityPool } from '../../adapters/cognito/identity-pool.ts';
import { type Environment, readEnvironment, required } from '../../adapters/environment-variables.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { contains } from '../contains.ts';
import { createCustomResource, type CustomResourceHandler } from '../custom-resource.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../retry.ts';

const environmentSchema = v.object({
  AWS_REGION: required('the AWS region'),
  AWS_ENDPOINT_URL_COGNITO_IDENTITY: v.optional(v.pipe(v.string(), v.url('must be a URL'))),
});

const propertiesSchema = v.object({
  IdentityPoolId: v.string(),
  /** `cognito-idp.<region>.amazonaws.com/<user pool>`. */
  UserPoolProvider: v.string(),
  AuthenticatedRoleArn: v.string(),
});
type Properties = v.InferOutput<typeof propertiesSchema>;

/**
 * A signed-in user gets the role of their group, from the token; a user without a group gets none (Cognito, "Role-based access control").
 */
const BY_TOKEN = { Type: 'Token', AmbiguousRoleResolution: 'Deny' } as const;

/**
 * Creates the function that lets groups decide on roles: a custom resource that comes after the search domain. OpenSearch Service creates
 * the app client of the user pool, and the identity pool's provider for it, when sign-in is enabled for the domain, so that no template
 * can name them (Amazon OpenSearch Service Developer Guide, "Configuring identity providers").
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID
 */
export function createSignInHandler(environment: Environment, log?: Log, clock?: Clock): CustomResourceHandler {
  const { AWS_REGION: region, AWS_ENDPOINT_URL_COGNITO_IDENTITY: endpoint } = readEnvironment(
    environmentSchema,
    environment,
  );
  return createCustomResource(
    {
      name: 'sign-in',
      properties: propertiesSchema,
      provide: async (properties) => {
        const pool = createIdentityPool(properties.IdentityPoolId, region, endpoint);
        try {
          return { Outcome: await attachRoles(pool, properties) };
        } finally {
          pool.close();
        }
      },
    },
    log,
    clock,
  );
}

async function attachRoles(pool: IdentityPool, properties: Properties): Promise<'updated' | 'unchanged'> {
  const providers = (await pool.providers()).map(({ name, clientId }) => ({ name, key: `${name}:${clientId}` }));
  const ours = providers.filter(({ name }) => name === properties.UserPoolProvider);
  if (ours.length === 0) {
    throw new KafkaInsightError(
      'PROVISIONING_FAILED',
      `The identity pool ${properties.IdentityPoolId} has no app client of ${properties.UserPoolProvider}. OpenSearch Service creates ` +
        "it when it enables the domain's sign-in: deploy again when the domain is no longer being processed.",
    );
  }
  const existing = await pool.roles();
  const wanted = {
    roles: { authenticated: properties.AuthenticatedRoleArn },
    mappings: Object.fromEntries(ours.map(({ key }) => [key, BY_TOKEN])),
  };
  if (contains(existing, wanted)) return 'unchanged';
  // a mapping of an app client that is gone would be rejected, with all others
  const keys = new Set(providers.map(({ key }) => key));
  const kept = Object.entries(existing.mappings).filter(([key]) => !key.startsWith('cognito-idp.') || keys.has(key));
  await pool.setRoles({
    roles: { ...existing.roles, ...wanted.roles },
    mappings: { ...Object.fromEntries(kept), ...wanted.mappings },
  });
  return 'updated';
}
