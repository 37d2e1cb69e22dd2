import {
  CognitoIdentityClient,
  DescribeIdentityPoolCommand,
  GetIdentityPoolRolesCommand,
  type RoleMapping,
  SetIdentityPoolRolesCommand,
} from '@aws-sdk/client-cognito-identity';
import { KafkaInsightError } from '../../core/errors.ts';

/** An app client of a user pool whose users the identity pool accepts. */
interface IdentityProvider {
  /** `cognito-idp.<region>.amazonaws.com/<user pool>`. */
  readonly name: string;
  readonly clientId: string;
}

/** The roles that signed-in users get. */
interface PoolRoles {
  /** By `authenticated` and `unauthenticated`: ARNs. */
  readonly roles: Readonly<Record<string, string>>;
  /** By `<provider>:<app client>`, or the provider's name. */
  readonly mappings: Readonly<Record<string, RoleMapping>>;
}

/** An identity pool (Amazon Cognito Federated Identities API reference). Every error is PROVISIONING_FAILED. */
export interface IdentityPool {
  providers(): Promise<readonly IdentityProvider[]>;
  roles(): Promise<PoolRoles>;
  /** Replaces all existing ones. */
  setRoles(roles: PoolRoles): Promise<void>;
  close(): void;
}

/** @param endpoint of a Cognito other than AWS's */
export function createIdentityPool(id: string, region: string, endpoint?: string): IdentityPool {
  const client = new CognitoIdentityClient({ region, ...(endpoint === undefined ? {} : { endpoint }) });

  async function asking<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
      throw new KafkaInsightError(
        'PROVISIONING_FAILED',
        `${doing} of the identity pool ${id} failed: ${reason}. Check that the pool exists, and the permissions of the function's role.`,
        { cause },
      );
    }
  }

  return {
    providers: () =>
      asking('Reading the providers', async () => {
        const pool = await client.send(new DescribeIdentityPoolCommand({ IdentityPoolId: id }));
        return (pool.CognitoIdentityProviders ?? []).flatMap(({ ProviderName: name, ClientId: clientId }) =>
          name === undefined || clientId === undefined ? [] : [{ name, clientId }],
        );
      }),
    roles: () =>
      asking('Reading the roles', async () => {
        const answer = await client.send(new GetIdentityPoolRolesCommand({ IdentityPoolId: id }));
        return { roles: answer.Roles ?? {}, mappings: answer.RoleMappings ?? {} };
      }),
    setRoles: ({ roles, mappings }) =>
      asking('Setting the roles', async () => {
        await client.send(
          new SetIdentityPoolRolesCommand({ IdentityPoolId: id, Roles: { ...roles }, RoleMappings: { ...mappings } }),
        );
      }),
    close: () => {
      client.destroy();
    },
  };
}
