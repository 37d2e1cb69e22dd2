/** Real servers of OpenSearch Dashboards and Kibana, where somebody names them. */
import { createDashboards, type Dashboards } from '../../adapters/search/dashboards.ts';
import type { Product } from '../../dashboards/saved-objects/saved-object.ts';

/** Where each is: `https://user:password@host:5601`, with the path that its API is below. */
const variables: Readonly<Record<Product, string>> = {
  opensearch: 'KAFKAINSIGHT_TEST_OPENSEARCH_DASHBOARDS',
  kibana: 'KAFKAINSIGHT_TEST_KIBANA',
};
export const products = Object.keys(variables) as readonly Product[];

/** @returns why none can be asked here; undefined where one can */
export function lacksProducts(): Promise<string | undefined> {
  const isThere = products.some((product) => urlOf(product) !== undefined);
  const why = `no OpenSearch Dashboards and no Kibana is named: set ${Object.values(variables).join(' or ')} to https://user:password@host:5601. Without them dashboards/saved-objects/*.test.ts check references, versions and attributes`;
  return Promise.resolve(isThere ? undefined : why);
}

/** A client of the server that is named; or why there is none. */
export function productServer(product: Product): Dashboards | string {
  const url = urlOf(product);
  if (url === undefined) return `${variables[product]} names no server`;
  const { username, password, origin, pathname } = url;
  const engine = product === 'kibana' ? 'elasticsearch' : 'opensearch';
  const decoded = decodeURIComponent(password);
  const authentication =
    username === ''
      ? ({ kind: 'none' } as const)
      : ({ kind: 'basic', username: decodeURIComponent(username), password: () => decoded } as const);
  return createDashboards({ engine, url: origin, authentication }, `${origin}${pathname}`);
}

function urlOf(product: Product): URL | undefined {
  const text = process.env[variables[product]];
  return text === undefined || text === '' ? undefined : new URL(text);
}
