import { Domain, type IDomain } from 'aws-cdk-lib/aws-opensearchservice';
import type { Construct } from 'constructs';
import type { ExistingDomain } from '../configuration/stage.ts';

/** A search domain, whatever makes it: the stage, or an organisation that has it already. */
export interface SearchDomain {
  readonly domain: IDomain;
  /** Backend roles of people, as the domain's security plugin knows them. */
  readonly people: { readonly readers: readonly string[]; readonly admins: readonly string[] };
}

/** A domain that is there: nothing is made. */
export function existingDomain(scope: Construct, { domainArn, hostName, readers }: ExistingDomain): SearchDomain {
  const domain = Domain.fromDomainAttributes(scope, 'Domain', { domainArn, domainEndpoint: hostName });
  return { domain, people: { readers, admins: [] } };
}

/** The address where people sign in, and of the API of saved objects. */
export function dashboardsUrl({ domain }: SearchDomain): string {
  return `https://${domain.domainEndpoint}/_dashboards`;
}

/** The variables that adapters/search/configuration.ts reads, for a function that signs with its role. */
export function searchVariables({ domain }: SearchDomain): Readonly<Record<string, string>> {
  return {
    SEARCH_ENGINE: 'opensearch',
    SEARCH_URL: `https://${domain.domainEndpoint}`,
    SEARCH_AUTHENTICATION: 'sigv4',
  };
}
